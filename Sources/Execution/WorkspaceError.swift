internal import Git
package import PipelineModel

/// Why a job's working directory could not be prepared or removed.
package struct WorkspaceError: Error, Hashable, Sendable {
    /// `runner_system_failure` unless the job asks for something impossible.
    package var reason: FailureReason
    /// In the infinitive: `prepare the working directory`.
    package var operation: String
    /// One line for people.
    package var message: String

    package init(_ reason: FailureReason, _ operation: String, _ message: String) {
        self.reason = reason
        self.operation = operation
        self.message = message
    }

    init(_ error: GitError) { self.init(.runnerSystemFailure, error.operation, error.message) }
}

extension WorkspaceError: CustomStringConvertible {
    package var description: String { "cannot \(operation): \(message)" }
}
