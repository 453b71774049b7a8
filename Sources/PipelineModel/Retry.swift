/// `retry:`. Reference: https://docs.gitlab.com/ci/yaml/#retry
package struct Retry: Hashable, Sendable, Codable {
    /// How often a failed job is tried again: 0, 1 or 2.
    package var max: Int
    /// nil: whatever the reason (`always`).
    package var when: [FailureReason]?
    package var exitCodes: [Int32]

    package init(max: Int = 0, when: [FailureReason]? = nil, exitCodes: [Int32] = []) {
        self.max = max
        self.when = when
        self.exitCodes = exitCodes
    }

    /// True when a job that failed this way, after `attempt` tries (the first is 1), is tried again. With both `when` and
    /// `exit_codes` given, either match is enough, as in GitLab's `Gitlab::Ci::Build::AutoRetry`.
    package func allowsRetry(after attempt: Int, reason: FailureReason, exitCode: Int32?) -> Bool {
        guard attempt <= max else { return false }
        if when == nil && exitCodes.isEmpty { return true }
        if let when, when.contains(reason) { return true }
        if let exitCode, exitCodes.contains(exitCode) { return true }
        return false
    }
}
