/// How scalars are written so that they read back as they are.
package enum ScalarText {
    /// A value on one line.
    static func value(_ node: Node) -> String {
        guard let scalar = node.scalar else { return "null" }
        switch scalar.resolved(tag: node.tag) {
        case .null: return "null"
        case .string(let text): return string(text)
        case .bool, .int, .float:
            // As written, because some keywords take the text. A tag that makes the value what it is has to stay.
            if scalar.style == .plain, scalar.resolved() == scalar.resolved(tag: node.tag) { return scalar.text }
            let name = node.tag?.split(separator: ":").last ?? "str"
            return "!!\(name) \(doubleQuoted(scalar.text))"
        }
    }

    /// A key on one line. Its text is what counts, whatever it would mean as a value.
    static func key(_ node: Node) -> String {
        guard let scalar = node.scalar else { return flow(node) }
        if case .string = scalar.resolved(tag: node.tag) { return string(scalar.text) }
        return scalar.text.isEmpty ? "\"\"" : scalar.style == .plain ? scalar.text : doubleQuoted(scalar.text)
    }

    /// Several lines as a literal block; nil when the text is one line, or such a block could not hold it.
    static func literal(_ text: String) -> (header: String, lines: [Substring])? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let endsLine = lines.last?.isEmpty == true
        if endsLine { lines.removeLast() }
        guard lines.count > 1 || (endsLine && lines.count == 1), let first = lines.first, let last = lines.last,
            !first.allSatisfy({ $0 == " " || $0 == "\t" }), first.first != " ", first.first != "\t",
            // Blank lines at the end need another header.
            !last.allSatisfy({ $0 == " " || $0 == "\t" }),
            text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || isPrintable($0) })
        else { return nil }
        return (endsLine ? "|" : "|-", lines)
    }

    static func string(_ text: String) -> String {
        if isPlain(text) { return text }
        let isSimple = text.unicodeScalars.allSatisfy(isPrintable)
        if isSimple, text.contains("\"") || text.contains("\\") { return "'\(text.replacing("'", with: "''"))'" }
        return doubleQuoted(text)
    }

    /// In double quotes, on one line; JSON reads it as well.
    package static func doubleQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let (letter, width) = scalar.value > 0xFFFF ? ("U", 8) : ("u", 4)
                quoted += "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// In one line, for keys that are collections.
    private static func flow(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): doubleQuoted(scalar.text)
        case .sequence(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .mapping(let mapping):
            "{" + mapping.entries.map { "\(flow($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// What may stand in a line without an escape. Line separators of Unicode are line breaks to YAML 1.1.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    /// True when the text can stand without quotes and means itself to every reader.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.unicodeScalars.allSatisfy(isPrintable), !looksSpecial(text),
            !hasEdgeSpace(text), !text.hasSuffix(":"), !text.contains(": "), !text.contains(" #"), !text.hasPrefix("---"),
            !text.hasPrefix("...")
        else { return false }
        // `-` and `?` introduce something only before a space; a leading colon is a symbol to Ruby.
        if first == "-" || first == "?" { return text.unicodeScalars.dropFirst().first.map { $0 != " " } ?? false }
        return !"[]{}#&*!|>'\"%@`:,=~".unicodeScalars.contains(first)
    }

    private static func hasEdgeSpace(_ text: String) -> Bool { text.first == " " || text.last == " " }

    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<"]

    /// Words and numbers of YAML 1.1 and 1.2, and dates: what begins as a number and holds nothing but what numbers and dates hold.
    private static func looksSpecial(_ text: String) -> Bool {
        if case .string = ScalarResolution.resolve(text) {} else { return true }
        if words.contains(text.lowercased()) { return true }
        guard let first = text.utf8.first, "0123456789+-.".utf8.contains(first) else { return false }
        if text.utf8.count > 1, [".inf", ".nan"].contains(text.lowercased().drop { $0 == "-" || $0 == "+" }) { return true }
        return text.utf8.contains { (48...57).contains($0) }
            && text.utf8.allSatisfy { "0123456789abcdefxobtzABCDEFXOBTZ_.,:+- ".utf8.contains($0) }
    }
}
