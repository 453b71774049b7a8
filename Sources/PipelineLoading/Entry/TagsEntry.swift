internal import YAML

/// `tags`. Reference: https://docs.gitlab.com/ci/yaml/#tags
enum TagsEntry {
    private static let maximum = 50

    static func read(_ node: Node, in scope: Scope) -> [String]? {
        guard let tags = scope.nestedStrings(node, ":tags config", allowsString: false) else { return nil }
        if tags.count > maximum {
            scope.error(":tags config", "must be less than the limit of \(maximum) tags", at: node)
        }
        return tags
    }
}
