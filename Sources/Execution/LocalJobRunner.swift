internal import PipelineModel
internal import Processes
internal import Synchronization

/// Runs jobs on this machine.
package final class LocalJobRunner: JobRunner {
    package struct Configuration: Sendable {
        /// Absolute. Each slot has a project directory of its own below it.
        package var buildsDirectory: String
        /// Absolute.
        package var cacheDirectory: String
        /// The last part of `CI_PROJECT_DIR`.
        package var projectName: String
        /// Names of environment variables that jobs inherit besides the usual few.
        package var inheritedEnvironment: [String] = []
        /// Bytes of trace that are kept.
        package var logLimit = TraceWriter.defaultLimit
        /// From SIGTERM to SIGKILL when a script is stopped. GitLab Runner gives ten minutes; nobody at a terminal waits that long.
        package var gracePeriod = Duration.seconds(30)
        /// For jobs without `timeout`: GitLab's default.
        package var defaultTimeout = Duration.seconds(3600)
        /// `CI_RUNNER_VERSION`.
        package var version = "0"

        package init(buildsDirectory: String, cacheDirectory: String, projectName: String) {
            self.buildsDirectory = buildsDirectory
            self.cacheDirectory = cacheDirectory
            self.projectName = projectName
        }
    }

    private let configuration: Configuration
    private let sources: any SourceProvider
    private let executor: any Executor
    private let baseEnvironment: [String: String]
    private let running = Mutex<[Int: JobControl]>([:])

    package init(configuration: Configuration, sources: any SourceProvider, executor: any Executor = ShellExecutor()) {
        self.configuration = configuration
        self.sources = sources
        self.executor = executor
        baseEnvironment = JobEnvironment.base(from: ExecutableSearch.environment, also: configuration.inheritedEnvironment)
    }

    package func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome {
        let control = JobControl()
        running.withLock { $0[attempt.jobID] = control }
        defer { running.withLock { $0[attempt.jobID] = nil } }
        let session = JobSession(
            attempt: attempt, configuration: configuration, sources: sources, executor: executor, baseEnvironment: baseEnvironment,
            control: control, progress: progress)
        // A task of its own: being cancelled must stop the script, but not what follows it.
        let task = Task.detached { await session.run() }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            control.cancel()
        }
    }

    package func kill(jobID: Int) async {
        running.withLock { $0[jobID] }?.kill()
    }
}
