/// A job as configured: `extends`, `default`, `!reference` and includes are resolved, rules are not yet evaluated and
/// `parallel` is not yet multiplied. Reference: https://docs.gitlab.com/ci/yaml/#job-keywords
package struct Job: Hashable, Sendable {
    package var name: String
    package var location: SourceLocation
    package var stage = "test"
    /// nil for a trigger job.
    package var script: [String]?
    package var beforeScript: [String] = []
    package var afterScript: [String] = []
    package var preGetSourcesScript: [String] = []
    package var variables: [Variable] = []
    package var inheritedVariables = VariableInheritance.all
    /// nil when the keyword is absent; an empty list matches nothing.
    package var rules: [Rule]?
    package var only: RefPolicy?
    package var except: RefPolicy?
    package var when = When.onSuccess
    package var startIn: Duration?
    /// nil when the keyword is absent: true for manual jobs outside `rules`, else false.
    package var allowFailure: AllowFailure?
    package var manualConfirmation: String?
    /// nil: the job waits for all jobs of earlier stages; empty: it starts at once.
    package var needs: [Need]?
    /// nil: artifacts of all earlier stages (or of its needs); empty: none.
    package var dependencies: [String]?
    package var parallel: Parallel?
    package var retry = Retry()
    package var timeout: Duration?
    package var interruptible = false
    package var resourceGroup: String?
    package var environment: Environment?
    package var artifacts: Artifacts?
    package var caches: [Cache] = []
    /// The regular expression of `coverage`, without its slashes.
    package var coverage: String?
    package var trigger: Trigger?
    package var tags: [String] = []
    package var image: Image?
    package var services: [Service] = []
    package var secrets: [Secret] = []
    package var idTokens: [IDToken] = []
    /// Keywords that GitLab honours and a local run does not, such as `release`.
    package var keywordsNotRunLocally: [String] = []

    /// True when something must be asked for before the job can start.
    package var needsSecrets: Bool { !secrets.isEmpty || !idTokens.isEmpty }

    package init(name: String, location: SourceLocation) {
        self.name = name
        self.location = location
    }
}

/// `inherit:variables`.
package enum VariableInheritance: Hashable, Sendable {
    case all
    case none
    case only([String])
}
