internal import PipelineModel
internal import YAML

/// Replaces `!reference [job, keyword, …]` by what it names in the whole configuration, included files and `extends` counted in.
/// What is named twice is resolved once and shared. Reference: https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags
struct ReferenceResolver {
    static let tag = "!reference"
    private static let maximumLevels = 10

    private let root: Mapping
    private let problems: DiagnosticCollector
    /// By identity of the node as written; nil: it has a problem, which is reported.
    private var resolved: [ObjectIdentifier: Node?] = [:]
    private var inProgress: Set<ObjectIdentifier> = []
    private var level = 0
    private var hasFailed = false
    /// Top-level entries that lack what a faulty reference should have brought.
    private(set) var unresolved: Set<String> = []

    init(root: Mapping, problems: DiagnosticCollector) {
        self.root = root
        self.problems = problems
    }

    mutating func resolve() -> Mapping {
        var whole = root
        for entry in root.entries where entry.value.containsCustomTag {
            hasFailed = false
            if let value = resolve(entry.value) { whole.set(entry.key, to: value) }
            if hasFailed, let name = entry.key.scalar?.text { unresolved.insert(name) }
        }
        return whole
    }

    /// nil when the node is a reference that leads nowhere; what holds it then goes on without it.
    private mutating func resolve(_ node: Node) -> Node? {
        guard node.containsCustomTag else { return node }
        let identity = ObjectIdentifier(node)
        if let known = resolved[identity] {
            if known == nil { hasFailed = true }
            return known
        }
        let value: Node?
        if node.tag == Self.tag {
            value = follow(node, identity)
            if value == nil { hasFailed = true }
        } else {
            value = resolveContent(node)
        }
        resolved.updateValue(value, forKey: identity)
        return value
    }

    private mutating func resolveContent(_ node: Node) -> Node {
        switch node.content {
        case .scalar:
            return node
        case .sequence(let items):
            return node.replacing(content: .sequence(items.compactMap { resolve($0) }), tag: node.tag)
        case .mapping(let mapping):
            var whole = Mapping()
            whole.reserveCapacity(mapping.count)
            for entry in mapping.entries {
                if let value = resolve(entry.value) { whole.set(entry.key, to: value) }
            }
            return node.replacing(content: .mapping(whole), tag: node.tag)
        }
    }

    private mutating func follow(_ node: Node, _ identity: ObjectIdentifier) -> Node? {
        let path = node.sequence?.compactMap(\.string) ?? []
        let shown = "!reference [\(path.map { "\"\($0)\"" }.joined(separator: ", "))]"
        guard !path.isEmpty, path.count == node.sequence?.count else {
            problems.add(
                .error, "invalid-reference", "!reference is not valid", at: node,
                help: "write the path as a list of strings: !reference [.job, script]")
            return nil
        }
        guard inProgress.insert(identity).inserted else {
            problems.add(.error, "circular-reference", "\(shown) is part of a circular chain", at: node)
            return nil
        }
        defer { inProgress.remove(identity) }
        level += 1
        defer { level -= 1 }
        guard level <= Self.maximumLevels else {
            problems.add(
                .error, "reference-too-deep", "\(shown) is nested too deep", at: node,
                help: "at most \(Self.maximumLevels) levels of !reference are allowed")
            return nil
        }
        guard let target = target(path, at: node, shown) else { return nil }
        return resolve(target)
    }

    private mutating func target(_ path: [String], at node: Node, _ shown: String) -> Node? {
        var mapping: Mapping? = root
        var current: Node?
        for (position, key) in path.enumerated() {
            guard var next = mapping?[key] else {
                let candidates = (mapping?.entries ?? []).lazy.compactMap(\.key.scalar?.text)
                problems.add(
                    .error, "unknown-reference", "\(shown) could not be found", at: node.sequence?[position] ?? node,
                    help: Spelling.help(for: key, among: candidates))
                return nil
            }
            // A path may lead through something that is itself a reference.
            if position < path.count - 1, next.tag == Self.tag, let followed = resolve(next) { next = followed }
            current = next
            mapping = next.mapping
        }
        if current?.isNull == true {
            problems.add(.error, "unknown-reference", "\(shown) could not be found", at: node, help: "it names an empty value")
            return nil
        }
        return current
    }
}
