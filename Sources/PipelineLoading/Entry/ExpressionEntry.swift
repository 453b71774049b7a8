internal import PipelineModel
internal import YAML

/// A condition in `rules:if` or `only:variables`. Reference: https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
enum ExpressionEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope) -> Expression? {
        guard let text = node.string else {
            scope.error(label, "invalid expression syntax", at: node, code: "invalid-expression", help: "write it as a string")
            return nil
        }
        if let known = scope.cache.expressions[text] { return known }
        do {
            let expression = try Expression(parsing: text)
            scope.cache.expressions[text] = expression
            return expression
        } catch {
            scope.error(
                label, "invalid expression syntax", at: node, code: "invalid-expression",
                help: "at character \(error.offset + 1): \(error.message)")
            return nil
        }
    }
}
