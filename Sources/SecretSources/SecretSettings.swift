/// Where secrets and id tokens come from: what the settings say.
package struct SecretSettings: Hashable, Sendable {
    /// A file with values by the secret's reference or the variable's name.
    package var file: String?
    package var vault: VaultSettings?
    package var command: SecretCommand?
    /// A file with tokens by the variable's name.
    package var tokenFile: String?
    package var tokenCommand: SecretCommand?

    package init() {}

    /// True when secrets have a source.
    package var hasSecrets: Bool { file != nil || vault != nil || command != nil }

    /// True when nothing says where secrets or tokens come from.
    package var isEmpty: Bool { self == SecretSettings() }
}

/// A program that prints a value.
package struct SecretCommand: Hashable, Sendable {
    /// The program and its arguments, `{path}` and the like to be replaced.
    package var words: [String]
    /// Where it runs; absolute.
    package var directory: String

    package init(words: [String], directory: String) {
        self.words = words
        self.directory = directory
    }
}

/// A HashiCorp Vault or OpenBao server.
package struct VaultSettings: Hashable, Sendable {
    package enum Authentication: Hashable, Sendable {
        /// A file with a token, read anew for each job.
        case tokenFile(String)
        /// A login with the job's id token. nil: the job's `VAULT_AUTH_PATH`, else `jwt`; its `VAULT_AUTH_ROLE`, else the default role.
        case jwt(path: String?, role: String?)
    }

    /// Without a slash at its end.
    package var url: String
    package var authentication: Authentication
    /// nil: the job's `VAULT_NAMESPACE`.
    package var namespace: String?
    /// A file of certificate authorities in PEM format.
    package var certificateAuthorities: String?
    package var timeout: Duration

    package init(
        url: String, authentication: Authentication, namespace: String? = nil, certificateAuthorities: String? = nil,
        timeout: Duration = .seconds(20)
    ) {
        self.url = url
        self.authentication = authentication
        self.namespace = namespace
        self.certificateAuthorities = certificateAuthorities
        self.timeout = timeout
    }
}
