import Execution
import Foundation
import PipelineModel
import TestSupport
import Testing

@testable import SecretSources

@Suite struct VaultTests {
    private static func secret(_ path: String, _ field: String, engine: String = "kv-v2", mount: String = "ops") -> Secret {
        var secret = Secret("DB", .vault, path: path)
        (secret.field, secret.engine, secret.mount) = (field, engine, mount)
        return secret
    }

    private static func variables(_ values: [String: String]) -> ResolvedVariables {
        var layers = VariableLayers()
        layers.project = values.map { Variable($0.key, $0.value) }
        return ResolvedVariables(layers: layers)
    }

    private func value(
        of secret: Secret, at url: String, token: String = "root-token", namespace: String? = nil, jwt: String? = nil,
        role: String? = nil, variables: [String: String] = [:], timeout: Duration = .seconds(20)
    ) async throws -> String {
        let place = try TemporaryDirectory()
        try Data((token + "\n").utf8).write(to: URL(fileURLWithPath: place["token"]))
        var settings = SecretSettings()
        settings.vault = VaultSettings(
            url: url, authentication: jwt == nil ? .tokenFile(place["token"]) : .jwt(path: nil, role: role), namespace: namespace,
            timeout: timeout)
        let source = SecretSource(settings, userAgent: "slipway-tests") { _ in [:] }
        return try await source.value(
            of: SecretRequest(secret: secret, idToken: jwt, variables: Self.variables(variables)))
    }

    @Test func bothVersionsOfKeyValueSecretsAreRead() async throws {
        try await FakeVault.serving { (vault: FakeVault) async throws in
            #expect(try await value(of: Self.secret("production/db", "password"), at: vault.url) == "s3cret-of-v2")
            #expect(try await value(of: Self.secret("production/db", "port"), at: vault.url) == "5432")
            #expect(try await value(of: Self.secret("production/db", "tls"), at: vault.url) == #"{"on":true}"#)
            for engine in ["generic", "kv-v1"] {
                let old = Self.secret("db", "password", engine: engine, mount: "old")
                #expect(try await value(of: old, at: vault.url) == "s3cret-of-v1")
            }
            #expect(try await value(of: Self.secret("with space/ü", "k"), at: vault.url) == "encoded")
            #expect(try await value(of: Self.secret("team-only", "k"), at: vault.url, namespace: "team") == "of-the-team")
            let named = ["VAULT_NAMESPACE": "team"]
            #expect(try await value(of: Self.secret("team-only", "k"), at: vault.url, variables: named) == "of-the-team")
        }
    }

    @Test func anIDTokenLogsIn() async throws {
        try await FakeVault.serving { (vault: FakeVault) async throws in
            let secret = Self.secret("production/db", "password")
            #expect(try await value(of: secret, at: vault.url, jwt: "signed-token", role: "kayobe") == "s3cret-of-v2")
            let variables = ["VAULT_AUTH_ROLE": "kayobe"]
            #expect(try await value(of: secret, at: vault.url, jwt: "signed-token", variables: variables) == "s3cret-of-v2")
            for (jwt, role, message) in [
                ("forged", "kayobe", "the login for DB: Vault refuses it (error validating token)"),
                ("signed-token", "other", "the login for DB: Vault refuses it (role \"other\" could not be found)"),
                ("", "kayobe", "DB: the login at Vault needs an id token; give the job one in id_tokens, and name it in token"),
            ] {
                let error = await #expect(throws: SecretError.self) {
                    try await value(of: secret, at: vault.url, jwt: jwt, role: role)
                }
                #expect(error?.code == .denied && error?.message == message)
            }
        }
    }

    @Test(arguments: [
        ("production/db", "user", SecretError.Code.notFound, "DB: ops/production/db has no field user; it has password, port, tls"),
        ("nowhere", "k", .notFound, "DB at ops/nowhere: there is no such secret"),
        ("deleted", "k", .notFound, "DB at ops/deleted: there is no such secret"),
        ("sealed", "k", .unavailable, "DB at ops/sealed: Vault is sealed or in maintenance (503) (Vault is sealed)"),
        (
            "standby", "k", .unavailable,
            "DB at ops/standby: Vault redirects to http://127.0.0.1:1/v1/ops/data/standby; name that in url"
        ),
        ("broken", "k", .unavailable, "DB: Vault's answer holds no secret; is ops a kv-v2 engine?"),
        ("slow", "k", .unavailable, "no complete answer within"),
    ])
    func whatGoesWrongIsTold(_ path: String, _ field: String, _ code: SecretError.Code, _ message: String) async throws {
        try await FakeVault.serving { (vault: FakeVault) async throws in
            let error = await #expect(throws: SecretError.self) {
                try await value(of: Self.secret(path, field), at: vault.url, timeout: .milliseconds(path == "slow" ? 200 : 20_000))
            }
            #expect(error?.code == code)
            #expect(
                path == "slow" ? error?.message.contains(message) == true : error?.message == message, "\(error?.message ?? "")")
        }
    }

    @Test func aWrongTokenIsDeniedAndNotRepeated() async throws {
        try await FakeVault.serving { (vault: FakeVault) async throws in
            let error = await #expect(throws: SecretError.self) {
                try await value(of: Self.secret("production/db", "password"), at: vault.url, token: "hvs.forged")
            }
            #expect(error?.code == .denied)
            #expect(error?.message == "DB at ops/production/db: Vault refuses it (permission denied)")
        }
    }

    @Test func aServerThatIsNotThereIsTold() async throws {
        let error = await #expect(throws: SecretError.self) {
            try await value(of: Self.secret("production/db", "password"), at: "http://127.0.0.1:1")
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.hasSuffix("/v1/ops/data/production/db: nothing answers there") == true)
    }

    @Test func otherEnginesAreRefused() async throws {
        let error = await #expect(throws: SecretError.self) {
            try await value(of: Self.secret("db", "k", engine: "pki"), at: "http://127.0.0.1:1")
        }
        #expect(error?.code == .notConfigured && error?.message.contains("\"pki\" is not supported") == true)
    }
}
