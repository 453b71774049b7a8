/// How a process ended.
package enum Termination: Hashable, Sendable {
    case exited(Int32)
    case signaled(Int32)

    /// - Parameter waitStatus: as `waitpid` gives it.
    init(waitStatus: Int32) {
        self = waitStatus & 0x7f == 0 ? .exited((waitStatus >> 8) & 0xff) : .signaled(waitStatus & 0x7f)
    }

    /// As a shell reports it: the exit code, or 128 + N for signal N.
    package var shellStatus: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

/// How a process tree ended, and at whose wish.
package struct ProcessResult: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// By itself.
        case ended
        /// Its time limit had passed.
        case timedOut
        /// `ProcessControl.terminate()`, or the task was cancelled.
        case terminated
        /// `ProcessControl.kill()`.
        case killed
    }

    package var termination: Termination
    package var cause: Cause

    package init(termination: Termination, cause: Cause) {
        self.termination = termination
        self.cause = cause
    }
}
