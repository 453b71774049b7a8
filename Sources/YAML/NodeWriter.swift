/// Writes a node tree as YAML text that reads back to the same values: block style, two spaces, tags that are none of YAML's left
/// out. Text that YAML 1.1 or 1.2, or GitLab's Ruby, would read as something else is quoted.
package struct NodeWriter {
    /// What is said behind a key, without the `#`.
    private let comment: (_ key: Node) -> String?
    private var output = ""

    /// Comments are lined up here, where the line is not longer.
    private static let commentColumn = 48
    /// A longer key needs a question mark before it.
    private static let simpleKeyLength = 1000

    private init(comment: @escaping (_ key: Node) -> String?) { self.comment = comment }

    /// - Parameter comment: what to say behind a key; one line.
    package static func text(_ node: Node, comment: @escaping (_ key: Node) -> String? = { _ in nil }) -> String {
        var writer = NodeWriter(comment: comment)
        switch node.content {
        case .mapping(let mapping) where !mapping.isEmpty: writer.write(mapping, indent: 0, separatesEntries: true)
        case .sequence(let items) where !items.isEmpty: writer.write(items, indent: 0)
        default:
            writer.writeLeaf(node, indent: 0, comment: nil)
        }
        return writer.output
    }

    private mutating func write(_ mapping: Mapping, indent: Int, startsOnLine: Bool = false, separatesEntries: Bool = false) {
        for (number, entry) in mapping.entries.enumerated() {
            if separatesEntries, number > 0 { output += "\n" }
            if number > 0 || !startsOnLine { output += Self.spaces(indent) }
            write(entry, indent: indent)
        }
    }

    private mutating func write(_ entry: Mapping.Entry, indent: Int) {
        let key = ScalarText.key(entry.key)
        let comment = comment(entry.key)
        if key.utf8.count > Self.simpleKeyLength || entry.key.scalar == nil {
            output += "? \(key)\n\(Self.spaces(indent)):"
        } else {
            output += key + ":"
        }
        switch entry.value.content {
        case .mapping(let mapping) where !mapping.isEmpty:
            endLine(comment)
            write(mapping, indent: indent + 2)
        case .sequence(let items) where !items.isEmpty:
            endLine(comment)
            write(items, indent: indent + 2)
        default:
            output += " "
            writeLeaf(entry.value, indent: indent + 2, comment: comment)
        }
    }

    private mutating func write(_ items: [Node], indent: Int, startsOnLine: Bool = false) {
        for (number, item) in items.enumerated() {
            if number > 0 || !startsOnLine { output += Self.spaces(indent) }
            output += "- "
            switch item.content {
            case .mapping(let mapping) where !mapping.isEmpty: write(mapping, indent: indent + 2, startsOnLine: true)
            case .sequence(let nested) where !nested.isEmpty: write(nested, indent: indent + 2, startsOnLine: true)
            default: writeLeaf(item, indent: indent + 2, comment: nil)
            }
        }
    }

    /// A scalar or an empty collection, to the end of its last line.
    private mutating func writeLeaf(_ node: Node, indent: Int, comment: String?) {
        switch node.content {
        case .mapping: output += "{}"
        case .sequence: output += "[]"
        case .scalar:
            if let text = node.string, let block = ScalarText.literal(text) {
                output += block.header
                endLine(comment)
                for line in block.lines { output += line.isEmpty ? "\n" : Self.spaces(indent) + line + "\n" }
                return
            }
            output += ScalarText.value(node)
        }
        endLine(comment)
    }

    private mutating func endLine(_ comment: String?) {
        if let comment {
            let start = output.lastIndex(of: "\n").map { output.index(after: $0) } ?? output.startIndex
            let length = output[start...].unicodeScalars.count
            output += Self.spaces(max(2, Self.commentColumn - length)) + "# " + comment
        }
        output += "\n"
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
