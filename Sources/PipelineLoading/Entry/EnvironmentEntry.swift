internal import PipelineModel
internal import YAML

/// `environment`. Reference: https://docs.gitlab.com/ci/yaml/#environment
enum EnvironmentEntry {
    private static let keys = ["name", "url", "on_stop", "action", "auto_stop_in", "deployment_tier", "kubernetes"]
    private static let tiers = ["production", "staging", "testing", "development", "other"]

    static func read(_ node: Node, in scope: Scope) -> Environment? {
        guard node.mapping != nil else {
            guard let name = node.string else {
                scope.error(":environment config", "should be a hash or a string", at: node)
                return nil
            }
            checkName(name, node, in: scope)
            return Environment(name: name)
        }
        guard let mapping = scope.mapping(node, ":environment", keys: keys) else { return nil }
        guard let nameNode = mapping["name"], !nameNode.isNull, let name = nameNode.text else {
            scope.error(":environment name", "can't be blank", at: mapping.entry("name")?.key ?? node, code: "blank")
            return nil
        }
        checkName(name, nameNode, in: scope)
        var environment = Environment(name: name)
        for entry in mapping.entries where !entry.value.isNull {
            let value = entry.value
            switch entry.key.text ?? "" {
            case "url":
                environment.url = scope.string(value, ":environment url")
                if (environment.url?.unicodeScalars.count ?? 0) > 255 {
                    scope.error(":environment url", "is too long (maximum is 255 characters)", at: value)
                }
            case "on_stop": environment.onStop = scope.string(value, ":environment on stop")
            case "action": environment.action = scope.choice(value, ":environment action") ?? .start
            case "auto_stop_in": environment.autoStopIn = autoStop(value, in: scope)
            case "deployment_tier":
                // A variable is expanded when the job starts.
                environment.deploymentTier =
                    value.string?.contains("$") == true
                    ? value.string : scope.choice(value, ":environment deployment tier", from: tiers)
            case "kubernetes":
                checkKubernetes(value, in: scope)
            default: break
            }
        }
        return environment
    }

    private static func checkKubernetes(_ node: Node, in scope: Scope) {
        let keys = ["namespace", "agent", "flux_resource_path", "dashboard", "managed_resources"]
        guard let mapping = scope.mapping(node, ":environment:kubernetes", keys: keys) else { return }
        for key in ["namespace", "agent", "flux_resource_path"] {
            if let value = mapping[key], !value.isNull { _ = scope.string(value, ":environment:kubernetes \(key)") }
        }
    }

    private static func autoStop(_ node: Node, in scope: Scope) -> String? {
        guard let text = node.text else {
            scope.error(":environment auto stop in", "should be a duration", at: node)
            return nil
        }
        if !text.contains("$"), text != "never" { _ = scope.duration(node, ":environment auto stop in") }
        return text
    }

    private static func checkName(_ name: String, _ node: Node, in scope: Scope) {
        if name.isEmpty {
            scope.error(":environment name", "can't be blank", at: node, code: "blank")
        } else if name.unicodeScalars.count > 255 {
            scope.error(":environment name", "is too long (maximum is 255 characters)", at: node)
        } else if !name.unicodeScalars.allSatisfy(isAllowed) || name.hasPrefix("/") || name.hasSuffix("/") {
            scope.error(
                ":environment name",
                "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'",
                at: node)
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "/", "$", "{", "}", ".", " ": true
        default: false
        }
    }
}
