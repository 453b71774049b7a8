/// One lexeme of an expression with its place in the text.
struct ExpressionToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case parenthesisOpen
        case parenthesisClose
        /// `$NAME`
        case variable(String)
        /// `$[[ inputs.name ]]`, which only `spec:inputs:rules` can hold: elsewhere inputs are replaced before parsing.
        case input(String)
        case string(String)
        case pattern(ExpressionPattern)
        case null
        case boolean(Bool)
        case binary(ExpressionOperator)
        case not
    }

    var kind: Kind
    /// In UTF-8 bytes.
    var offset: Int
}

/// The operators with two operands.
enum ExpressionOperator: String, Hashable, Sendable {
    case equals = "=="
    case matches = "=~"
    case notEquals = "!="
    case notMatches = "!~"
    case and = "&&"
    case or = "||"

    /// A lower number binds tighter.
    var precedence: Int {
        switch self {
        case .equals, .matches, .notEquals, .notMatches: 10
        case .and: 11
        case .or: 12
        }
    }
}
