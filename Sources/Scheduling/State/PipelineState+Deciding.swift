internal import PipelineModel

/// Whether and how a job starts.
extension PipelineState {
    /// Decides on every job that is due, in the order in which they became due.
    mutating func decide(_ actions: inout [PipelineAction]) {
        var next = 0
        while next < undecided.count {
            let job = undecided[next]
            next += 1
            if jobs[job].status == .created, let earlier = statusBefore(job) { decide(job, after: earlier, &actions) }
        }
        undecided.removeAll(keepingCapacity: true)
    }

    /// The composite status of what the job waits for; nil while it has to wait.
    private func statusBefore(_ job: Int) -> Status? {
        guard graph.waitsForStages[job] else { return jobs[job].needs.compositeOfNeeds }
        let stage = graph.stageOfJob[job]
        return stage <= frontier ? countsBeforeStage[stage].composite : nil
    }

    private mutating func decide(_ job: Int, after earlier: Status, _ actions: inout [PipelineAction]) {
        let planned = plan.jobs[job]
        let runs =
            switch planned.when {
            case .onSuccess, .manual, .delayed: earlier == .success || (earlier == .skipped && graph.waitsForStages[job])
            case .onFailure: earlier == .failed
            case .always: earlier == .success || earlier == .failed || earlier == .skipped
            case .never: false
            }
        guard runs else {
            change(job, to: .skipped, message: whySkipped(job, after: earlier), &actions)
            return
        }
        switch planned.when {
        case .delayed:
            change(job, to: .scheduled, &actions)
            actions.append(.startTimer(job: job, delay: planned.startIn ?? .zero))
        case .manual where !played.contains(job):
            change(job, to: .manual, &actions)
        case .onSuccess, .onFailure, .always, .manual, .never:
            enqueue(job, &actions)
        }
    }

    mutating func enqueue(_ job: Int, _ actions: inout [PipelineAction]) {
        if let group = plan.jobs[job].resourceGroup {
            jobs[job].holdsResource = true
            change(job, to: .waitingForResource, &actions)
            actions.append(.acquire(job: job, group: group))
        } else {
            makePending(job, &actions)
        }
    }

    mutating func makePending(_ job: Int, _ actions: inout [PipelineAction]) {
        jobs[job].attempt += 1
        change(job, to: .pending, &actions)
        actions.append(plan.jobs[job].isTrigger ? .startChild(job: job) : .run(job: job, attempt: jobs[job].attempt))
    }

    private func whySkipped(_ job: Int, after earlier: Status) -> String {
        if plan.jobs[job].when == .onFailure, earlier != .canceled { return "runs only after a failure" }
        guard !graph.waitsForStages[job] else {
            return earlier == .canceled ? "an earlier job was canceled" : "an earlier stage failed"
        }
        let cause = graph.needs(of: job).first { need in
            switch jobs[need].category {
            case .failed, .canceled, .skipped, .ignored: true
            default: false
            }
        }
        guard let cause else { return "its needs did not succeed" }
        let name = plan.jobs[cause].name
        return switch jobs[cause].category {
        case .failed: "needs failed: \(name)"
        case .canceled: "needs canceled: \(name)"
        case .ignored: "needs not played: \(name)"
        default: "needs skipped: \(name)"
        }
    }

    // MARK: - The end of an attempt

    mutating func finish(
        _ job: Int, _ status: Status, _ reason: FailureReason?, _ exitCode: Int32?, _ actions: inout [PipelineAction]
    ) {
        switch (jobs[job].status, status) {
        case (.canceling, _), (.running, .canceled), (.pending, .canceled):
            change(job, to: .canceled, &actions)
        case (.running, .success), (.pending, .success):
            change(job, to: .success, &actions)
        case (.running, _), (.pending, _):
            fail(job, reason ?? .unknownFailure, exitCode, &actions)
        default:
            break  // It was canceled before it began.
        }
    }

    private mutating func fail(
        _ job: Int, _ reason: FailureReason, _ exitCode: Int32?, _ actions: inout [PipelineAction]
    ) {
        let attempt = jobs[job].attempt
        if !isCanceled, allowsRetry(of: job, after: attempt, reason, exitCode) {
            actions.append(.retry(job: job, failedAttempt: attempt))
            if jobs[job].holdsResource, let group = plan.jobs[job].resourceGroup {
                actions.append(.release(job: job, group: group))
            }
            enqueue(job, &actions)
            return
        }
        if case .exitCodes(let codes) = plan.jobs[job].allowFailure, let exitCode, codes.contains(exitCode) {
            jobs[job].allowsFailure = true
        }
        change(job, to: .failed, reason: reason, &actions)
        cancelOnFailure(of: job, &actions)
    }

    /// As `Gitlab::Ci::Build::AutoRetry`: a missing dependency is never tried again, and a failure of the scheduler is tried
    /// twice even without `retry`.
    private func allowsRetry(of job: Int, after attempt: Int, _ reason: FailureReason, _ exitCode: Int32?) -> Bool {
        if reason == .missingDependencyFailure { return false }
        if plan.jobs[job].job.retry.allowsRetry(after: attempt, reason: reason, exitCode: exitCode) { return true }
        return reason == .schedulerFailure && attempt <= 2
    }
}
