package import PipelineModel
package import Processes

/// The scripts of a job that an executor runs; everything else GitLab Runner does by script is done in process.
package enum ScriptStage: String, Sendable, CaseIterable {
    case preGetSources = "pre_get_sources_script"
    /// `before_script` and `script`, in one shell.
    case step = "step_script"
    case after = "after_script"
}

/// What an executor has to know of a job.
package struct ExecutorContext: Sendable {
    /// The whole environment of the job's processes, `CI_JOB_STATUS` apart.
    package var environment: [String: String]
    /// Absolute. Exists when `prepare` is called; it is filled later.
    package var projectDirectory: String
    /// Absolute, mode 0700, emptied at the end of the job but for its scripts. Beside the project directory, for what must not be in it.
    package var temporaryDirectory: String
    /// Expanded; for executors that run containers.
    package var image: Image?
    package var services: [Service] = []

    package init(environment: [String: String], projectDirectory: String, temporaryDirectory: String) {
        self.environment = environment
        self.projectDirectory = projectDirectory
        self.temporaryDirectory = temporaryDirectory
    }
}

/// A way to run jobs: a shell on this machine, a container, a batch system.
///
/// Contract: `prepare` once, then on what it returns `run` for each script in turn, `finish` once the last script has ended,
/// `cleanup` last and always. One executor serves many jobs at once.
package protocol Executor: Sendable {
    /// As in the trace: `Preparing the "shell" executor`.
    var name: String { get }

    /// - Throws: an error is a `runner_system_failure`; nothing is left to clean up then.
    func prepare(_ context: ExecutorContext, trace: TraceWriter) async throws(ExecutionError) -> any PreparedJob
}

/// A job's place to run, readied by its executor.
package protocol PreparedJob: Sendable {
    /// Runs one script to its end; its output goes to the trace. It is called on a thread of the job's own and may block it.
    /// - Parameters:
    ///   - commands: as written in the pipeline, not expanded.
    ///   - control: stops it from outside.
    /// - Returns: how the script ended, however it ended; no process of it is left.
    /// - Throws: when it could not be run: a `runner_system_failure`.
    func run(
        _ commands: [String], stage: ScriptStage, workingDirectory: String, status: String, limits: ProcessTree.Limits,
        control: ProcessControl, trace: TraceWriter
    ) async throws(ExecutionError) -> ProcessResult

    /// The last script has ended; results may be fetched after it. May take the place down.
    func finish() async

    /// Removes what `prepare` and `run` made. Never fails; what cannot be removed is left.
    func cleanup() async
}
