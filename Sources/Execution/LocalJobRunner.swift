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
        /// Knows the values of secrets and id tokens; nil when nothing does.
        package var secrets: (any SecretProvider)?
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
    private let deathWatch = Mutex<DeathWatch?>(nil)
    private let threads = Mutex<[Int: BlockingExecutor]>([:])

    package init(configuration: Configuration, sources: any SourceProvider, executor: any Executor = ShellExecutor()) {
        self.configuration = configuration
        self.sources = sources
        self.executor = executor
        baseEnvironment = JobEnvironment.base(from: ExecutableSearch.environment, also: configuration.inheritedEnvironment)
    }

    package func taskExecutor(ofSlot slot: Int) -> (any TaskExecutor)? { try? thread(ofSlot: slot) }

    private func thread(ofSlot slot: Int) throws(ProcessError) -> BlockingExecutor {
        if let known = threads.withLock({ $0[slot] }) { return known }
        let made = try BlockingExecutor()
        return threads.withLock { threads in
            let thread = threads[slot] ?? made
            threads[slot] = thread
            return thread
        }
    }

    package func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome {
        do throws(ProcessError) {
            // A script blocks the thread that waits for it. The task is a new one: `withTaskExecutorPreference` leaves it to chance on
            // which thread its closure begins.
            return await Task(executorPreference: try thread(ofSlot: attempt.slot)) { @concurrent in
                await self.runOnItsThread(attempt, progress)
            }.value
        } catch {
            return JobOutcome(status: .failed, failureReason: .runnerSystemFailure, message: "\(error)")
        }
    }

    private func runOnItsThread(
        _ attempt: JobAttempt, _ progress: @escaping @Sendable (JobProgress) -> Void
    ) async -> JobOutcome {
        let secrets = await secrets(of: attempt)
        let session = JobSession(
            attempt: attempt, configuration: configuration, sources: sources, executor: executor, baseEnvironment: baseEnvironment,
            secrets: secrets, progress: progress)
        if session.hasFiles { watchForDeath() }
        return await session.run()
    }

    /// Stopped with the job.
    private func secrets(of attempt: JobAttempt) async -> JobSecrets {
        guard attempt.job.job.needsSecrets else { return JobSecrets() }
        let work = Task.detached { [configuration] in await JobSecrets.resolve(attempt, from: configuration.secrets) }
        attempt.control.handle { _ in work.cancel() }
        defer { attempt.control.handle(nil) }
        return await work.value
    }

    /// Files with secrets must not outlive this process, even when it is killed. Without a watcher they do until the next run.
    private func watchForDeath() {
        deathWatch.withLock { watch in
            if watch == nil { watch = try? DeathWatch(#"rm -rf -- "$1"/*/*.tmp"#, [configuration.buildsDirectory]) }
        }
    }
}
