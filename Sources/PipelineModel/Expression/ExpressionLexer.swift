internal import RegularExpressions

/// Splits an expression into tokens as GitLab's lexer does: the first kind that fits at a place wins, whitespace separates.
struct ExpressionLexer {
    /// GitLab gives up when it has read 100 tokens and not seen the end, so 99 is the most an expression can have.
    static let tokenLimit = 100

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The tokens; the offset of an error is in bytes.
    mutating func tokens() throws(ExpressionError) -> [ExpressionToken] {
        var tokens: [ExpressionToken] = []
        for _ in 0..<Self.tokenLimit {
            while position < bytes.count, isSpace(bytes[position]) { position += 1 }
            guard position < bytes.count else { return tokens }
            let offset = position
            tokens.append(ExpressionToken(kind: try next(), offset: offset))
        }
        throw ExpressionError(message: "the expression has too many parts (at most \(Self.tokenLimit - 1))", offset: position)
    }

    private mutating func next() throws(ExpressionError) -> ExpressionToken.Kind {
        switch bytes[position] {
        case UInt8(ascii: "("): return take(1, .parenthesisOpen)
        case UInt8(ascii: ")"): return take(1, .parenthesisClose)
        case UInt8(ascii: "$"):
            if let input = input() { return input }
            if let variable = variable() { return variable }
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if let string = string(closedBy: bytes[position]) { return string }
        case UInt8(ascii: "/"):
            if let pattern = try pattern() { return pattern }
        default:
            if starts("null") { return take(4, .null) }
            if startsWord("true") { return take(4, .boolean(true)) }
            if startsWord("false") { return take(5, .boolean(false)) }
        }
        for operation in [ExpressionOperator.equals, .matches, .notEquals, .notMatches, .and, .or] where starts(operation.rawValue)
        {
            return take(2, .binary(operation))
        }
        if starts("!") { return take(1, .not) }
        throw unknown()
    }

    private mutating func take(_ count: Int, _ kind: ExpressionToken.Kind) -> ExpressionToken.Kind {
        position += count
        return kind
    }

    private mutating func variable() -> ExpressionToken.Kind? {
        var end = position + 1
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        guard end > position + 1 else { return nil }
        defer { position = end }
        return .variable(text(position + 1..<end))
    }

    private mutating func input() -> ExpressionToken.Kind? {
        guard starts("$[[") else { return nil }
        var end = position + 3
        func skipSpace() { while end < bytes.count, isSpace(bytes[end]) { end += 1 } }
        skipSpace()
        let prefix = Array("inputs.".utf8)
        guard bytes[end...].starts(with: prefix) else { return nil }
        end += prefix.count
        let start = end
        while end < bytes.count, isWord(bytes[end]) || bytes[end] == UInt8(ascii: "-") { end += 1 }
        let name = start..<end
        skipSpace()
        guard !name.isEmpty, bytes[end...].starts(with: Array("]]".utf8)) else { return nil }
        position = end + 2
        return .input(text(name))
    }

    private mutating func string(closedBy quote: UInt8) -> ExpressionToken.Kind? {
        var end = position + 1
        while end < bytes.count, bytes[end] != quote, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count, bytes[end] == quote else { return nil }
        defer { position = end + 1 }
        return .string(text(position + 1..<end))
    }

    private mutating func pattern() throws(ExpressionError) -> ExpressionToken.Kind? {
        guard var end = endOfPattern() else { return nil }
        while end < bytes.count, "ismU".utf8.contains(bytes[end]) { end += 1 }
        let offset = position
        position = end
        do throws(RegularExpressionError) {
            guard let pattern = try ExpressionPattern(text(offset..<end)) else {
                throw RegularExpressionError(pattern: text(offset..<end), message: "it holds a line break")
            }
            return .pattern(pattern)
        } catch {
            throw ExpressionError(message: "invalid regular expression: \(error.message)", offset: offset)
        }
    }

    /// The end of the pattern that starts here, flags excluded. GitLab's lexeme asks for at least two characters, ends at the
    /// first slash that no backslash precedes, and takes a slash that directly follows an escaped or a closing one along.
    private func endOfPattern() -> Int? {
        let slash = UInt8(ascii: "/"), backslash = UInt8(ascii: "\\")
        func isSlash(_ index: Int) -> Bool { index < bytes.count && bytes[index] == slash }
        var index = position + 1
        var length = 0
        while index < bytes.count, bytes[index] != slash {
            if bytes[index] == backslash, isSlash(index + 1) {
                if isSlash(index + 2) { return index + 3 }
                index += 1
            }
            index += 1
            // Continuation bytes belong to the character before them.
            if index >= bytes.count || bytes[index] & 0xC0 != 0x80 { length += 1 }
        }
        guard isSlash(index) else { return nil }
        if length >= 1, isSlash(index + 1) { return index + 2 }
        return length >= 2 ? index + 1 : nil
    }

    private func unknown() -> ExpressionError {
        let message =
            switch bytes[position] {
            case UInt8(ascii: "="): "unexpected `=`; compare with `==` or `=~`"
            case UInt8(ascii: "&"): "unexpected `&`; combine conditions with `&&`"
            case UInt8(ascii: "|"): "unexpected `|`; combine conditions with `||`"
            case UInt8(ascii: "$"): starts("${") ? "`${NAME}` is not allowed here; write `$NAME`" : "`$` without a variable name"
            case UInt8(ascii: "\""), UInt8(ascii: "'"): "the string is not closed"
            case UInt8(ascii: "/"): "the regular expression is not closed, or shorter than two characters"
            default: "unexpected `\(unknownText())`; strings need quotes"
            }
        return ExpressionError(message: message, offset: position)
    }

    private func unknownText() -> String {
        var end = position
        while end < bytes.count, !isSpace(bytes[end]), end - position < 40 { end += 1 }
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return text(position..<end)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private func startsWord(_ text: String) -> Bool {
        let end = position + text.utf8.count
        return starts(text) && (end >= bytes.count || !isWord(bytes[end]))
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
