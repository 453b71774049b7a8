internal import YAML

/// Values given to `spec:inputs` of another configuration. Reference: https://docs.gitlab.com/ci/inputs/
enum InputValuesEntry {
    /// - Returns: each value in YAML flow form.
    static func read(_ node: Node, _ label: String, in scope: Scope) -> [String: String] {
        guard let mapping = node.mapping else {
            if !node.isNull { scope.error(label + " config", "should be a hash", at: node) }
            return [:]
        }
        var values: [String: String] = [:]
        for entry in mapping.entries {
            guard let name = entry.key.text, !name.isEmpty, !name.contains("/") else {
                scope.error(label + " config", "has an invalid input name: \(entry.key.text ?? "")", at: entry.key)
                continue
            }
            values[name] = FlowForm.text(entry.value)
        }
        return values
    }
}
