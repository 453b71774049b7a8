/// What an expression or a part of it evaluates to.
enum ExpressionValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case string(String)
    case pattern(ExpressionPattern)

    /// Ruby's truth, which `&&` and `||` go by: the empty string is true.
    var isTruthy: Bool {
        switch self {
        case .null, .boolean(false): false
        case .boolean(true), .string, .pattern: true
        }
    }

    /// Rails' `present?`, which the whole expression and `!` go by: a blank string is false.
    var isPresent: Bool {
        switch self {
        case .string(let text): !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        default: isTruthy
        }
    }

    /// As GitLab's `to_s` has it: null is empty.
    var text: String {
        switch self {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .string(let text): text
        case .pattern(let pattern): pattern.text
        }
    }
}

extension ExpressionValue: CustomStringConvertible {
    /// As it would be written in an expression.
    var description: String {
        switch self {
        case .null: "null"
        case .string(let text): text.contains("\"") ? "'\(text)'" : "\"\(text)\""
        case .boolean, .pattern: text
        }
    }
}
