internal import PipelineModel

/// How a job has gone so far.
enum JobEnding: Sendable {
    case success
    /// `message` is what follows `ERROR: Job failed`; `note` is for people who see the job's row only.
    case failed(FailureReason, exitCode: Int32?, message: String, note: String?)
    case canceled

    var succeeded: Bool { if case .success = self { true } else { false } }

    /// `CI_JOB_STATUS`.
    var status: Status {
        switch self {
        case .success: .success
        case .failed: .failed
        case .canceled: .canceled
        }
    }

    static func missingSecret(_ error: SecretError) -> JobEnding {
        switch error.code {
        case .canceled: .canceled
        case .notConfigured: .failed(.secretsProviderNotFound, exitCode: nil, message: "\(error)", note: "\(error)")
        case .notFound, .denied, .unavailable:
            .failed(.runnerSystemFailure, exitCode: nil, message: "(system failure): \(error)", note: "\(error)")
        }
    }

    static func systemFailure(_ error: ExecutionError) -> JobEnding {
        switch error.code {
        case .canceled: .canceled
        case .invalidReport:
            .failed(.scriptFailure, exitCode: nil, message: "\(error)", note: "\(error)")
        case .sources(let reason):
            .failed(reason, exitCode: nil, message: "(system failure): \(error)", note: "\(error)")
        case .system, .invalidArchive, .toolMissing:
            .failed(.runnerSystemFailure, exitCode: nil, message: "(system failure): \(error)", note: "\(error)")
        }
    }
}
