import Execution
import PipelineModel
import Synchronization

/// A runner that runs nothing: it does what its script says, so that the scheduler can be driven through every situation. By
/// default every job succeeds at once.
final class FakeJobRunner: JobRunner {
    /// What a job does.
    enum Behaviour: Sendable {
        case succeed
        case end(JobOutcome)
        /// One outcome an attempt; the last is repeated.
        case attempts([JobOutcome])
        /// Runs until `release` is called or it is canceled.
        case wait
        /// Runs on when it is canceled, until it is killed.
        case ignoreCancel
    }

    struct State {
        var attempts: [JobAttempt] = []
        var running: Set<String> = []
        var mostAtOnce = 0
        var slotsInUse: Set<Int> = []
        var released: Set<String> = []
        var sharedSlot = false
        var order: [String] = []
    }

    let behaviours: [String: Behaviour]
    let lines: [String: [String]]
    private let state = Mutex(State())
    private let started: AsyncStream<String>
    private let announce: AsyncStream<String>.Continuation

    init(_ behaviours: [String: Behaviour] = [:], lines: [String: [String]] = [:]) {
        self.behaviours = behaviours
        self.lines = lines
        (started, announce) = AsyncStream.makeStream()
    }

    /// What happened so far.
    var record: State { state.withLock { $0 } }

    /// Returns when the job has begun to run.
    func waitForStart(of name: String) async {
        for await job in started where job == name { return }
    }

    /// Lets a job that waits succeed.
    func release(_ name: String) { state.withLock { _ = $0.released.insert(name) } }

    func taskExecutor(ofSlot slot: Int) -> (any TaskExecutor)? { nil }

    func run(_ attempt: JobAttempt, progress: @escaping @Sendable (JobProgress) -> Void) async -> JobOutcome {
        let name = attempt.job.name
        state.withLock { state in
            state.attempts.append(attempt)
            state.order.append("+\(name)")
            state.running.insert(name)
            state.mostAtOnce = max(state.mostAtOnce, state.running.count)
            if !state.slotsInUse.insert(attempt.slot).inserted { state.sharedSlot = true }
        }
        defer {
            state.withLock { state in
                state.order.append("-\(name)")
                state.running.remove(name)
                state.slotsInUse.remove(attempt.slot)
            }
        }
        announce.yield(name)
        progress(.stage("step_script"))
        if let lines = lines[name] { progress(.lines(lines)) }
        switch behaviours[name] ?? .succeed {
        case .succeed:
            return JobOutcome(status: .success, exitCode: 0)
        case .end(let outcome):
            return outcome
        case .attempts(let outcomes):
            return outcomes[min(attempt.attempt, outcomes.count) - 1]
        case .wait:
            while !state.withLock({ $0.released.contains(name) }) {
                if attempt.control.isCanceled { return JobOutcome(status: .canceled) }
                await Task.yield()
            }
            return JobOutcome(status: .success, exitCode: 0)
        case .ignoreCancel:
            while !attempt.control.isKilled { await Task.yield() }
            return JobOutcome(status: .canceled)
        }
    }
}

extension JobOutcome {
    static func failed(_ reason: FailureReason = .scriptFailure, exitCode: Int32? = 1) -> JobOutcome {
        JobOutcome(status: .failed, failureReason: reason, exitCode: exitCode)
    }
}
