internal import PipelineModel

/// What people and child pipelines do to a pipeline: play, cancel, and the status of a trigger job.
extension PipelineState {
    /// Starts a manual job. Jobs that were skipped because it had not run wait for it again
    /// (`Ci::AfterRequeueJobService`).
    mutating func play(_ job: Int, _ actions: inout [PipelineAction]) {
        guard jobs[job].status == .manual, !jobs[job].hasChild else { return }
        enqueue(job, &actions)
        var reached = Array(graph.dependents(of: job))
        for later in graph.stageScheduledJobs.dropFirst(graph.stageOfJob[job] + 1) { reached += later }
        var next = 0
        while next < reached.count {
            let dependent = reached[next]
            next += 1
            guard jobs[dependent].status == .skipped else { continue }
            change(dependent, to: .created, &actions)
            undecided.append(dependent)
            reached += graph.dependents(of: dependent)
        }
    }

    /// Cancels every job that waits or runs. Optional manual jobs stay as they are.
    mutating func cancelAll(_ actions: inout [PipelineAction]) {
        guard !isCanceled else { return }
        isCanceled = true
        for job in jobs.indices { cancel(job, &actions) }
    }

    private mutating func cancel(_ job: Int, _ actions: inout [PipelineAction]) {
        let state = jobs[job]
        if state.hasChild, !state.childIsFinished { actions.append(.cancelChild(job: job)) }
        switch state.status {
        case .success, .failed, .skipped, .canceled, .canceling:
            return
        case .manual where state.category == .ignored:
            return
        case .running:
            change(job, to: .canceling, &actions)
            if !state.hasChild { actions.append(.stop(job: job)) }
            return
        case .pending where !plan.jobs[job].isTrigger:
            actions.append(.withdraw(job: job))
        case .scheduled:
            actions.append(.stopTimer(job: job))
        case .created, .waitingForResource, .pending, .manual:
            break
        }
        change(job, to: .canceled, &actions)
    }

    /// `workflow:auto_cancel:on_job_failure: all`.
    mutating func cancelOnFailure(of job: Int, _ actions: inout [PipelineAction]) {
        if plan.cancelsOnJobFailure, !jobs[job].allowsFailure { cancelAll(&actions) }
    }

    // MARK: - Trigger jobs

    mutating func handleChild(_ event: PipelineEvent, _ actions: inout [PipelineAction]) {
        switch event {
        case .childCreated(let job):
            jobs[job].hasChild = true
            guard jobs[job].status == .pending else {
                actions.append(.cancelChild(job: job))  // It was canceled meanwhile.
                return
            }
            change(job, to: strategy(of: job) == .none ? .success : .running, &actions)
        case .childCreationFailed(let job, let reason):
            guard jobs[job].status == .pending else { return }
            change(job, to: .failed, reason: reason, &actions)
            cancelOnFailure(of: job, &actions)
        case .childChanged(let job, let status):
            guard jobs[job].hasChild else { return }
            jobs[job].childIsFinished = status.isFinished
            follow(job, status, &actions)
        default:
            break
        }
    }

    /// As `Ci::Bridge#inherit_status_from_downstream`, with one addition: a child that waits for a person shows as `manual`
    /// with `strategy: depend` too, where GitLab shows `running` for ever. It blocks later jobs either way.
    private mutating func follow(_ job: Int, _ status: Status, _ actions: inout [PipelineAction]) {
        let strategy = strategy(of: job)
        guard strategy != .none, !jobs[job].status.isFinished else { return }
        switch status {
        case .canceled:
            change(job, to: .canceled, &actions)
        case .success, .failed, .skipped:
            if jobs[job].status == .canceling {
                change(job, to: .canceled, &actions)
            } else if status == .success || (status == .skipped && strategy == .mirror) {
                change(job, to: status, &actions)
            } else {
                change(job, to: .failed, reason: .unknownFailure, message: "the downstream pipeline \(status.rawValue)", &actions)
                cancelOnFailure(of: job, &actions)
            }
        case .manual where jobs[job].status == .running:
            change(job, to: .manual, blocksAsManual: strategy == .depend, &actions)
        case .created, .waitingForResource, .pending, .running, .scheduled, .canceling, .manual:
            if jobs[job].status == .manual, status != .manual { change(job, to: .running, &actions) }
        }
    }

    private func strategy(of job: Int) -> Trigger.Strategy { plan.jobs[job].job.trigger?.strategy ?? .none }
}
