package import Execution
package import PipelineModel
package import RunHistory

/// Makes one run: drives a `PipelineState` for the root pipeline and each child, gives ready jobs to a `JobRunner` as slots
/// become free, keeps timers and resource groups, writes the journal and tells an observer.
///
/// Use: create, call `run` once; call `cancel` or `play` from anywhere meanwhile. All pipelines of the run share the slots, the
/// resource groups and the counter of job ids.
package actor Scheduler {
    let activeRun: ActiveRun
    let runner: any JobRunner
    let options: SchedulerOptions
    let clock: SchedulerClock
    let childPlan: ChildPlanner
    /// Called from any thread, one event at a time for each job; must not block.
    let observer: @Sendable (SchedulerEvent) -> Void

    var pipelines: [PipelineRun] = []
    var ready: ReadyQueue
    var resources = ResourceGroups()
    var locks: ResourceLocks
    /// What stops the attempts under way, by job.
    var attempts: [JobKey: JobControl] = [:]
    /// Timers, child pipelines being planned, and waits for another engine's resource lock, by job.
    var pendingWork: [JobKey: Task<Void, Never>] = [:]
    var prompting: Task<Void, Never>?
    var durations: [(job: String, seconds: Double)] = []
    var nextJobID = 1
    var cancelCount = 0
    private var isOver = false
    /// Events that actions caused, to be handled before anything else happens.
    private var inbox: [(pipeline: Int, event: PipelineEvent)] = []
    private var ending: CheckedContinuation<Void, Never>?

    package init(
        run: ActiveRun, runner: any JobRunner, options: SchedulerOptions, clock: SchedulerClock = .system,
        childPlan: @escaping ChildPlanner, observer: @escaping @Sendable (SchedulerEvent) -> Void
    ) {
        activeRun = run
        self.runner = runner
        self.options = options
        self.clock = clock
        self.childPlan = childPlan
        self.observer = observer
        ready = ReadyQueue(slots: options.slots)
        locks = ResourceLocks(directory: options.resourceLockDirectory)
    }

    /// Runs a plan to its end and returns how it ended. Throws only when the plan cannot be run at all. When it returns, no
    /// process of a job is left and the journal is complete.
    package func run(_ plan: Plan) async throws(PlanError) -> RunResult {
        let state = try PipelineState(plan, playing: options.playing)
        observer(.record(.run(activeRun.header)))
        await withCheckedContinuation { continuation in
            ending = continuation
            add(state, name: plan.name, parent: nil)
            settle()
        }
        return end()
    }

    /// The first call ends jobs gracefully (`after_script` runs), a second one kills them. No job starts any more.
    package func cancel() async {
        guard !isOver else { return }
        cancelCount += 1
        prompting?.cancel()
        if cancelCount == 1 {
            for pipeline in pipelines.indices { post(.cancel, to: pipeline) }
            settle()
        } else {
            for control in attempts.values { control.kill() }
        }
    }

    /// Plays a manual job of this run; does nothing when it is not one.
    package func play(jobID: Int) {
        guard !isOver, cancelCount == 0, let key = key(of: jobID) else { return }
        post(.play(job: key.job), to: key.pipeline)
        settle()
    }

    // MARK: - Pipelines

    func add(_ state: PipelineState, name: String?, parent: JobKey?) {
        let plan = state.plan
        let index = pipelines.count
        let above = parent.map { pipelines[$0.pipeline] }
        let path = parent.map { (above?.path ?? []) + [pipelines[$0.pipeline].plan.jobs[$0.job].name] } ?? []
        pipelines.append(
            PipelineRun(
                id: index + 1, parent: parent, depth: (above?.depth ?? -1) + 1, path: path, firstJobID: nextJobID, state: state))
        let records = plan.jobs.enumerated().map { offset, job in
            var record = JobRecord(
                id: nextJobID + offset, name: job.name, stage: job.stage, allowsFailure: job.allowFailure == .yes, when: job.when,
                needs: job.needs)
            record.environment = job.environment
            return record
        }
        nextJobID += plan.jobs.count
        record(
            .pipeline(
                PipelineRecord(
                    id: index + 1, name: name, parentJob: parent.map { pipelines[$0.pipeline].jobID($0.job) }, stages: plan.stages,
                    jobs: records, startedAt: clock.now())))
        post(.start, to: index)
        if cancelCount > 0 { post(.cancel, to: index) }
    }

    func key(of jobID: Int) -> JobKey? {
        guard let pipeline = pipelines.lastIndex(where: { $0.firstJobID <= jobID }) else { return nil }
        let job = jobID - pipelines[pipeline].firstJobID
        return job < pipelines[pipeline].jobs.count ? JobKey(pipeline: pipeline, job: job) : nil
    }

    func record(_ event: RunEvent) {
        activeRun.journal.append(event)
        observer(.record(event))
    }

    // MARK: - The loop

    func post(_ event: PipelineEvent, to pipeline: Int) { inbox.append((pipeline, event)) }

    func handle(_ event: PipelineEvent, of pipeline: Int) {
        for action in pipelines[pipeline].state.handle(event) { perform(action, in: pipeline) }
    }

    /// Handles every event there is, starts what can start, and ends the run when nothing is left to wait for.
    func settle() {
        repeat {
            var next = 0
            while next < inbox.count {
                let (pipeline, event) = inbox[next]
                next += 1
                handle(event, of: pipeline)
            }
            inbox.removeAll(keepingCapacity: true)
            while let (key, slot) = ready.start() { startAttempt(key, slot: slot) }
        } while !inbox.isEmpty
        guard attempts.isEmpty, pendingWork.isEmpty, ready.isEmpty, prompting == nil else { return }
        if askForManualJobs() { return }
        if let waiting = resources.firstWaiting, let key = key(of: waiting) {
            // Nobody is left who could give the group back: its holder waits itself.
            post(.resourceRefused(job: key.job), to: key.pipeline)
            return settle()
        }
        isOver = true
        ending?.resume()
        ending = nil
    }

    private func end() -> RunResult {
        locks.dropAll()
        let root = pipelines[0].state
        let now = clock.now()
        var failure: HistoryError?
        do {
            try activeRun.end(status: root.status, at: now, durations: durations)
        } catch {
            failure = error
        }
        observer(.record(.end(status: root.status, at: now)))
        return RunResult(
            status: root.status, hasWarnings: root.hasWarnings, wasCanceled: cancelCount > 0,
            isSystemFailure: root.status == .failed && failedBySystem, historyFailure: failure)
    }

    private var failedBySystem: Bool {
        var reasons: Set<FailureReason?> = []
        for pipeline in pipelines {
            for job in pipeline.jobs.indices where pipeline.state.status(of: job) == .failed && pipeline.jobs[job].child == nil {
                if !pipeline.state.allowsFailure(of: job) { reasons.insert(pipeline.jobs[job].failureReason) }
            }
        }
        return reasons == [.runnerSystemFailure]
    }

    /// True when somebody was asked.
    private func askForManualJobs() -> Bool {
        guard let prompt = options.prompt, cancelCount == 0 else { return false }
        var choices: [ManualJob] = []
        for pipeline in pipelines {
            guard pipeline.state.hasManualJobs else { continue }
            for (index, job) in pipeline.plan.jobs.enumerated() {
                guard pipeline.state.status(of: index) == .manual, !pipeline.jobs[index].isDeclined,
                    pipeline.jobs[index].child == nil
                else { continue }
                choices.append(
                    ManualJob(
                        id: pipeline.jobID(index), pipeline: pipeline.id, name: job.name, stage: job.stage,
                        confirmation: job.job.manualConfirmation, isOptional: pipeline.state.allowsFailure(of: index)))
            }
        }
        guard !choices.isEmpty else { return false }
        prompting = Task { @concurrent [choices] in
            let answer = await prompt(choices)
            await self.answered(choices, playing: answer)
        }
        return true
    }

    private func answered(_ choices: [ManualJob], playing answer: Set<Int>) {
        prompting = nil
        for choice in choices {
            guard let key = key(of: choice.id) else { continue }
            if cancelCount == 0, answer.contains(choice.id) {
                post(.play(job: key.job), to: key.pipeline)
            } else {
                pipelines[key.pipeline].jobs[key.job].isDeclined = true
            }
        }
        settle()
    }
}
