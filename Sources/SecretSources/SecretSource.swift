package import Execution
package import PipelineModel

/// Finds secrets where the settings say: in a file of values first, then in Vault, then by running a command. Nothing else is asked.
package struct SecretSource: SecretProvider {
    private let settings: SecretSettings
    private let userAgent: String
    private let isOffline: Bool
    private let readFile: ReadFile

    /// Reads a file of names and values.
    package typealias ReadFile = @Sendable (_ path: String) throws(SecretError) -> [String: String]

    /// - Parameters:
    ///   - userAgent: what Vault's audit log shows.
    ///   - isOffline: true when nothing may be read from the network.
    ///   - readFile: called anew for each secret, so that an edited file counts at once.
    package init(_ settings: SecretSettings, userAgent: String, isOffline: Bool = false, readFile: @escaping ReadFile) {
        self.settings = settings
        self.userAgent = userAgent
        self.isOffline = isOffline
        self.readFile = readFile
    }

    package func value(of request: SecretRequest) async throws(SecretError) -> String {
        let secret = request.secret
        if let file = settings.file {
            let values = try readFile(file)
            if let value = values[secret.reference] ?? values[secret.key] { return value }
        }
        if secret.provider == .vault, let vault = settings.vault {
            if isOffline { throw SecretError(.notConfigured, "\(secret.key) is kept by Vault, which is not asked with --offline") }
            return try await Vault(vault, userAgent: userAgent).value(of: request)
        }
        if let command = settings.command {
            return try await command.output(
                [
                    "variable": secret.key, "provider": secret.provider.rawValue, "path": secret.path, "field": secret.field ?? "",
                    "mount": secret.mount ?? "", "version": secret.version ?? "", "reference": secret.reference,
                ], for: "\(secret.key)")
        }
        if let file = settings.file {
            throw SecretError(
                .notFound, "\(file) has no value for \(secret.key): add the key \(secret.reference) or \(secret.key)"
            )
        }
        if settings.vault != nil {
            throw SecretError(
                .notConfigured,
                "\(secret.key) is kept by \(secret.provider.rawValue), and the settings only know a Vault server: add a file or a command"
            )
        }
        throw SecretError(.notConfigured, "the job needs \(secret.key), and the settings name no source of secrets")
    }

    package func token(_ token: IDToken) async throws(SecretError) -> String? {
        if let file = settings.tokenFile, let value = try readFile(file)[token.key] { return value }
        if let command = settings.tokenCommand {
            return try await command.output(
                ["variable": token.key, "aud": token.audiences.joined(separator: ",")], for: token.key)
        }
        guard let file = settings.tokenFile else { return nil }
        throw SecretError(.notFound, "\(file) has no id token \(token.key)")
    }
}
