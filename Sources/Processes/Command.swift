/// A program to start: no shell, no search of start-up files.
package struct Command: Sendable {
    package enum Input: Sendable {
        /// `/dev/null`.
        case null
        case bytes([UInt8])
    }

    /// A path, or a name that is looked up in the `PATH` of `environment`.
    package var executable: String
    package var arguments: [String]
    /// The whole environment of the process; nil: this process's own.
    package var environment: [String: String]?
    /// Absolute; nil: this process's own.
    package var workingDirectory: String?
    package var input: Input

    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil, workingDirectory: String? = nil,
        input: Input = .null
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.input = input
    }
}
