internal import RegularExpressions

/// A parsed expression.
indirect enum ExpressionNode: Hashable, Sendable {
    case variable(String)
    case input(String)
    case literal(ExpressionValue)
    case not(ExpressionNode)
    case binary(ExpressionOperator, ExpressionNode, ExpressionNode)

    func value(_ lookup: (String) -> String?) -> ExpressionValue {
        switch self {
        case .variable(let name): lookup(name).map { .string($0) } ?? .null
        case .input(let name): lookup("inputs." + name).map { .string($0) } ?? .null
        case .literal(let value): value
        case .not(let operand): .boolean(!operand.value(lookup).isPresent)
        case .binary(let operation, let left, let right): Self.compare(operation, left.value(lookup), right.value(lookup))
        }
    }

    /// `&&` and `||` return one of their operands.
    static func compare(_ operation: ExpressionOperator, _ left: ExpressionValue, _ right: ExpressionValue) -> ExpressionValue {
        switch operation {
        case .equals: .boolean(left == right)
        case .notEquals: .boolean(left != right)
        case .matches: .boolean(matches(left, right))
        case .notMatches: .boolean(!matches(left, right))
        case .and: left.isTruthy ? right : left
        case .or: left.isTruthy ? left : right
        }
    }

    /// A string on the right is compiled when it has the form of a pattern. Any other string is searched *for the left text*:
    /// GitLab calls Ruby's `right.scan(left)`, so `"abc" =~ "abcde"` holds and `"abcde" =~ "abc"` does not.
    private static func matches(_ left: ExpressionValue, _ right: ExpressionValue) -> Bool {
        switch right {
        case .null, .boolean: return false
        case .pattern(let pattern): return pattern.regularExpression.matches(left.text)
        case .string(let text):
            if let pattern = try? ExpressionPattern(text) { return pattern.regularExpression.matches(left.text) }
            return contains(text, left.text)
        }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let text = Array(text.utf8), part = Array(part.utf8)
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}

extension ExpressionNode: CustomStringConvertible {
    /// As it would be written, with the parentheses that its meaning needs.
    var description: String {
        switch self {
        case .variable(let name): "$\(name)"
        case .input(let name): "$[[ inputs.\(name) ]]"
        case .literal(let value): "\(value)"
        case .not(let operand): "!\(operand.nested(in: 1))"
        case .binary(let operation, let left, let right):
            "\(left.nested(in: operation.precedence)) \(operation.rawValue) \(right.nested(in: operation.precedence - 1))"
        }
    }

    private func nested(in precedence: Int) -> String {
        if case .binary(let operation, _, _) = self, operation.precedence > precedence { return "(\(self))" }
        return description
    }
}
