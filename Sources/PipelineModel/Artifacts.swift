/// `artifacts:`. Paths are relative to the project directory. Reference: https://docs.gitlab.com/ci/yaml/#artifacts
package struct Artifacts: Hashable, Sendable, Codable {
    package enum UploadWhen: String, Sendable, Codable, CaseIterable {
        case onSuccess = "on_success"
        case onFailure = "on_failure"
        case always
    }

    package var name: String?
    package var paths: [String] = []
    package var exclude: [String] = []
    package var untracked = false
    package var when: UploadWhen = .onSuccess
    /// How long they are kept; nil is for ever (`never`).
    package var expireIn: Duration?
    package var exposeAs: String?
    package var access: String?
    /// Report type (`junit`, `dotenv`, `codequality`, …) to its paths.
    package var reports: [String: [String]] = [:]

    package init() {}
}

/// One entry of `cache:`. Reference: https://docs.gitlab.com/ci/yaml/#cache
package struct Cache: Hashable, Sendable, Codable {
    package enum Policy: Hashable, Sendable, Codable {
        case pull, push, pullPush
        /// A variable that names the policy; expanded when the job starts.
        case variable(String)
    }

    package enum Key: Hashable, Sendable, Codable {
        /// Expanded when the job starts. `default` when the keyword is absent.
        case name(String)
        /// From the content (or last commit) of at most two files.
        case files([String], prefix: String?, byCommit: Bool)
    }

    package var key: Key = .name("default")
    package var paths: [String] = []
    package var untracked = false
    package var policy: Policy = .pullPush
    package var when: Artifacts.UploadWhen = .onSuccess
    package var fallbackKeys: [String] = []
    package var unprotect = false

    package init() {}
}
