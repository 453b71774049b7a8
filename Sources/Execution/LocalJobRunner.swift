internal import PipelineModel
internal import Processes

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

    package init(configuration: Configuration, sources: any SourceProvider, executor: any Executor = ShellExecutor()) {
        self.configuration = configuration
        self.sources = sources
        self.executor = executor
        baseEnvironment = JobEnvironment.base(from: ExecutableSearch.environment, also: configuration.inheritedEnvironment)
    }

    package func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome {
        let session = JobSession(
            attempt: attempt, configuration: configuration, sources: sources, executor: executor, baseEnvironment: baseEnvironment,
            progress: progress)
        return await session.run()
    }
}
