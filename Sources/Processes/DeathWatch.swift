internal import CLinux
internal import Glibc

/// A command that is run when this process is gone, however it ended; or as soon as this value is.
///
/// For what must not be left behind: a SIGKILL leaves nobody else to tidy up.
package final class DeathWatch: Sendable {
    private let pid: pid_t
    /// The end of the pipe that nobody writes to.
    private let lifeline: Int32

    /// - Parameters:
    ///   - script: for `sh`. Its environment is empty but for `PATH`; it is run in `/`.
    ///   - arguments: `$1` and so on.
    package init(_ script: String, _ arguments: [String]) throws(ProcessError) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .system(errno, operation: "create a pipe") }
        let input = OwnedDescriptor(ends[0])
        let lifeline = OwnedDescriptor(ends[1])
        let null = try inputDescriptor(.null)
        // Nothing is ever written: the read returns when the last writer is gone. The session is its own, out of reach of a terminal.
        pid = try spawn(
            path: "/bin/sh", arguments: ["sh", "-c", "trap '' INT TERM HUP QUIT; read -r _; \(script)", "sh"] + arguments,
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"], workingDirectory: "/",
            descriptors: SpawnDescriptors(input: input.number, output: null.number, error: null.number))
        self.lifeline = lifeline.release()
    }

    /// Runs the command and waits for it.
    deinit {
        close(lifeline)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }
}
