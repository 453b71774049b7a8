internal import PipelineModel
internal import YAML

/// `secrets`. Reference: https://docs.gitlab.com/ci/yaml/#secrets
enum SecretsEntry {
    private static let providers = Secret.Provider.allCases.map(\.rawValue)

    static func read(_ node: Node, in scope: Scope) -> [Secret] {
        guard let secrets = node.mapping else {
            scope.error(":secrets config", "should be a hash", at: node)
            return []
        }
        return secrets.entries.compactMap { secret($0, in: scope) }
    }

    private static func secret(_ entry: Mapping.Entry, in scope: Scope) -> Secret? {
        let name = entry.key.text ?? ""
        let label = ":secrets:\(name)"
        guard let mapping = scope.mapping(entry.value, label, keys: providers + ["file", "token"]) else { return nil }
        let used = Secret.Provider.allCases.filter { mapping.contains($0.rawValue) }
        guard let provider = used.first, used.count == 1, let value = mapping[provider.rawValue] else {
            scope.error(
                label + " config", "must use exactly one of these keys: \(providers.joined(separator: ", "))", at: entry.key,
                code: "missing-keyword")
            return nil
        }
        var secret = read(provider, value, Secret(name, provider, path: ""), label + ":\(provider.rawValue)", in: scope)
        if let file = mapping["file"], !file.isNull { secret?.isFile = scope.boolean(file, label + " file") ?? true }
        if let token = mapping["token"], !token.isNull {
            secret?.token = scope.string(token, label + " token")
        } else if provider == .gcpSecretManager {
            scope.error(
                label + ":\(provider.rawValue) token", "is required with 'gcp_secret_manager'", at: entry.key,
                code: "missing-keyword")
        }
        return secret
    }

    private static func read(
        _ provider: Secret.Provider, _ node: Node, _ secret: Secret, _ label: String, in scope: Scope
    ) -> Secret? {
        switch provider {
        case .vault: vault(node, secret, label, in: scope)
        case .azureKeyVault, .gcpSecretManager: named(node, secret, label, "name", others: ["version"], in: scope)
        case .awsSecretsManager:
            named(
                node, secret, label, "secret_id",
                others: ["version_id", "version_stage", "region", "role_arn", "role_session_name", "field"], shortForm: true,
                in: scope)
        case .gitlabSecretsManager: named(node, secret, label, "name", others: ["source"], in: scope)
        case .akeyless: akeyless(node, secret, label, in: scope)
        }
    }

    // MARK: - Vault

    private static func vault(_ node: Node, _ secret: Secret, _ label: String, in scope: Scope) -> Secret? {
        if let text = node.string { return vaultShortForm(text, secret, node, label, in: scope) }
        guard let mapping = scope.mapping(node, label, keys: ["engine", "path", "field"]) else { return nil }
        func part(_ name: String, in mapping: Mapping, _ label: String, at node: Node) -> String? {
            scope.require(name, in: mapping, label, at: node).flatMap { scope.string($0, "\(label) \(name)") }
        }
        let path = part("path", in: mapping, label, at: node)
        let field = part("field", in: mapping, label, at: node)
        guard let engine = scope.require("engine", in: mapping, label, at: node),
            let parts = scope.mapping(engine, label + ":engine", keys: ["name", "path"])
        else { return nil }
        let name = part("name", in: parts, label + ":engine", at: engine)
        let mount = part("path", in: parts, label + ":engine", at: engine)
        guard let path, let field, let name, let mount else { return nil }
        var secret = secret
        (secret.path, secret.field, secret.engine, secret.mount) = (path, field, name, mount)
        return secret
    }

    /// `path/to/secret/field@mount`; without a mount it is the engine's own name, `kv-v2`.
    private static func vaultShortForm(
        _ text: String, _ secret: Secret, _ node: Node, _ label: String, in scope: Scope
    ) -> Secret? {
        let at = text.lastIndex(of: "@")
        let place = text[..<(at ?? text.endIndex)]
        guard let slash = place.lastIndex(of: "/"), slash != place.startIndex, place.index(after: slash) != place.endIndex,
            at.map({ text.index(after: $0) != text.endIndex }) ?? true
        else {
            scope.error(
                label + " config", "should be a hash or a path with a field", at: node,
                help: "for example production/db/password@ops: secret, field, and where the engine is mounted")
            return nil
        }
        var secret = secret
        secret.path = String(place[..<slash])
        secret.field = String(place[place.index(after: slash)...])
        secret.engine = "kv-v2"
        secret.mount = at.map { String(text[text.index(after: $0)...]) } ?? "kv-v2"
        return secret
    }

    // MARK: - Others

    private static func named(
        _ node: Node, _ secret: Secret, _ label: String, _ name: String, others: [String], shortForm: Bool = false, in scope: Scope
    ) -> Secret? {
        var secret = secret
        if shortForm, let text = node.string {
            // `name#field`
            let parts = text.split(separator: "#", maxSplits: 1)
            secret.path = parts.first.map(String.init) ?? ""
            secret.field = parts.count == 2 ? String(parts[1]) : nil
            return secret
        }
        guard let mapping = scope.mapping(node, label, keys: [name] + others),
            let value = scope.require(name, in: mapping, label, at: node)
        else { return nil }
        secret.path = scope.string(value, "\(label) \(name)") ?? ""
        for other in others where other != "source" {
            guard let value = mapping[other], !value.isNull, let text = scope.text(value, "\(label) \(other)") else { continue }
            switch other {
            case "version", "version_id", "version_stage": secret.version = secret.version ?? text
            case "field": secret.field = text
            default: break
            }
        }
        return secret.path.isEmpty ? nil : secret
    }

    private static func akeyless(_ node: Node, _ secret: Secret, _ label: String, in scope: Scope) -> Secret? {
        guard let mapping = node.mapping else {
            scope.error(label + " config", "should be a hash", at: node)
            return nil
        }
        var secret = secret
        secret.path = mapping["name"]?.text ?? ""
        secret.field = mapping["data_key"]?.string
        return secret
    }
}
