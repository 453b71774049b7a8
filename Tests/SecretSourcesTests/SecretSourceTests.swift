import Execution
import PipelineModel
import Testing

@testable import SecretSources

@Suite struct SecretSourceTests {
    private static let vaultSecret: Secret = {
        var secret = Secret("DB_PASSWORD", .vault, path: "production/db")
        (secret.field, secret.engine, secret.mount) = ("password", "kv-v2", "ops")
        return secret
    }()

    private func value(_ secret: Secret, _ settings: SecretSettings, values: [String: String] = [:]) async throws -> String {
        let source = SecretSource(settings, userAgent: "slipway-tests") { _ in values }
        return try await source.value(of: SecretRequest(secret: secret, variables: ResolvedVariables(layers: VariableLayers())))
    }

    @Test func aFileNamesSecretsByReferenceOrVariable() async throws {
        var settings = SecretSettings()
        settings.file = "secrets.yml"
        let both = ["production/db/password@ops": "by reference", "DB_PASSWORD": "by variable"]
        #expect(try await value(Self.vaultSecret, settings, values: both) == "by reference")
        #expect(try await value(Self.vaultSecret, settings, values: ["DB_PASSWORD": "by variable"]) == "by variable")
        #expect(try await value(Secret("A", .azureKeyVault, path: "name"), settings, values: ["name": "azure"]) == "azure")
        let error = await #expect(throws: SecretError.self) { try await value(Self.vaultSecret, settings) }
        #expect(
            error?.message
                == "secrets.yml has no value for DB_PASSWORD: add the key production/db/password@ops or DB_PASSWORD")
    }

    @Test(arguments: [
        (["printf", "%s|%s|%s|%s", "{path}", "{field}", "{mount}", "{variable}"], "production/db|password|ops|DB_PASSWORD"),
        (["printf", "%s", "a{reference}b{unknown}{"], "aproduction/db/password@opsb{unknown}{"),
        (["echo", "one line"], "one line"), (["printf", "two\\nlines\\n"], "two\nlines\n"),
    ])
    func aCommandPrintsTheValue(_ words: [String], _ output: String) async throws {
        var settings = SecretSettings()
        settings.command = SecretCommand(words: words, directory: "/")
        #expect(try await value(Self.vaultSecret, settings) == output)
    }

    @Test(arguments: [
        (["false"], SecretError.Code.unavailable, "no value for DB_PASSWORD: exit status 1 (false)"),
        (["sh", "-c", "echo not in the store >&2; exit 3"], .unavailable, "no value for DB_PASSWORD: not in the store (sh)"),
        (["true"], .notFound, "no value for DB_PASSWORD: true printed nothing"),
        (["printf", "\\377"], .notFound, "no value for DB_PASSWORD: printf printed what is no UTF-8 text"),
        (["slipway-no-such-program"], .unavailable, "no value for DB_PASSWORD:"),
    ])
    func aCommandThatFailsIsTold(_ words: [String], _ code: SecretError.Code, _ message: String) async throws {
        var settings = SecretSettings()
        settings.command = SecretCommand(words: words, directory: "/")
        let error = await #expect(throws: SecretError.self) { try await value(Self.vaultSecret, settings) }
        #expect(error?.code == code)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    /// What a path holds must not become an argument of its own or another placeholder.
    @Test func aPathIsOneArgument() async throws {
        var settings = SecretSettings()
        settings.command = SecretCommand(words: ["printf", "[%s]", "{path}"], directory: "/")
        let secret = Secret("A", .gitlabSecretsManager, path: "a b'; {variable} $(id)")
        #expect(try await value(secret, settings) == "[a b'; {variable} $(id)]")
    }

    @Test func vaultIsNotAskedForOthersSecrets() async throws {
        var settings = SecretSettings()
        settings.vault = VaultSettings(url: "http://127.0.0.1:1", authentication: .tokenFile("/none"))
        let error = await #expect(throws: SecretError.self) {
            try await value(Secret("A", .awsSecretsManager, path: "name"), settings)
        }
        #expect(error?.code == .notConfigured && error?.message.contains("kept by aws_secrets_manager") == true)
    }

    @Test func offlineMeansThatVaultIsNotAsked() async throws {
        var settings = SecretSettings()
        settings.file = "secrets.yml"
        settings.vault = VaultSettings(url: "http://127.0.0.1:1", authentication: .tokenFile("/none"))
        let source = SecretSource(settings, userAgent: "slipway-tests", isOffline: true) { _ in ["A": "from the file"] }
        let variables = ResolvedVariables(layers: VariableLayers())
        let request = SecretRequest(secret: Secret("A", .vault, path: "a"), variables: variables)
        #expect(try await source.value(of: request) == "from the file")
        let error = await #expect(throws: SecretError.self) {
            try await source.value(of: SecretRequest(secret: Self.vaultSecret, variables: variables))
        }
        #expect(error?.message == "DB_PASSWORD is kept by Vault, which is not asked with --offline")
    }

    @Test func idTokensComeFromAFileOrACommand() async throws {
        let token = IDToken("VAULT_ID_TOKEN", audiences: ["https://vault", "other"])
        func get(_ settings: SecretSettings, _ values: [String: String] = [:]) async throws -> String? {
            try await SecretSource(settings, userAgent: "t") { _ in values }.token(token)
        }
        #expect(try await get(SecretSettings()) == nil)
        var settings = SecretSettings()
        settings.tokenFile = "tokens.yml"
        #expect(try await get(settings, ["VAULT_ID_TOKEN": "jwt"]) == "jwt")
        await #expect(throws: SecretError.self) { try await get(settings) }
        settings.tokenCommand = SecretCommand(words: ["printf", "%s for %s", "{variable}", "{aud}"], directory: "/")
        #expect(try await get(settings) == "VAULT_ID_TOKEN for https://vault,other")
    }
}
