internal import Execution
internal import PipelineModel
internal import Synchronization

/// Gives each job to a runner for the project whose pipeline it belongs to, so that it works on that project's files.
final class ProjectJobRunner: JobRunner {
    private let own: LocalJobRunner
    private let projects: DownstreamProjects
    private let make: @Sendable (Project, Int) throws -> LocalJobRunner
    private let others = Mutex<[String: Result<LocalJobRunner, CommandFailure>]>([:])

    /// - Parameter make: makes the runner of another project; the number is its own.
    init(
        _ own: LocalJobRunner, projects: DownstreamProjects, make: @escaping @Sendable (Project, Int) throws -> LocalJobRunner
    ) {
        self.own = own
        self.projects = projects
        self.make = make
    }

    func taskExecutor(ofSlot slot: Int) -> (any TaskExecutor)? { own.taskExecutor(ofSlot: slot) }

    func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome {
        guard let checkout = attempt.checkout else { return await own.run(attempt, progress: progress) }
        switch runner(of: checkout) {
        case .success(let runner): return await runner.run(attempt, progress: progress)
        case .failure(let failure):
            return JobOutcome(status: .failed, failureReason: .runnerSystemFailure, message: failure.message)
        }
    }

    private func runner(of checkout: String) -> Result<LocalJobRunner, CommandFailure> {
        others.withLock { others in
            if let known = others[checkout] { return known }
            let made: Result<LocalJobRunner, CommandFailure>
            do {
                made = .success(try make(projects[checkout], others.count + 1))
            } catch let failure as CommandFailure {
                made = .failure(failure)
            } catch {
                made = .failure(CommandFailure(.systemFailed, "\(error)"))
            }
            others[checkout] = made
            return made
        }
    }
}
