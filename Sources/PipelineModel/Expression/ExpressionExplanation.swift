/// What each part of an expression came to, for people who ask why a rule matched.
package struct ExpressionExplanation: Hashable, Sendable {
    /// One part: a variable, a comparison, a combination.
    package struct Part: Hashable, Sendable {
        /// As it would be written.
        package var text: String
        /// As it would be written: `"main"`, `null`, `true`. nil when the part was not looked at.
        package var value: String?
        /// 0 for the whole expression.
        package var depth: Int
    }

    /// Whether the condition holds.
    package var result: Bool
    /// Outermost first, each part before those inside it. Literals are left out.
    package var parts: [Part]
}

extension Expression {
    /// Evaluates and tells what every part came to. `lookup` as in `evaluate`.
    package func explain(_ lookup: (String) -> String?) -> ExpressionExplanation {
        var parts: [ExpressionExplanation.Part] = []
        func visit(_ node: ExpressionNode, depth: Int, isEvaluated: Bool) -> ExpressionValue {
            if case .literal(let value) = node { return value }
            let place = parts.count
            parts.append(.init(text: "\(node)", value: nil, depth: depth))
            let value: ExpressionValue
            switch node {
            case .variable, .input, .literal: value = isEvaluated ? node.value(lookup) : .null
            case .not(let operand):
                value = .boolean(!visit(operand, depth: depth + 1, isEvaluated: isEvaluated).isPresent)
            case .binary(let operation, let left, let right):
                let first = visit(left, depth: depth + 1, isEvaluated: isEvaluated)
                let isDecided = (operation == .and && !first.isTruthy) || (operation == .or && first.isTruthy)
                let second = visit(right, depth: depth + 1, isEvaluated: isEvaluated && !isDecided)
                value = ExpressionNode.compare(operation, first, second)
            }
            if isEvaluated { parts[place].value = "\(value)" }
            return value
        }
        let result = visit(root, depth: 0, isEvaluated: true).isPresent
        return ExpressionExplanation(result: result, parts: parts)
    }
}
