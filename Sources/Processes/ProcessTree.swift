internal import Glibc

/// A program and everything that descends from it.
package enum ProcessTree {
    package enum Containment: Sendable {
        /// Through `slipway-launcher`, in a control group where there is one: nothing survives the program's own process, whatever
        /// it daemonised, and nothing survives this process either.
        case tree
        /// A session and process group only. Cheaper; for tools that start no daemons, or (ssh's connection sharing) start
        /// daemons on purpose.
        case group
    }

    package enum OutputMode: Sendable {
        /// One pipe for both, so that the order is kept.
        case combined
        case separate
    }

    package enum Stream: Sendable {
        case output, error
    }

    package struct Limits: Sendable {
        /// nil: none.
        package var time: Duration?
        /// From SIGTERM to the end of the tree by force.
        package var grace: Duration

        package init(time: Duration? = nil, grace: Duration = .seconds(10)) {
            self.time = time
            self.grace = grace
        }
    }

    /// Runs a program to its end, on a thread of its own.
    ///
    /// Returns when the program has ended, its output is read, and (with `.tree`) no descendant is left. A background process
    /// that holds the output open does not delay this. Cancelling the task is `control.terminate()`.
    /// - Parameters:
    ///   - statusFile: where the launcher leaves `exited N` or `signaled N` for an engine that was restarted.
    ///   - onOutput: called in order on the supervising thread; while it runs nothing is read, so a slow reader slows the program.
    ///     The bytes are valid only during the call.
    /// - Throws: `.toolMissing`, `.launcherMissing`, `.system`; never for a program that ran, however it ended.
    package static func run(
        _ command: Command, containment: Containment = .tree, output: OutputMode = .combined, limits: Limits = Limits(),
        control: ProcessControl = ProcessControl(), statusFile: String? = nil,
        onOutput: @escaping @Sendable (Stream, UnsafeRawBufferPointer) -> Void
    ) async throws(ProcessError) -> ProcessResult {
        let request = Supervision.Request(
            command: command, containment: containment, output: output, limits: limits, control: control, statusFile: statusFile,
            onOutput: onOutput)
        let result: Result<ProcessResult, ProcessError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Supervision.begin(request) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            control.terminate()
        }
        return try result.get()
    }

    /// The same, blocking the calling thread, which must be the caller's own: see `BlockingExecutor`. Cancelling a task does nothing;
    /// `control` stops the program.
    package static func runBlocking(
        _ command: Command, output: OutputMode = .combined, limits: Limits = Limits(), control: ProcessControl = ProcessControl(),
        statusFile: String? = nil, onOutput: @escaping @Sendable (Stream, UnsafeRawBufferPointer) -> Void
    ) throws(ProcessError) -> ProcessResult {
        let request = Supervision.Request(
            command: command, containment: .tree, output: output, limits: limits, control: control, statusFile: statusFile,
            onOutput: onOutput)
        return try Supervision.run(request)
    }
}
