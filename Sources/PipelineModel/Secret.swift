/// One of a job's `secrets`: where its value is kept, and how the job gets it. Names may hold variables.
/// Reference: https://docs.gitlab.com/ci/yaml/#secrets
package struct Secret: Hashable, Sendable {
    package enum Provider: String, Sendable, CaseIterable {
        case vault
        case azureKeyVault = "azure_key_vault"
        case gcpSecretManager = "gcp_secret_manager"
        case awsSecretsManager = "aws_secrets_manager"
        case gitlabSecretsManager = "gitlab_secrets_manager"
        case akeyless
    }

    /// The name of the variable.
    package var key: String
    package var provider: Provider
    /// The secret's path or name with its provider.
    package var path: String
    /// Of the secret's values, the one that is meant.
    package var field: String?
    /// Of Vault: the kind of secrets engine, `kv-v2` or `generic`, and where it is mounted.
    package var engine: String?
    package var mount: String?
    package var version: String?
    /// True when the variable holds the path of a file with the value.
    package var isFile = true
    /// What the provider is shown: `$VAULT_ID_TOKEN`.
    package var token: String?

    package init(_ key: String, _ provider: Provider, path: String) {
        self.key = key
        self.provider = provider
        self.path = path
    }

    /// In one line, as the short form of `vault:` has it: `production/db/password@ops`.
    package var reference: String { path + (field.map { "/" + $0 } ?? "") + (mount.map { "@" + $0 } ?? "") }

    /// The same secret with the variables in its names replaced.
    package func expanded(_ expand: (String) -> String) -> Secret {
        var secret = self
        secret.path = expand(path)
        secret.field = field.map(expand)
        secret.engine = engine.map(expand)
        secret.mount = mount.map(expand)
        secret.version = version.map(expand)
        secret.token = token.map(expand)
        return secret
    }
}

/// One of a job's `id_tokens`: a signed statement of who the job is. Reference: https://docs.gitlab.com/ci/yaml/#id_tokens
package struct IDToken: Hashable, Sendable {
    /// The name of the variable.
    package var key: String
    /// `aud`. May hold variables.
    package var audiences: [String]

    package init(_ key: String, audiences: [String]) {
        self.key = key
        self.audiences = audiences
    }
}
