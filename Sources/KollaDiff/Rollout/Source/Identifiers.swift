internal import YAML

/// Words in texts that can name a variable. Generous: a word too many makes a plan say too much, one too few would hide a step.
enum Identifiers {
    /// All words of a text.
    static func words(of bytes: some Sequence<UInt8>, into found: inout Set<String>) {
        var word: [UInt8] = []
        func end() {
            if let first = word.first, !isDigit(first) { found.insert(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in bytes { if isLetter(byte) || isDigit(byte) { word.append(byte) } else { end() } }
        end()
    }

    /// The words of a value that is evaluated: of each scalar with a Jinja expression in it.
    static func expressions(of node: Node) -> Set<String> {
        var found: Set<String> = []
        collect(node) { text in if text.contains("{{") || text.contains("{%") { words(of: text.utf8, into: &found) } }
        return found
    }

    /// The words of all values in a node, as of a play, where conditions are expressions without braces. What a key names is set, not
    /// used.
    static func words(of node: Node) -> Set<String> {
        var found: Set<String> = []
        collect(node) { words(of: $0.utf8, into: &found) }
        return found
    }

    /// The words of the expressions in a template: between `{{` and `}}`, `{%` and `%}`.
    static func templateWords(of bytes: [UInt8], into found: inout Set<String>) {
        var index = 0
        while index + 1 < bytes.count {
            let end: UInt8
            switch (bytes[index], bytes[index + 1]) {
            case (UInt8(ascii: "{"), UInt8(ascii: "{")): end = UInt8(ascii: "}")
            case (UInt8(ascii: "{"), UInt8(ascii: "%")): end = UInt8(ascii: "%")
            default:
                index += 1
                continue
            }
            let start = index + 2
            index = start
            while index + 1 < bytes.count, bytes[index] != end || bytes[index + 1] != UInt8(ascii: "}") { index += 1 }
            words(of: bytes[start..<index], into: &found)
        }
    }

    private static func collect(_ node: Node, _ body: (String) -> Void) {
        switch node.content {
        case .scalar(let scalar): body(scalar.text)
        case .sequence(let items): for item in items { collect(item, body) }
        case .mapping(let mapping):
            for entry in mapping.entries { collect(entry.value, body) }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
    }
}
