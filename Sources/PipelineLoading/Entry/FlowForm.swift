internal import YAML

/// A node on one line, as YAML flow text that reads back as the same value.
enum FlowForm {
    static func text(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar):
            if case .string(let text) = scalar.resolved(tag: node.tag) { return ScalarText.doubleQuoted(text) }
            return scalar.text.isEmpty ? "null" : scalar.text
        case .sequence(let items):
            return "[" + items.map(text).joined(separator: ", ") + "]"
        case .mapping(let mapping):
            return "{" + mapping.entries.map { "\(text($0.key)): \(text($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
