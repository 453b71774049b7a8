internal import PipelineModel
internal import YAML

/// `spec:include`: declarations of inputs that several files share.
/// Reference: https://docs.gitlab.com/ci/yaml/#specinclude
extension IncludeResolver {
    /// The inputs that a header declares, those of its included files first.
    /// - Parameter site: the file's own.
    mutating func declarations(_ spec: Node?, _ site: IncludeSite) -> Mapping {
        let own = spec?["inputs"]?.mapping ?? Mapping()
        guard let include = spec?["include"] else { return own }
        var declared = Mapping()
        for value in IncludeEntry.read(include, kind: .header, in: scope) {
            guard let (documents, name) = headerDocuments(value, site), let content = documents.last?.root else { continue }
            let unknown = (content.mapping?.entries ?? []).map(\.key).filter { $0.text != "inputs" }
            if let first = unknown.first {
                fail(
                    "unknown-keyword",
                    "Header include file `\(name)` contains unknown keys: \(unknown.map { $0.text ?? "" }.joined(separator: ", "))",
                    at: first, help: "a file for spec:include holds `inputs` and nothing else")
            }
            SpecEntry.checkInputs(content["inputs"], in: scope)
            for entry in content["inputs"]?.mapping?.entries ?? [] { declare(entry, &declared) }
        }
        for entry in own.entries { declare(entry, &declared) }
        return declared
    }

    private func declare(_ entry: Mapping.Entry, _ declared: inout Mapping) {
        if let name = entry.key.text, declared.contains(name) {
            problems.add(
                .error, "duplicate-input",
                "Duplicate input keys found: \(name). "
                    + "Input keys must be unique across all included files and inline specifications.",
                at: entry.key)
        }
        declared.set(entry.key, to: entry.value)
    }

    private mutating func headerDocuments(_ value: IncludeEntry.Value, _ site: IncludeSite) -> ([Document], String)? {
        switch value.target {
        case .local(let path):
            guard let (path, reader) = localPath(path, value, site) else { return nil }
            return documents(ofFile: path, reader, at: value.node).map { ($0, reader.name(of: path)) }
        case .project: return projectDocuments(value, site).map { ($0.documents, $0.reader.name(of: $0.path)) }
        case .remote: return remoteDocuments(value, site)
        case .template, .component, .artifact: return nil
        }
    }
}
