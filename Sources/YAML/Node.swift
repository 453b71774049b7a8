/// One node of a YAML tree. Immutable, and shared wherever an alias or a merge key names it, so that a text with many aliases
/// costs no more memory than its own length.
package final class Node: Sendable {
    package enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping(Mapping)
    }

    package let content: Content
    /// The tag as written, resolved against `%TAG` directives: `!reference`, `!vault`, `tag:yaml.org,2002:str`. nil when the
    /// text gives none.
    package let tag: String?
    package let mark: Mark
    /// The number that the caller of the parser gave to the text this node comes from.
    package let source: Int
    /// How many nodes this is when every alias is written out, itself included; `Int.max` when too many to count.
    package let expandedCount: Int
    /// How many levels lie below and including this node: 1 for a scalar.
    package let depth: Int
    /// True when this node or one below it has a tag of its own, that is none of YAML's.
    package let containsCustomTag: Bool

    package init(_ content: Content, tag: String? = nil, mark: Mark, source: Int = 0) {
        self.content = content
        self.tag = tag
        self.mark = mark
        self.source = source
        var count = 1
        var depth = 0
        var tagged = tag.map { $0.hasPrefix("!") && $0.utf8.count > 1 } ?? false
        func add(_ node: Node) {
            let (sum, overflow) = count.addingReportingOverflow(node.expandedCount)
            count = overflow ? .max : sum
            depth = max(depth, node.depth)
            tagged = tagged || node.containsCustomTag
        }
        switch content {
        case .scalar: break
        case .sequence(let items):
            for item in items { add(item) }
        case .mapping(let mapping):
            for entry in mapping.entries {
                add(entry.key)
                add(entry.value)
            }
        }
        self.expandedCount = count
        self.depth = depth + 1
        self.containsCustomTag = tagged
    }
}

extension Node {
    package var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    package var sequence: [Node]? { if case .sequence(let items) = content { items } else { nil } }
    package var mapping: Mapping? { if case .mapping(let mapping) = content { mapping } else { nil } }

    /// The value of a scalar under YAML 1.1; nil for a collection.
    package var value: Scalar.Value? { scalar?.resolved(tag: tag) }

    package var isNull: Bool { value == .null }

    /// The text of a scalar that is a string; nil for numbers, booleans, null and collections.
    package var string: String? {
        if let scalar, case .string = scalar.resolved(tag: tag) { scalar.text } else { nil }
    }

    package var bool: Bool? { if case .bool(let value)? = value { value } else { nil } }
    package var int: Int? { if case .int(let value)? = value { value } else { nil } }

    /// The text of any scalar as written (`0644`, `yes`, `1.10`); empty for null, nil for a collection.
    package var text: String? {
        guard let scalar else { return nil }
        return scalar.resolved(tag: tag) == .null ? "" : scalar.text
    }

    /// The value under a key of a mapping; nil when there is none or this is no mapping.
    package subscript(key: String) -> Node? { mapping?[key] }

    /// The same node under another tag and in the same place.
    package func replacing(content: Content, tag: String? = nil) -> Node {
        Node(content, tag: tag, mark: mark, source: source)
    }
}
