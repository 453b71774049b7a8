/// A condition of `rules:if`, `workflow:rules:if`, `include:rules:if` or `only:variables`, parsed.
/// Reference: https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
///
/// Lexing, precedence and evaluation are those of GitLab's `Gitlab::Ci::Pipeline::Expression`, its surprises included; the rows of
/// `fixtures/expressions.tsv` pin them.
package struct Expression: Hashable, Sendable {
    /// As written.
    package let text: String
    let root: ExpressionNode

    /// Parses an expression. At most 99 values, operators and parentheses; regular expressions are RE2's.
    package init(parsing text: String) throws(ExpressionError) {
        self.text = text
        do throws(ExpressionError) {
            var lexer = ExpressionLexer(text)
            root = try ExpressionParser.tree(try lexer.tokens())
        } catch {
            let scalars = String(decoding: text.utf8.prefix(error.offset), as: UTF8.self).unicodeScalars.count
            throw ExpressionError(message: error.message, offset: scalars)
        }
    }

    /// Whether the condition holds.
    /// - Parameter lookup: a variable's expanded value, nil when there is none; `inputs.NAME` stands for `$[[ inputs.NAME ]]`.
    package func evaluate(_ lookup: (String) -> String?) -> Bool {
        root.value(lookup).isPresent
    }

    private init(text: String, root: ExpressionNode) {
        self.text = text
        self.root = root
    }

    /// The same condition with values in place of `$[[ inputs.NAME ]]`. A boolean input is a boolean, as `true` is, and no text.
    package func replacingInputs(_ value: (String) -> InputOperand) -> Expression {
        func replaced(_ node: ExpressionNode) -> ExpressionNode {
            switch node {
            case .input(let name):
                switch value(name) {
                case .none: .literal(.null)
                case .boolean(let value): .literal(.boolean(value))
                case .text(let value): .literal(.string(value))
                }
            case .variable, .literal: node
            case .not(let operand): .not(replaced(operand))
            case .binary(let operation, let left, let right): .binary(operation, replaced(left), replaced(right))
            }
        }
        return Expression(text: text, root: replaced(root))
    }

    /// The names of the variables it reads, in the order they are written, without repetition.
    package var variableNames: [String] {
        var names: [String] = []
        func visit(_ node: ExpressionNode) {
            switch node {
            case .variable(let name): if !names.contains(name) { names.append(name) }
            case .input, .literal: break
            case .not(let operand): visit(operand)
            case .binary(_, let left, let right):
                visit(left)
                visit(right)
            }
        }
        visit(root)
        return names
    }

    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What an input is in a condition.
package enum InputOperand: Hashable, Sendable {
    case none
    case boolean(Bool)
    case text(String)
}

extension Expression: CustomStringConvertible {
    package var description: String { text }
}
