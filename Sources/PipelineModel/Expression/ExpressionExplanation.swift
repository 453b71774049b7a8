/// What each part of an expression came to, for people who ask why a rule matched.
package struct ExpressionExplanation: Hashable, Sendable, Codable {
    /// One part: a variable, a comparison, a combination.
    package struct Part: Hashable, Sendable, Codable {
        /// As it would be written.
        package var text: String
        /// As it would be written: `"main"`, `null`, `true`. nil when the part was not looked at.
        package var value: String?
        /// 1 for what the whole expression combines or compares.
        package var depth: Int
    }

    package static let maskedValue = "[MASKED]"

    /// Whether the condition holds.
    package var result: Bool
    /// What the whole expression came to, as it would be written. It holds unless this is null, false or blank.
    package var value: String
    /// Outermost first, each part before those inside it. Literals are left out, and so is the whole; the parts of `a && b && c`
    /// are its three operands.
    package var parts: [Part]
}

extension Expression {
    /// Evaluates and tells what every part came to.
    /// - Parameters:
    ///   - lookup: as in `evaluate`.
    ///   - isMasked: whether a variable's value must not be shown.
    package func explain(_ lookup: (String) -> String?, isMasked: (String) -> Bool = { _ in false }) -> ExpressionExplanation {
        typealias Evaluated = (value: ExpressionValue, isMasked: Bool)
        var parts: [ExpressionExplanation.Part] = []
        func shown(_ evaluated: Evaluated) -> String {
            evaluated.isMasked ? ExpressionExplanation.maskedValue : "\(evaluated.value)"
        }
        func visit(_ node: ExpressionNode, depth: Int, isPart: Bool = true) -> Evaluated {
            if case .literal(let value) = node { return (value, false) }
            let place = parts.count
            if isPart { parts.append(.init(text: "\(node)", value: nil, depth: depth)) }
            let evaluated: Evaluated
            switch node {
            case .variable(let name): evaluated = (node.value(lookup), isMasked(name))
            case .input, .literal: evaluated = (node.value(lookup), false)
            case .not(let operand): evaluated = (.boolean(!visit(operand, depth: depth + 1).value.isPresent), false)
            case .binary(let operation, let left, let right):
                let isChain = node.continues(left)
                let first = visit(left, depth: isChain ? depth : depth + 1, isPart: !isChain)
                // `&&` and `||` return the operand that decides.
                if (operation == .and && !first.value.isTruthy) || (operation == .or && first.value.isTruthy) {
                    if case .literal = right {} else { parts.append(.init(text: "\(right)", value: nil, depth: depth + 1)) }
                    evaluated = first
                } else {
                    let second = visit(right, depth: depth + 1)
                    let isOperand = operation == .and || operation == .or
                    evaluated = (
                        ExpressionNode.compare(operation, first.value, second.value), isOperand && second.isMasked
                    )
                }
            }
            if isPart { parts[place].value = shown(evaluated) }
            return evaluated
        }
        let whole = visit(root, depth: 0, isPart: false)
        return ExpressionExplanation(result: whole.value.isPresent, value: shown(whole), parts: parts)
    }
}

extension ExpressionNode {
    /// True for `a && b` on the left of another `&&`.
    fileprivate func continues(_ left: ExpressionNode) -> Bool {
        guard case .binary(let own, _, _) = self, case .binary(let other, _, _) = left else { return false }
        return own == other && (own == .and || own == .or)
    }
}
