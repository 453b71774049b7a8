internal import RegularExpressions
internal import YAML

/// `coverage`: a regular expression between slashes. Reference: https://docs.gitlab.com/ci/yaml/#coverage
enum CoverageEntry {
    /// - Returns: the expression without its slashes, flags in front.
    static func read(_ node: Node, in scope: Scope) -> String? {
        guard let text = node.string, let pattern = SlashedPattern(text) else {
            scope.error(
                ":coverage config", "must be a regular expression", at: node,
                help: node.string.map { "put it between slashes: '/\($0)/'" })
            return nil
        }
        do {
            return try RegularExpression(pattern.body, flags: pattern.flags).pattern
        } catch {
            scope.error(":coverage config", "must be a regular expression", at: node, help: error.message)
            return nil
        }
    }
}
