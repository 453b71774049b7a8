internal import PipelineModel
internal import YAML

/// Reads a configuration file and what it includes, and lays the files over each other: an included file first, then the file
/// that includes it. Reference: https://docs.gitlab.com/ci/yaml/includes/
struct IncludeResolver {
    let context: IncludeContext
    let foreign: (any ForeignSource)?
    let problems: DiagnosticCollector
    let limits: LoadLimits
    let scope: Scope
    /// For texts of no project.
    let home: ConfigurationReader
    /// One for each place, so that a file is read once.
    var readers: [ForeignPlace: ConfigurationReader] = [:]
    var texts: [ForeignPlace: [Document]?] = [:]
    private var open: [String] = []
    private var count = 0
    /// True when some file could not be had, so that what it defines is unknown.
    private(set) var isIncomplete = false
    private(set) var records: [ForeignRecord] = []
    private(set) var absent: [ForeignPlace] = []

    init(
        reader: ConfigurationReader, foreign: (any ForeignSource)?, context: IncludeContext, limits: LoadLimits,
        problems: DiagnosticCollector
    ) {
        home = reader
        self.foreign = foreign
        self.context = context
        self.limits = limits
        self.problems = problems
        scope = Scope(owner: .root, problems: problems, cache: EntryCache())
    }

    /// Where the repository's own configuration is resolved.
    var start: IncludeSite { IncludeSite(reader: home, variables: context.variables) }

    /// Lays everything a file includes under it.
    /// - Parameters:
    ///   - name: of the file, for finding circles.
    ///   - site: where its includes are resolved.
    mutating func resolve(_ root: Node, name: String, site: IncludeSite) -> Node {
        guard let mapping = root.mapping, let include = mapping["include"] else { return root }
        open.append(name)
        defer { open.removeLast() }
        var merged: Node?
        for value in IncludeEntry.read(include, in: scope) where applies(value.rules, site) {
            for file in files(value, site) {
                merged = merged?.merging(file) ?? file
            }
        }
        let own = root.replacing(content: .mapping(mapping.removing("include")), tag: root.tag)
        return merged?.merging(own) ?? own
    }

    // MARK: - Rules

    private mutating func applies(_ rules: [Rule]?, _ site: IncludeSite) -> Bool {
        guard let rules else { return true }
        for rule in rules where matches(rule, site) { return rule.when != .never }
        return false
    }

    private mutating func matches(_ rule: Rule, _ site: IncludeSite) -> Bool {
        if let condition = rule.condition, !condition.evaluate({ site.variables[$0] }) { return false }
        if let changes = rule.changes, !context.matchesChanges(changes) { return false }
        if let exists = rule.exists {
            let globs = exists.paths.map { Glob(site.expanded($0)) }
            var reader = site.reader
            if let project = exists.project {
                let place = ForeignPlace.project(path: site.expanded(project), ref: exists.ref.map(site.expanded))
                reader = self.reader(of: place, at: rule.location)
            }
            return (reader?.paths() ?? []).contains { path in globs.contains { $0.matches(path) } }
        }
        return true
    }

    // MARK: - Files

    private mutating func files(_ value: IncludeEntry.Value, _ site: IncludeSite) -> [Node] {
        guard case .local(let path) = value.target else { return foreignFile(value, site).map { [$0] } ?? [] }
        guard let (path, reader) = localPath(path, value, site) else { return [] }
        if path.contains("*") { return wildcard(path, reader, value, site) }
        return file(path, reader, value, site).map { [$0] } ?? []
    }

    /// A path in the project that a file belongs to; nil after it is reported that there is none.
    func localPath(_ path: String, _ value: IncludeEntry.Value, _ site: IncludeSite) -> (String, ConfigurationReader)? {
        let path = site.relativePath(path)
        guard let reader = site.reader else {
            problems.add(
                .error, "invalid-include", "Local file `\(path)` does not have project!", at: value.node,
                help: "a remote file or a template belongs to no project; name the project, or the URL, of the file")
            return nil
        }
        return (path, reader)
    }

    /// `*` stops at a slash, `**` does not; unlike in `rules:changes`, `**` may stand anywhere.
    private mutating func wildcard(
        _ pattern: String, _ reader: ConfigurationReader, _ value: IncludeEntry.Value, _ site: IncludeSite
    ) -> [Node] {
        guard let pattern = IncludePattern(pattern) else { return [] }
        let found = reader.paths().filter(pattern.matches)
        if found.isEmpty {
            problems.add(.warning, "include-matches-nothing", "`\(pattern.text)` matches no file", at: value.node)
        }
        return found.compactMap { file($0, reader, value, site) }
    }

    private mutating func file(
        _ path: String, _ reader: ConfigurationReader, _ value: IncludeEntry.Value, _ site: IncludeSite
    ) -> Node? {
        guard let documents = documents(ofFile: path, reader, at: value.node) else { return nil }
        var nested = site
        nested.reader = reader
        return finish(documents, value, name: reader.name(of: path), site: nested, nested: nested)
    }

    /// The documents of a file of a project, counted and recorded; nil after a problem is reported.
    mutating func documents(ofFile path: String, _ reader: ConfigurationReader, at node: Node) -> [Document]? {
        guard checkExtension(path, at: node), admit(reader.name(of: path), at: node) else { return nil }
        guard let documents = reader.documents(ofFile: path, includedAt: node) else {
            isIncomplete = true
            return nil
        }
        if let tree = reader.tree {
            add(
                ForeignRecord(
                    name: reader.name(of: path), origin: tree.origin.address, commit: tree.commit,
                    fetchedAt: tree.origin.fetchedAt))
        }
        return documents
    }

    /// A file's content with its inputs put in and its own includes laid under it.
    /// - Parameters:
    ///   - site: where the file is included.
    ///   - nested: where its own includes are resolved.
    mutating func finish(
        _ documents: [Document], _ value: IncludeEntry.Value, name: String, site: IncludeSite, nested: IncludeSite
    ) -> Node? {
        content(of: documents, inputs: value.inputs, at: value.node, site: site, nested: nested)
            .map { resolve($0, name: name, site: nested) }
    }

    /// The last document, with the inputs that the header declares put in.
    mutating func content(
        of documents: [Document], inputs: Mapping?, at place: Node, site: IncludeSite, nested: IncludeSite
    ) -> Node? {
        guard let content = documents.last?.root else { return nil }
        let header = documents.count > 1 ? documents.first?.root : nil
        let spec = header?["spec"]
        if let spec { SpecEntry.check(spec, in: scope) }
        if header == nil, inputs == nil { return content }
        let declared = declarations(spec, nested)
        let values = InputValues(declared: declared, given: inputs, at: place, in: scope)
        let names = spec?["component"].map { ($0.sequence ?? [$0]).compactMap(\.string) } ?? []
        let component = Dictionary(
            names.map { ($0, site.component?[$0] ?? "") }, uniquingKeysWith: { first, _ in first })
        return Interpolation(
            inputs: values, component: component, variables: site.variables, maskedVariables: context.maskedVariables,
            problems: problems
        ).apply(to: content)
    }

    // MARK: - Bookkeeping

    /// GitLab looks at the name before it looks for the file.
    mutating func checkExtension(_ path: String, at node: Node) -> Bool {
        let name = path.lowercased()
        if name.hasSuffix(".yml") || name.hasSuffix(".yaml") { return true }
        fail(
            "invalid-include", "Included file `\(path)` does not have YAML extension!", at: node,
            help: "the name must end in .yml or .yaml")
        return false
    }

    /// Counts an included file; false after it is reported that there are too many or that it includes itself.
    mutating func admit(_ name: String, at node: Node) -> Bool {
        count += 1
        guard count <= limits.includes else {
            fail("too-many-includes", "Maximum of \(limits.includes) nested includes are allowed!", at: node)
            return false
        }
        guard let start = open.firstIndex(of: name) else { return true }
        let circle = (open[start...] + [name]).joined(separator: " → ")
        fail("circular-include", "include is circular: \(circle)", at: node)
        return false
    }

    mutating func fail(_ code: String, _ message: String, at node: Node, help: String? = nil) {
        isIncomplete = true
        problems.add(.error, code, message, at: node, help: help)
    }

    mutating func fail(_ problem: ForeignProblem, at location: SourceLocation, absent place: ForeignPlace? = nil) {
        isIncomplete = true
        problems.add(.error, problem.code, problem.message, at: location, help: problem.help)
        if let place, !absent.contains(place) { absent.append(place) }
    }

    mutating func noteIncomplete() { isIncomplete = true }

    mutating func add(_ record: ForeignRecord) {
        var record = record
        record.name = problems.masking(record.name)
        record.origin = problems.masking(record.origin)
        if !records.contains(where: { $0.name == record.name }) { records.append(record) }
    }
}
