internal import YAML

/// `inputs` of a job. Reference: https://docs.gitlab.com/ci/yaml/#inputs
enum JobInputsEntry {
    static func check(_ node: Node, in scope: Scope) {
        guard let mapping = node.mapping else {
            scope.error(":inputs config", "should be a hash", at: node)
            return
        }
        for entry in mapping.entries {
            InputDefinitionEntry.check(
                entry.value, ":inputs:\(entry.key.text ?? "")", at: entry.key, in: scope, requiresDefault: true)
        }
    }
}
