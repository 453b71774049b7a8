/// The state of a job or a pipeline, under the names GitLab's API uses.
/// Reference: https://docs.gitlab.com/api/pipelines/
package enum Status: String, Sendable, Codable, CaseIterable {
    /// Waiting for earlier jobs.
    case created
    /// Its `resource_group` is taken.
    case waitingForResource = "waiting_for_resource"
    /// Ready, waiting for a free slot.
    case pending
    case running
    case success
    case failed
    /// The script was told to stop; `after_script` may still run.
    case canceling
    case canceled
    case skipped
    /// Waiting for a person.
    case manual
    /// Waiting for its `start_in` to pass.
    case scheduled

    /// True when the status cannot change any more without somebody's action.
    package var isFinished: Bool {
        switch self {
        case .success, .failed, .canceled, .skipped: true
        case .created, .waitingForResource, .pending, .running, .canceling, .manual, .scheduled: false
        }
    }
}

/// Why a job failed, under the names of GitLab's API; `retry:when` selects by them.
/// Reference: https://docs.gitlab.com/ci/yaml/#retrywhen
package enum FailureReason: String, Sendable, Codable, CaseIterable {
    case unknownFailure = "unknown_failure"
    case scriptFailure = "script_failure"
    case apiFailure = "api_failure"
    case stuckOrTimeoutFailure = "stuck_or_timeout_failure"
    case runnerSystemFailure = "runner_system_failure"
    case runnerUnsupported = "runner_unsupported"
    case staleSchedule = "stale_schedule"
    case jobExecutionTimeout = "job_execution_timeout"
    case archivedFailure = "archived_failure"
    case unmetPrerequisites = "unmet_prerequisites"
    case schedulerFailure = "scheduler_failure"
    case dataIntegrityFailure = "data_integrity_failure"
    /// A needed artifact is missing. Never retried by `retry:when: always` in GitLab's terms, since a retry cannot help.
    case missingDependencyFailure = "missing_dependency_failure"
    case downstreamPipelineCreationFailed = "downstream_pipeline_creation_failed"
    /// The job has `secrets`, and nothing says where they come from.
    case secretsProviderNotFound = "secrets_provider_not_found"
    case invalidBridgeTrigger = "invalid_bridge_trigger"
}
