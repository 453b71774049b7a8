internal import PipelineModel

/// The values of a job's `id_tokens` and `secrets`, got before its script starts, and what its log says about that.
/// Reference: https://docs.gitlab.com/ci/secrets/
struct JobSecrets: Sendable {
    enum Line: Sendable {
        case text(String)
        case warning(String)
    }

    /// For the job's lowest layer: a variable of the same name hides an id token.
    private(set) var idTokens: [Variable] = []
    /// For the highest layer. Raw and masked, whatever they hold.
    private(set) var secrets: [Variable] = []
    private(set) var lines: [Line] = []
    private(set) var failure: SecretError?

    /// - Parameter provider: nil when nothing is configured.
    static func resolve(_ attempt: JobAttempt, from provider: (any SecretProvider)?) async -> JobSecrets {
        let job = attempt.job.job
        var resolved = JobSecrets()
        guard !job.secrets.isEmpty || !job.idTokens.isEmpty else { return resolved }
        do throws(SecretError) {
            try await resolved.resolveTokens(job, attempt.variables, provider)
            try await resolved.resolveSecrets(job, attempt.variables, provider)
        } catch {
            resolved.failure = error
        }
        return resolved
    }

    private mutating func resolveTokens(
        _ job: Job, _ layers: VariableLayers, _ provider: (any SecretProvider)?
    ) async throws(SecretError) {
        guard !job.idTokens.isEmpty else { return }
        let variables = ResolvedVariables(layers: layers)
        for token in job.idTokens {
            var token = token
            token.audiences = token.audiences.map(variables.expand)
            if let value = try await provider?.token(token) {
                idTokens.append(Variable(token.key, value, isRaw: true, isMasked: true))
            } else {
                lines.append(.warning("\(token.key) is not set: the settings name no source of id_tokens"))
            }
        }
    }

    private mutating func resolveSecrets(
        _ job: Job, _ layers: VariableLayers, _ provider: (any SecretProvider)?
    ) async throws(SecretError) {
        guard !job.secrets.isEmpty else { return }
        guard let provider else {
            let names = job.secrets.map(\.key).joined(separator: ", ")
            throw SecretError(
                .notConfigured,
                "the job needs secrets (\(names)), and the settings name no source of secrets: "
                    + "add secrets to ~/.config/slipway/settings.yml")
        }
        var layers = layers
        layers.jobPredefined += idTokens
        let variables = ResolvedVariables(layers: layers)
        for secret in job.secrets {
            lines.append(.text("Resolving secret \"\(secret.key)\"..."))
            let expanded = secret.expanded(variables.expand)
            let value = try await provider.value(
                of: SecretRequest(
                    secret: expanded, idToken: expanded.token ?? (idTokens.count == 1 ? idTokens.first?.value : nil),
                    variables: variables))
            secrets.append(Variable(secret.key, value, isRaw: true, isMasked: true, isFile: secret.isFile))
        }
    }
}
