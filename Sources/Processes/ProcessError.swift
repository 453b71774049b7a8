internal import Glibc

/// Why a program could not be run, or (from `Tool`) why its result is of no use.
package struct ProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The program is not on this machine, or not executable.
        case toolMissing
        /// `slipway-launcher` is not where it belongs.
        case launcherMissing
        /// The system refused: no descriptors, no processes, no memory, arguments too long. Holds the `errno`.
        case system(Int32)
        case nonZeroExit(Int32)
        case signaled(Int32)
        case timedOut
        case canceled
        /// More output than the caller was ready to keep.
        case outputLimit
    }

    package var code: Code
    /// What was being done: `start git`, `create a pipe`.
    package var operation: String
    /// One line for people.
    package var message: String

    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }

    static func system(_ number: Int32, operation: String) -> ProcessError {
        ProcessError(.system(number), operation: operation, message: String(cString: strerror(number)))
    }
}
