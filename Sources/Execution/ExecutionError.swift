internal import Glibc
package import PipelineModel

/// Why something around a job's script could not be done. Becomes a `JobOutcome`, never leaves the module otherwise.
package struct ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The system refused; holds the `errno`.
        case system(Int32)
        /// An archive that is damaged or hostile.
        case invalidArchive
        /// A report that GitLab would refuse.
        case invalidReport
        /// A program the executor needs is not there.
        case toolMissing
        /// The sources could not be fetched or checked out.
        case sources(FailureReason)
        case canceled
    }

    package var code: Code
    package var operation: String
    /// One line for people.
    package var message: String

    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }

    /// From `errno`, which must not have been touched since the call.
    static func system(_ operation: String, _ number: Int32 = errno) -> ExecutionError {
        ExecutionError(.system(number), operation: operation, message: String(cString: strerror(number)))
    }
}
