internal import PipelineModel
internal import RegularExpressions
internal import YAML

/// Reads a configuration file and what it includes, and lays the files over each other: an included file first, then the file
/// that includes it. Reference: https://docs.gitlab.com/ci/yaml/includes/
struct IncludeResolver {
    private let reader: ConfigurationReader
    private let context: IncludeContext
    private let limits: LoadLimits
    private let problems: DiagnosticCollector
    private let scope: Scope
    /// The files that are being read, outermost first.
    private var open: [String] = []
    private var count = 0
    /// True when some file could not be had, so that what it defines is unknown.
    private(set) var isIncomplete = false

    init(reader: ConfigurationReader, context: IncludeContext, limits: LoadLimits, problems: DiagnosticCollector) {
        self.reader = reader
        self.context = context
        self.limits = limits
        self.problems = problems
        scope = Scope(owner: .root, problems: problems, cache: EntryCache())
    }

    /// Lays everything a file includes under it.
    /// - Parameter name: of the file, for finding circles.
    mutating func resolve(_ root: Node, name: String) -> Node {
        guard let mapping = root.mapping, let include = mapping["include"] else { return root }
        open.append(name)
        defer { open.removeLast() }
        var merged: Node?
        for value in IncludeEntry.read(include, in: scope) where applies(value.rules) {
            for file in files(value) {
                merged = merged?.merging(file) ?? file
            }
        }
        let own = root.replacing(content: .mapping(mapping.removing("include")), tag: root.tag)
        return merged?.merging(own) ?? own
    }

    private func applies(_ rules: [Rule]?) -> Bool {
        guard let rules else { return true }
        for rule in rules where matches(rule) { return rule.when != .never }
        return false
    }

    private func matches(_ rule: Rule) -> Bool {
        if let condition = rule.condition, !condition.evaluate({ context.variables[$0] }) { return false }
        if let changes = rule.changes, !context.matchesChanges(changes) { return false }
        if let exists = rule.exists {
            let globs = exists.paths.map { Glob(expanded($0)) }
            return reader.paths().contains { path in globs.contains { $0.matches(path) } }
        }
        return true
    }

    private func expanded(_ text: String) -> String {
        VariableExpansion.expandReferences(in: text) { context.variables[$0] ?? "" }
    }

    private mutating func files(_ value: IncludeEntry.Value) -> [Node] {
        switch value.target {
        case .elsewhere(let kind, let name):
            isIncomplete = true
            problems.add(
                .error, "include-not-available", "not available yet: include:\(kind) `\(name)`", at: value.node,
                help: "copy the file into the repository and use include:local")
            return []
        case .local(let path):
            var path = expanded(path)
            while path.hasPrefix("/") { path.removeFirst() }
            if path.contains("*") { return wildcard(path, value) }
            return file(path, value).map { [$0] } ?? []
        }
    }

    /// `*` stops at a slash, `**` does not; unlike in `rules:changes`, `**` may stand anywhere.
    private mutating func wildcard(_ pattern: String, _ value: IncludeEntry.Value) -> [Node] {
        let body = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        var expression = "^"
        var position = 0
        while position < body.count {
            expression += Self.escaped(body[position])
            position += 1
            guard position < body.count else { break }
            if body[position].isEmpty, position < body.count - 1 {
                expression += ".*?"
                position += 1
            } else {
                expression += "[^/]*?"
            }
            // The piece after this star is added by the next turn.
        }
        guard let matcher = try? RegularExpression(expression + "$") else { return [] }
        let found = reader.paths().filter(matcher.matches)
        if found.isEmpty {
            problems.add(.warning, "include-matches-nothing", "`\(pattern)` matches no file", at: value.node)
        }
        return found.compactMap { file($0, value) }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "_" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private func checkExtension(_ path: String, at node: Node) -> Bool {
        if path.hasSuffix(".yml") || path.hasSuffix(".yaml") { return true }
        problems.add(
            .error, "invalid-include", "Included file `\(path)` does not have YAML extension!", at: node,
            help: "the name must end in .yml or .yaml")
        return false
    }

    private mutating func file(_ path: String, _ value: IncludeEntry.Value) -> Node? {
        let node = value.node
        guard checkExtension(path, at: node) else {
            isIncomplete = true
            return nil
        }
        count += 1
        guard count <= limits.includes else {
            isIncomplete = true
            problems.add(.error, "too-many-includes", "Maximum of \(limits.includes) nested includes are allowed!", at: node)
            return nil
        }
        if let start = open.firstIndex(of: path) {
            isIncomplete = true
            let circle = (open[start...] + [path]).joined(separator: " → ")
            problems.add(.error, "circular-include", "include is circular: \(circle)", at: node)
            return nil
        }
        guard let documents = reader.documents(ofFile: path, includedAt: node) else {
            isIncomplete = true
            return nil
        }
        return content(of: documents, inputs: value.inputs, at: node).map { resolve($0, name: path) }
    }

    /// The last document, with the inputs that the header declares put in.
    func content(of documents: [Document], inputs: Mapping?, at place: Node) -> Node? {
        guard let content = documents.last?.root else { return nil }
        let header = documents.count > 1 ? documents.first?.root : nil
        if let spec = header?["spec"] { SpecEntry.check(spec, in: scope) }
        if header == nil, inputs == nil { return content }
        let values = InputValues(header: header, given: inputs, at: place, in: scope)
        return Interpolation(inputs: values, context: context, problems: problems).apply(to: content)
    }
}
