internal import YAML

/// `run`: a list of steps in place of a script. Steps that are plain scripts can run locally; steps from elsewhere cannot.
/// Reference: https://docs.gitlab.com/ci/yaml/#run
enum RunEntry {
    /// - Returns: the steps as a script; nil when one of them is no plain script.
    static func read(_ node: Node, in scope: Scope) -> [String]? {
        guard let items = node.sequence else {
            scope.error(":run config", "should be an array of steps", at: node, help: "write a list: - name: NAME")
            return nil
        }
        if items.isEmpty {
            scope.error(":run config", "can't be blank", at: node, code: "blank")
            return nil
        }
        var lines: [String]? = []
        for item in items {
            if let script = step(item, in: scope) { lines?.append(script) } else { lines = nil }
        }
        return lines
    }

    private static func step(_ node: Node, in scope: Scope) -> String? {
        let label = ":run:step"
        guard let mapping = scope.mapping(node, label, keys: ["name", "script", "step", "env", "inputs"]) else { return nil }
        if let name = scope.require("name", in: mapping, label, at: node) { _ = scope.string(name, label + " name") }
        if let env = mapping["env"], env.mapping == nil { scope.error(label + " env", "should be a hash", at: env) }
        if let inputs = mapping["inputs"], inputs.mapping == nil { scope.error(label + " inputs", "should be a hash", at: inputs) }
        switch (mapping["script"], mapping.entry("step")) {
        case (nil, nil):
            scope.error(label + " config", "must use exactly one of these keys: script, step", at: node, code: "missing-keyword")
        case (_?, let step?):
            scope.error(label + " config", "these keys cannot be used together: script, step", at: step.key)
        case (let script?, nil):
            if let inputs = mapping.entry("inputs") {
                scope.error(label + " config", "inputs can only be used with step", at: inputs.key)
            }
            let text = scope.string(script, label + " script")
            return mapping.contains("env") ? nil : text
        case (nil, let step?):
            checkReference(step.value, label + " step", in: scope)
        }
        return nil
    }

    private static func checkReference(_ node: Node, _ label: String, in scope: Scope) {
        if node.string != nil { return }
        guard let mapping = node.mapping, let git = mapping["git"] else {
            scope.error(label, "should be a string or a git reference", at: node)
            return
        }
        guard let parts = scope.mapping(git, ":run:step:git", keys: ["url", "rev", "dir", "file"]) else { return }
        for key in ["url", "rev"] { _ = scope.require(key, in: parts, ":run:step:git", at: git) }
    }
}
