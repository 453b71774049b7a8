internal import PipelineModel
internal import YAML

/// Files from other projects, servers and template collections.
extension IncludeResolver {
    mutating func foreignFile(_ value: IncludeEntry.Value, _ site: IncludeSite) -> Node? {
        switch value.target {
        case .local: return nil
        case .project:
            guard let (documents, path, reader) = projectDocuments(value, site) else { return nil }
            let nested = IncludeSite(reader: reader, variables: site.variables)
            return finish(documents, value, name: reader.name(of: path), site: site, nested: nested)
        case .component(let address): return component(site.expanded(address), value, site)
        case .remote:
            guard let (documents, name) = remoteDocuments(value, site) else { return nil }
            return finish(documents, value, name: name, site: site, nested: .nowhere)
        case .template(let name):
            let name = site.expanded(name)
            guard name.hasSuffix(".gitlab-ci.yml") else {
                fail(
                    "invalid-include", "Template file `\(name)` is not a valid location!", at: value.node,
                    help: "the names of GitLab's templates end in .gitlab-ci.yml")
                return nil
            }
            guard let documents = text(of: .template(name), named: "template:\(name)", "Template file `\(name)`", value, nil)
            else { return nil }
            return finish(documents, value, name: "template:\(name)", site: site, nested: .nowhere)
        case .artifact(let path):
            fail(
                "invalid-include", "include:artifact `\(path)` can only be used in trigger:include", at: value.node,
                help: "what a job makes is known when the pipeline runs: start a child pipeline with it")
            return nil
        }
    }

    mutating func projectDocuments(
        _ value: IncludeEntry.Value, _ site: IncludeSite
    ) -> (documents: [Document], path: String, reader: ConfigurationReader)? {
        guard case .project(let path, let file, let ref) = value.target else { return nil }
        let place = ForeignPlace.project(
            path: site.expanded(path).lowercased(), ref: ref.map(site.expanded).flatMap { $0.isEmpty ? nil : $0 })
        guard let reader = reader(of: place, at: location(value.refNode, value)) else { return nil }
        let relative = site.relativePath(file)
        return documents(ofFile: relative, reader, at: value.fileNode ?? value.node).map { ($0, relative, reader) }
    }

    mutating func remoteDocuments(_ value: IncludeEntry.Value, _ site: IncludeSite) -> ([Document], String)? {
        guard case .remote(let url, let integrity) = value.target else { return nil }
        let address = site.expanded(url)
        let shown = RemoteURL.withoutCredentials(address)
        guard checkExtension(shown, at: value.node) else { return nil }
        guard RemoteURL.isValid(address) else {
            fail(
                "invalid-include", "Remote file `\(shown)` does not have a valid address!", at: value.node,
                help: "write a whole URL that starts with https://")
            return nil
        }
        return text(of: .remote(url: address), named: shown, "Remote file `\(shown)`", value, integrity).map { ($0, shown) }
    }

    private mutating func component(_ text: String, _ value: IncludeEntry.Value, _ site: IncludeSite) -> Node? {
        let node = value.node
        func unusable(_ message: String, help: String? = nil) -> ForeignProblem {
            ForeignProblem("include-not-found", "Component '\(text)' - \(message)", help: help)
        }
        guard site.reader != nil else {
            fail("invalid-include", "Unable to use components outside of a project context", at: node)
            return nil
        }
        guard let address = ComponentAddress(text) else {
            fail(
                unusable(
                    "the component path is not supported",
                    help: "write host/group/project/name@version, for example $CI_SERVER_FQDN/group/project/name@1.0"),
                at: scope.location(node))
            return nil
        }
        let place = ForeignPlace.component(
            host: address.host, project: address.project.lowercased(), version: address.version)
        guard let reader = reader(of: place, at: scope.location(node)) else { return nil }
        guard let path = address.paths.first(where: reader.contains) else {
            let names = ComponentAddress.names(in: reader.paths())
            let known = names.isEmpty ? "the project has no components" : "its components are \(names.joined(separator: ", "))"
            fail(
                unusable("content not found", help: Spelling.help(for: address.name, among: names) ?? known),
                at: scope.location(node))
            return nil
        }
        guard let documents = documents(ofFile: path, reader, at: node) else { return nil }
        let facts = ComponentFacts(
            name: address.name, sha: reader.tree?.commit ?? "", version: reader.tree?.version ?? "", reference: address.version)
        let nested = IncludeSite(reader: reader, variables: site.variables, component: facts)
        var own = site
        own.component = facts
        return finish(documents, value, name: reader.name(of: path), site: own, nested: nested)
    }

    /// The files of another project; nil after it is reported why there are none.
    mutating func reader(of place: ForeignPlace, at location: SourceLocation) -> ConfigurationReader? {
        if let known = readers[place] { return known }
        var reader: ConfigurationReader?
        switch answer(place) {
        case .tree(let tree):
            switch place {
            case .project(let path, let ref):
                reader = ConfigurationReader(tree: tree, project: path, ref: ref, limits: limits, problems: problems)
            case .component(_, let path, let version):
                reader = ConfigurationReader(tree: tree, project: path, ref: version, limits: limits, problems: problems)
            case .remote, .template: break
            }
        case .file: break
        case .absent(let problem): fail(problem, at: location, absent: place)
        case .refused(let problem): fail(problem, at: location)
        }
        if let reader { readers[place] = reader }
        return reader
    }

    private mutating func text(
        of place: ForeignPlace, named name: String, _ subject: String, _ value: IncludeEntry.Value, _ integrity: Node?
    ) -> [Document]? {
        guard admit(name, at: value.node) else { return nil }
        let file: ForeignFile
        switch answer(place) {
        case .file(let found): file = found
        case .tree: return nil
        case .absent(let problem):
            fail(problem, at: scope.location(value.node), absent: place)
            return nil
        case .refused(let problem):
            fail(problem, at: scope.location(value.node))
            return nil
        }
        if let integrity, let expected = integrity.string, IntegrityEntry.isWellFormed(expected),
            IntegrityEntry.text(of: file.bytes) != expected
        {
            fail(
                "integrity", "\(subject) failed integrity check!", at: integrity,
                help: "what was read has \(IntegrityEntry.text(of: file.bytes)); find out why before you take it over")
            return nil
        }
        add(
            ForeignRecord(
                name: name, origin: file.origin.address, sha256: SHA256.hexadecimal(file.bytes),
                fetchedAt: file.origin.fetchedAt))
        if let known = texts[place] { return known }
        let documents = home.documents(of: file.bytes, named: name, subject: subject, includedAt: value.node)
        texts.updateValue(documents, forKey: place)
        if documents == nil { noteIncomplete() }
        return documents
    }

    private func answer(_ place: ForeignPlace) -> ForeignAnswer {
        foreign?.find(place)
            ?? .refused(
                ForeignProblem(
                    "include-not-available", "\(place.keyword) cannot be read here",
                    help: "copy the file into the repository and use include:local"))
    }

    private func location(_ node: Node?, _ value: IncludeEntry.Value) -> SourceLocation { scope.location(node ?? value.node) }
}

extension ForeignPlace {
    fileprivate var keyword: String {
        switch self {
        case .project(let path, _): "include:project `\(path)`"
        case .component(let host, let project, let version): "include:component `\(host)/\(project)@\(version)`"
        case .remote(let url): "include:remote `\(RemoteURL.withoutCredentials(url))`"
        case .template(let name): "include:template `\(name)`"
        }
    }
}
