/// Splits a host line of an INI inventory into words as a shell would: quotes keep blanks, `#` starts a comment, even
/// inside of a word.
enum InventoryWords {
    static func split(_ line: Substring) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open {
                    quote = nil
                } else if character == "\\", open == "\"", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
                    word = (word ?? "") + String(rest.removeFirst())
                } else {
                    word = (word ?? "") + String(character)
                }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? ""
            case "\\":
                if let escaped = rest.popFirst() { word = (word ?? "") + String(escaped) }
            case "#":
                rest = ""
            case _ where character.isWhitespace:
                if let word { words.append(word) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    /// The two sides of `name=value`.
    static func assignment(_ word: String) -> (name: String, value: String)? {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return nil }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    /// The value of a `:vars` line. It is text as it stands, unless it reads as a Python literal: then quotes around it and a
    /// comment after it go away.
    static func unquoted(_ value: String) -> String {
        if let hash = value.lastIndex(of: "#") {
            let front = value[..<hash]
            let literal = String(front.dropLast(front.reversed().prefix(while: \.isWhitespace).count))
            let isQuoted = literal.count >= 2 && (literal.first == "'" || literal.first == "\"") && literal.first == literal.last
            if isQuoted || Double(literal) != nil { return unquoted(literal) }
        }
        guard value.count >= 2, let first = value.first, first == "'" || first == "\"", value.last == first else { return value }
        return String(value.dropFirst().dropLast())
    }
}
