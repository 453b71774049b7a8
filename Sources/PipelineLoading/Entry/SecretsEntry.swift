internal import YAML

/// `secrets`. Reference: https://docs.gitlab.com/ci/yaml/#secrets
enum SecretsEntry {
    private static let providers = [
        "vault", "azure_key_vault", "gcp_secret_manager", "aws_secrets_manager", "gitlab_secrets_manager", "akeyless",
    ]

    static func check(_ node: Node, in scope: Scope) {
        guard let secrets = node.mapping else {
            scope.error(":secrets config", "should be a hash", at: node)
            return
        }
        for entry in secrets.entries {
            let label = ":secrets:\(entry.key.text ?? "")"
            guard let secret = scope.mapping(entry.value, label, keys: providers + ["file", "token"]) else { continue }
            let used = providers.filter(secret.contains)
            guard let provider = used.first, used.count == 1, let value = secret[provider] else {
                scope.error(
                    label + " config", "must use exactly one of these keys: \(providers.joined(separator: ", "))", at: entry.key,
                    code: "missing-keyword")
                continue
            }
            if let file = secret["file"], !file.isNull { _ = scope.boolean(file, label + " file") }
            if let token = secret["token"], !token.isNull { _ = scope.string(token, label + " token") }
            check(provider, value, secret, label + ":\(provider)", at: entry.key, in: scope)
        }
    }

    private static func check(
        _ provider: String, _ node: Node, _ secret: Mapping, _ label: String, at key: Node, in scope: Scope
    ) {
        switch provider {
        case "vault":
            if node.string == nil { checkVault(node, label, in: scope) }
        case "azure_key_vault":
            checkNamed(node, label, "name", others: ["version"], in: scope)
        case "gcp_secret_manager":
            checkNamed(node, label, "name", others: ["version"], in: scope)
            if secret["token"].map(\.isNull) ?? true {
                scope.error(label + " token", "is required with 'gcp_secret_manager'", at: key, code: "missing-keyword")
            }
        case "aws_secrets_manager":
            if node.string == nil {
                let others = ["version_id", "version_stage", "region", "role_arn", "role_session_name", "field"]
                checkNamed(node, label, "secret_id", others: others, in: scope)
            }
        case "gitlab_secrets_manager":
            checkNamed(node, label, "name", others: ["source"], in: scope)
        default:
            if node.mapping == nil { scope.error(label + " config", "should be a hash", at: node) }
        }
    }

    private static func checkVault(_ node: Node, _ label: String, in scope: Scope) {
        guard let mapping = scope.mapping(node, label, keys: ["engine", "path", "field"]) else { return }
        for name in ["path", "field"] {
            if let value = scope.require(name, in: mapping, label, at: node) { _ = scope.string(value, "\(label) \(name)") }
        }
        guard let engine = scope.require("engine", in: mapping, label, at: node),
            let parts = scope.mapping(engine, label + ":engine", keys: ["name", "path"])
        else { return }
        for name in ["name", "path"] { _ = scope.require(name, in: parts, label + ":engine", at: engine) }
    }

    private static func checkNamed(_ node: Node, _ label: String, _ name: String, others: [String], in scope: Scope) {
        guard let mapping = scope.mapping(node, label, keys: [name] + others),
            let value = scope.require(name, in: mapping, label, at: node)
        else { return }
        _ = scope.string(value, "\(label) \(name)")
        for other in others where other != "source" {
            if let value = mapping[other], !value.isNull { _ = scope.text(value, "\(label) \(other)") }
        }
    }
}
