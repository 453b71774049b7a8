internal import PipelineModel
internal import SecretSources
internal import YAML

/// The settings `secrets` and `id_tokens`:
///
///     secrets:
///       file: secrets.yml
///       command: [pass, show, "{path}/{field}"]
///       vault: {url: https://vault.example.org, token_file: ~/.vault-token, namespace: ops, ca_file: ca.pem, timeout: 20s}
///     id_tokens: {command: [sign-token, "{aud}"]}
///
/// `vault` takes `jwt: {path: jwt, role: kayobe}` in place of `token_file`.
enum SecretsSection {
    static func secrets(_ node: Node, into settings: inout SecretSettings, _ reader: UserFileReader) {
        guard let section = reader.mapping(node, "secrets", keys: ["file", "command", "vault"]) else { return }
        if section.isEmpty { reader.error("secrets says nothing", at: node, help: "name a file, a command or a vault") }
        for entry in section.entries {
            switch entry.key.text {
            case "file": settings.file = reader.string(entry.value, "secrets: file").map { SettingsFile.path($0, reader.file) }
            case "command":
                settings.command = command(entry.value, "secrets", SecretCommand.placeholders, reader)
            case "vault": settings.vault = vault(entry.value, reader)
            default: break
            }
        }
    }

    static func tokens(_ node: Node, into settings: inout SecretSettings, _ reader: UserFileReader) {
        guard let section = reader.mapping(node, "id_tokens", keys: ["file", "command"]) else { return }
        if section.isEmpty { reader.error("id_tokens says nothing", at: node, help: "name a file or a command") }
        for entry in section.entries {
            switch entry.key.text {
            case "file":
                settings.tokenFile = reader.string(entry.value, "id_tokens: file").map { SettingsFile.path($0, reader.file) }
            case "command":
                settings.tokenCommand = command(entry.value, "id_tokens", SecretCommand.tokenPlaceholders, reader)
            default: break
            }
        }
    }

    private static func command(
        _ node: Node, _ section: String, _ placeholders: [String], _ reader: UserFileReader
    ) -> SecretCommand? {
        guard let words = reader.strings(node, "\(section): command") else { return nil }
        let known = placeholders.map { "{\($0)}" }.joined(separator: ", ")
        for (word, item) in zip(words, node.sequence ?? []) {
            for part in word.split(separator: "{").dropFirst(word.hasPrefix("{") ? 0 : 1) {
                let name = part.prefix { $0 != "}" }
                if name.count < part.count, name.allSatisfy({ $0.isLetter || $0 == "_" }), !placeholders.contains(String(name)) {
                    reader.error("\(section): command knows no {\(name)}", at: item, help: "known: \(known)")
                }
            }
        }
        let directory = SettingsFile.path(".", reader.file)
        return SecretCommand(words: [program(words[0], reader.file)] + words.dropFirst(), directory: directory)
    }

    /// A path is relative to the settings file, a bare name is looked up in `PATH`.
    private static func program(_ word: String, _ file: UserFile) -> String {
        word.contains("/") ? SettingsFile.path(word, file) : word
    }

    private static func vault(_ node: Node, _ reader: UserFileReader) -> VaultSettings? {
        let keys = ["url", "token_file", "jwt", "namespace", "ca_file", "timeout"]
        guard let mapping = reader.mapping(node, "vault", keys: keys) else { return nil }
        func text(_ key: String) -> String? { mapping[key].flatMap { reader.string($0, "vault: \(key)") } }
        guard let address = mapping["url"] else {
            reader.error("vault needs a url", at: node, help: "for example url: https://vault.example.org:8200")
            return nil
        }
        guard var url = text("url") else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        if url.hasSuffix("/v1") { url.removeLast(3) }
        guard isSafe(url) else {
            reader.error(
                "vault: url should begin with https://", at: address, help: "http:// is taken for this machine only (localhost)")
            return nil
        }
        let authentication: VaultSettings.Authentication
        switch (text("token_file"), mapping["jwt"]) {
        case (let file?, nil): authentication = .tokenFile(SettingsFile.path(file, reader.file))
        case (nil, let jwt?):
            guard let parts = reader.mapping(jwt, "vault: jwt", keys: ["path", "role"]) else { return nil }
            authentication = .jwt(
                path: parts["path"].flatMap { reader.string($0, "vault: jwt: path") },
                role: parts["role"].flatMap { reader.string($0, "vault: jwt: role") })
        default:
            reader.error(
                "vault needs one of token_file and jwt", at: node,
                help: "for example token_file: ~/.vault-token, or jwt: {role: NAME}")
            return nil
        }
        var settings = VaultSettings(url: url, authentication: authentication)
        settings.namespace = text("namespace")
        settings.certificateAuthorities = text("ca_file").map { SettingsFile.path($0, reader.file) }
        if let timeout = mapping["timeout"] {
            guard let duration = timeout.text.flatMap({ Duration(parsing: $0) }), duration > .zero else {
                reader.error("vault: timeout should be a duration", at: timeout, help: "for example 20s")
                return nil
            }
            settings.timeout = duration
        }
        return settings
    }

    /// A token must not travel in the clear.
    private static func isSafe(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return url.utf8.count > 8 }
        guard url.hasPrefix("http://") else { return false }
        let host = url.dropFirst(7).prefix { $0 != "/" }
        return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }
}
