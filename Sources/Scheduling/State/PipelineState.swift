package import PipelineModel

/// One pipeline as a pure state machine: an event goes in, the actions it causes come out. No clock, no I/O; the same events
/// always give the same actions.
///
/// It decides as GitLab's pipeline processing does (`Ci::PipelineProcessing::AtomicProcessingService`,
/// `Ci::ProcessBuildService`): a job without `needs` looks at the composite status of all earlier stages, a job with `needs` at
/// that of its needs, and `when` says which composites let it run; any other composite skips it.
///
/// Work per event is proportional to the jobs whose status it changes and their `needs`; nothing is scanned twice, except that
/// playing a manual job looks once at every job that its absence had skipped.
package struct PipelineState: Sendable {
    package let plan: Plan
    package internal(set) var status = Status.created
    let graph: JobGraph
    var jobs: [JobState]
    /// Of the jobs of each stage.
    var stageCounts: [StatusCounts]
    /// Of all jobs in the stages before; valid up to and including `frontier`.
    var countsBeforeStage: [StatusCounts]
    /// The first stage with a job that is not complete: jobs up to it may be decided on.
    var frontier = 0
    var counts = StatusCounts()
    var isCanceled = false
    /// Jobs to decide on, first in, first out.
    var undecided: [Int] = []
    /// Manual jobs that are played as soon as they are reached.
    let played: Set<Int>

    /// What the machine remembers of a job.
    struct JobState {
        var status = Status.created
        /// Attempts told to run so far.
        var attempt = 0
        var allowsFailure: Bool
        var category = StatusCategory.created
        var needs = StatusCounts()
        var holdsResource = false
        var hasChild = false
        var childIsFinished = false
    }

    /// `playing` names manual jobs that start without being asked for; a name stands for all instances of a parallel job, too.
    package init(_ plan: Plan, playing: Set<String> = []) throws(PlanError) {
        self.plan = plan
        graph = try JobGraph(plan)
        jobs = plan.jobs.map { JobState(allowsFailure: $0.allowFailure == .yes) }
        stageCounts = [StatusCounts](repeating: StatusCounts(), count: plan.stages.count)
        countsBeforeStage = [StatusCounts](repeating: StatusCounts(), count: plan.stages.count)
        if playing.isEmpty {
            played = []
        } else {
            played = Set(
                plan.jobs.indices.filter { playing.contains(plan.jobs[$0].name) || playing.contains(plan.jobs[$0].job.name) })
        }
        for index in jobs.indices {
            stageCounts[graph.stageOfJob[index]].add(.created)
            counts.add(.created)
            for _ in graph.needs(of: index) { jobs[index].needs.add(.created) }
        }
    }

    package func status(of job: Int) -> Status { jobs[job].status }
    /// True when a failure of the job, as it is known now, does not fail the pipeline.
    package func allowsFailure(of job: Int) -> Bool { jobs[job].allowsFailure }

    /// Attempts told to run so far.
    package func attempt(of job: Int) -> Int { jobs[job].attempt }

    package var hasManualJobs: Bool { counts[.manual] + counts[.ignored] > 0 }

    /// True when no job moves any more without somebody's decision: the pipeline is finished, or waits for manual jobs.
    package var isQuiescent: Bool {
        let active: [StatusCategory] = [.waitingForResource, .pending, .running, .canceling, .scheduled]
        return active.allSatisfy { counts[$0] == 0 } && undecided.isEmpty
    }

    /// True when a job was allowed to fail and did.
    package var hasWarnings: Bool { counts[.successWithWarnings] > 0 }

    /// Takes one event and returns what to do about it, in order.
    package mutating func handle(_ event: PipelineEvent) -> [PipelineAction] {
        var actions: [PipelineAction] = []
        handle(event, &actions)
        decide(&actions)
        let composite = counts.composite
        if composite != status {
            status = composite
            actions.append(.changePipelineStatus(composite))
        }
        return actions
    }

    private mutating func handle(_ event: PipelineEvent, _ actions: inout [PipelineAction]) {
        switch event {
        case .start:
            undecided += jobs.indices.lazy.filter { [graph] in !graph.waitsForStages[$0] }
            if !graph.stageScheduledJobs.isEmpty { undecided += graph.stageScheduledJobs[0] }
            undecided.sort()
            advanceFrontier()
        case .started(let job):
            if jobs[job].status == .pending { change(job, to: .running, &actions) }
        case .finished(let job, let status, let reason, let exitCode):
            finish(job, status, reason, exitCode, &actions)
        case .resourceAcquired(let job):
            guard jobs[job].status == .waitingForResource else { return }
            makePending(job, &actions)
        case .resourceRefused(let job):
            guard jobs[job].status == .waitingForResource, let group = plan.jobs[job].resourceGroup else { return }
            jobs[job].holdsResource = false
            actions.append(.release(job: job, group: group))
            change(
                job, to: .failed, reason: .schedulerFailure,
                message: "resource group \(group) cannot become free: the job that holds it is waiting itself", &actions)
            cancelOnFailure(of: job, &actions)
        case .delayElapsed(let job):
            if jobs[job].status == .scheduled { enqueue(job, &actions) }
        case .play(let job):
            play(job, &actions)
        case .childCreated, .childCreationFailed, .childChanged:
            handleChild(event, &actions)
        case .cancel:
            cancelAll(&actions)
        }
    }

    // MARK: - Status changes

    /// Sets a status, keeps every counter that depends on it, and notes the jobs that can now be decided on.
    mutating func change(
        _ job: Int, to status: Status, reason: FailureReason? = nil, message: String? = nil, blocksAsManual: Bool = false,
        _ actions: inout [PipelineAction]
    ) {
        jobs[job].status = status
        actions.append(.changeStatus(job: job, status: status, reason: reason, message: message))
        if status.isFinished, jobs[job].holdsResource, let group = plan.jobs[job].resourceGroup {
            jobs[job].holdsResource = false
            actions.append(.release(job: job, group: group))
        }
        let old = jobs[job].category
        let new = blocksAsManual ? .manual : StatusCategory(status, allowsFailure: jobs[job].allowsFailure)
        guard new != old else { return }
        jobs[job].category = new
        counts.remove(old)
        counts.add(new)
        let stage = graph.stageOfJob[job]
        stageCounts[stage].remove(old)
        stageCounts[stage].add(new)
        for dependent in graph.dependents(of: job) {
            jobs[dependent].needs.remove(old)
            jobs[dependent].needs.add(new)
            if new.isComplete, jobs[dependent].status == .created { undecided.append(dependent) }
        }
        if !new.isComplete {
            frontier = min(frontier, stage)
        } else if stage == frontier {
            advanceFrontier()
        }
    }

    /// Moves past the stages whose jobs are all complete; the jobs of each stage reached can be decided on.
    private mutating func advanceFrontier() {
        while frontier + 1 < stageCounts.count, stageCounts[frontier].isComplete {
            countsBeforeStage[frontier + 1] = countsBeforeStage[frontier] + stageCounts[frontier]
            frontier += 1
            undecided += graph.stageScheduledJobs[frontier].lazy.filter { [jobs] in jobs[$0].status == .created }
        }
    }
}
