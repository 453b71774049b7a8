/// Makes a tree of the tokens with the shunting-yard algorithm, as GitLab does. Like GitLab's it does not look at the order of
/// operands and operators: `$A $B ==` is accepted and means `$A == $B`.
enum ExpressionParser {
    static func tree(_ tokens: [ExpressionToken]) throws(ExpressionError) -> ExpressionNode {
        guard !tokens.isEmpty else { throw ExpressionError(message: "the expression is empty", offset: 0) }
        var results: [(node: ExpressionNode, offset: Int)] = []
        for token in try reversePolish(tokens) {
            let node: ExpressionNode
            switch token.kind {
            case .variable(let name): node = .variable(name)
            case .input(let name): node = .input(name)
            case .string(let text): node = .literal(.string(text))
            case .pattern(let pattern): node = .literal(.pattern(pattern))
            case .null: node = .literal(.null)
            case .boolean(let value): node = .literal(.boolean(value))
            case .not:
                guard let operand = results.popLast() else { throw missingOperand(of: "!", at: token.offset) }
                node = .not(operand.node)
            case .binary(let operation):
                guard let right = results.popLast(), let left = results.popLast() else {
                    throw missingOperand(of: operation.rawValue, at: token.offset)
                }
                node = .binary(operation, left.node, right.node)
            case .parenthesisOpen, .parenthesisClose:
                throw ExpressionError(message: "the parenthesis is not closed", offset: token.offset)
            }
            results.append((node, token.offset))
        }
        guard let first = results.first else { throw ExpressionError(message: "the parentheses are empty", offset: 0) }
        guard results.count == 1 else {
            throw ExpressionError(message: "an operator is missing before this value", offset: results[1].offset)
        }
        return first.node
    }

    private static func reversePolish(_ tokens: [ExpressionToken]) throws(ExpressionError) -> [ExpressionToken] {
        var output: [ExpressionToken] = []
        var operators: [ExpressionToken] = []
        for token in tokens {
            switch token.kind {
            case .parenthesisOpen, .not: operators.append(token)
            case .binary(let operation):
                while let last = operators.last, binds(last, atLeastAs: operation.precedence) {
                    output.append(operators.removeLast())
                }
                operators.append(token)
            case .parenthesisClose:
                while let last = operators.last, last.kind != .parenthesisOpen { output.append(operators.removeLast()) }
                guard operators.popLast() != nil else {
                    throw ExpressionError(message: "the parenthesis was not opened", offset: token.offset)
                }
            case .variable, .input, .string, .pattern, .null, .boolean: output.append(token)
            }
        }
        return output + operators.reversed()
    }

    private static func binds(_ token: ExpressionToken, atLeastAs precedence: Int) -> Bool {
        switch token.kind {
        case .not: true
        case .binary(let operation): operation.precedence <= precedence
        default: false
        }
    }

    private static func missingOperand(of operation: String, at offset: Int) -> ExpressionError {
        ExpressionError(message: "`\(operation)` lacks a value beside it", offset: offset)
    }
}
