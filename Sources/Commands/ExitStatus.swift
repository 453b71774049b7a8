package import PipelineModel

/// How a command ended, as its caller sees it: 4 may be worth another try, 1 never is.
package enum ExitStatus: Int32, Sendable {
    case success = 0
    /// The pipeline, the check or the verdict failed.
    case failed = 1
    /// The command line was wrong.
    case usage = 2
    /// The configuration is invalid.
    case invalidConfiguration = 3
    /// No disk, no server, a tool is missing.
    case systemFailed = 4
}

/// Ends a command: thrown anywhere below a subcommand's `run`, printed once by `Slipway`.
package struct CommandFailure: Error, Sendable {
    package var status: ExitStatus
    /// For stderr, after `slipway: `; empty when everything has been said already.
    package var message: String
    /// What is wrong in files, for stderr before the message.
    package var diagnostics: [Diagnostic]

    package init(_ status: ExitStatus, _ message: String = "", diagnostics: [Diagnostic] = []) {
        self.status = status
        self.message = message
        self.diagnostics = diagnostics
    }
}
