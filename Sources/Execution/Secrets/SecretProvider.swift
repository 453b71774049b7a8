package import PipelineModel

/// What a job may say to whoever keeps its secrets.
package struct SecretRequest: Sendable {
    /// Names are expanded.
    package var secret: Secret
    /// The job's id token for the provider: the one its `token` names, else its only one.
    package var idToken: String?
    /// The job's variables, expanded.
    package var variables: ResolvedVariables

    package init(secret: Secret, idToken: String? = nil, variables: ResolvedVariables) {
        self.secret = secret
        self.idToken = idToken
        self.variables = variables
    }
}

/// Knows the values of secrets, and signs or keeps id tokens.
///
/// Contract: called for many jobs at once; a call ends soon after its task is cancelled. Values are never logged, neither here nor
/// by who implements it.
package protocol SecretProvider: Sendable {
    func value(of request: SecretRequest) async throws(SecretError) -> String

    /// The token for a job that asks for these audiences; nil when there is no source of tokens.
    func token(_ token: IDToken) async throws(SecretError) -> String?
}

/// Why a secret has no value. Without anything secret in it.
package struct SecretError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// Nothing says where secrets come from: GitLab's `secrets_provider_not_found`.
        case notConfigured
        case notFound
        case denied
        /// No answer, or none that can be used; worth another try.
        case unavailable
        case canceled
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
