/// The six values of `when`. Reference: https://docs.gitlab.com/ci/yaml/#when
package enum When: String, Sendable, Codable, CaseIterable {
    case onSuccess = "on_success"
    case onFailure = "on_failure"
    case always
    case manual
    case delayed
    case never
}

/// Whether a failed job fails its pipeline. Reference: https://docs.gitlab.com/ci/yaml/#allow_failure
package enum AllowFailure: Hashable, Sendable, Codable {
    case no
    case yes
    /// Only these exit codes of the script are forgiven.
    case exitCodes([Int32])
}
