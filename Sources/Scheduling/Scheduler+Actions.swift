internal import Execution
internal import PipelineModel
internal import RunHistory

/// Doing what a `PipelineState` asks for.
extension Scheduler {
    func perform(_ action: PipelineAction, in pipeline: Int) {
        switch action {
        case .changeStatus(let job, let status, let reason, let message):
            tell(JobKey(pipeline: pipeline, job: job), status, reason, message)
        case .changePipelineStatus(let status):
            record(.pipelineStatus(pipeline: pipelines[pipeline].id, status: status, at: clock.now()))
            if let parent = pipelines[pipeline].parent { post(.childChanged(job: parent.job, status: status), to: parent.pipeline) }
        case .run(let job, _):
            ready.add(JobKey(pipeline: pipeline, job: job))
        case .retry(let job, let attempt):
            tellRetry(JobKey(pipeline: pipeline, job: job), attempt)
        case .withdraw(let job):
            ready.withdraw(JobKey(pipeline: pipeline, job: job))
        case .stop(let job):
            attempts[JobKey(pipeline: pipeline, job: job)]?.cancel()
        case .startTimer(let job, let delay):
            startTimer(JobKey(pipeline: pipeline, job: job), delay)
        case .stopTimer(let job):
            pendingWork.removeValue(forKey: JobKey(pipeline: pipeline, job: job))?.cancel()
        case .acquire(let job, let name):
            let id = pipelines[pipeline].jobID(job)
            let group = resourceGroup(name, pipeline)
            if resources.request(group, by: id) { lock(group, for: JobKey(pipeline: pipeline, job: job)) }
        case .release(let job, let name):
            release(resourceGroup(name, pipeline), by: JobKey(pipeline: pipeline, job: job))
        case .startChild(let job):
            startChild(JobKey(pipeline: pipeline, job: job))
        case .cancelChild(let job):
            if let child = pipelines[pipeline].jobs[job].child { post(.cancel, to: child) }
        }
    }

    // MARK: - Telling

    private func tell(_ key: JobKey, _ status: Status, _ reason: FailureReason?, _ message: String?) {
        let now = clock.now()
        let id = pipelines[key.pipeline].jobID(key.job)
        var change = JobChange(id: id, status: status, at: now)
        change.failureReason = reason
        change.message = message
        switch status {
        case .running:
            pipelines[key.pipeline].jobs[key.job].startedAt = now
            let directory = pipelines[key.pipeline].jobs[key.job].directory
            // With it a follower of the journal knows the trace (`ActiveRun.tracePath`) while the job runs.
            if !directory.isEmpty { change.attempt = pipelines[key.pipeline].state.attempt(of: key.job) }
            change.downstreamPipeline = pipelines[key.pipeline].jobs[key.job].child.map { pipelines[$0].id }
        case .success, .failed, .canceled:
            describeEnd(key, &change)
        case .created, .waitingForResource, .pending, .canceling, .skipped, .manual, .scheduled:
            break
        }
        record(.job(change))
    }

    private func describeEnd(_ key: JobKey, _ change: inout JobChange) {
        let pipeline = pipelines[key.pipeline]
        let job = pipeline.jobs[key.job]
        change.downstreamPipeline = job.child.map { pipelines[$0].id }
        if change.status == .failed { change.allowsFailure = pipeline.state.allowsFailure(of: key.job) }
        pipelines[key.pipeline].jobs[key.job].finishedAt = change.at
        if let outcome = job.outcome {
            change.message = change.message ?? outcome.message
            change.exitCode = outcome.exitCode
            change.coverage = outcome.coverage
            change.tracePath = outcome.tracePath
            change.artifacts = outcome.artifacts.isEmpty ? nil : outcome.artifacts
        }
        if change.status == .success, let startedAt = job.startedAt, !pipeline.plan.jobs[key.job].isTrigger {
            let name = DurationHistory.key(pipeline: pipeline.path, job: pipeline.plan.jobs[key.job].name)
            durations.append((name, change.at - startedAt))
        }
    }

    private func tellRetry(_ key: JobKey, _ attempt: Int) {
        let job = pipelines[key.pipeline].jobs[key.job]
        let now = clock.now()
        var record = AttemptRecord(
            startedAt: job.startedAt ?? now, finishedAt: now, failureReason: job.failureReason ?? .unknownFailure,
            exitCode: job.outcome?.exitCode)
        record.tracePath = job.outcome?.tracePath
        pipelines[key.pipeline].jobs[key.job].outcome = nil
        self.record(.retry(job: pipelines[key.pipeline].jobID(key.job), record))
    }

    // MARK: - Timers

    private func startTimer(_ key: JobKey, _ delay: Duration) {
        if options.skipsDelays || delay <= .zero {
            post(.delayElapsed(job: key.job), to: key.pipeline)
            return
        }
        pendingWork[key] = Task { @concurrent [clock] in
            guard (try? await clock.sleep(delay)) != nil else { return }
            await self.delayElapsed(key)
        }
    }

    private func delayElapsed(_ key: JobKey) {
        guard pendingWork.removeValue(forKey: key) != nil else { return }  // Stopped meanwhile.
        post(.delayElapsed(job: key.job), to: key.pipeline)
        settle()
    }

    // MARK: - Resource groups

    /// A group belongs to its project.
    private func resourceGroup(_ name: String, _ pipeline: Int) -> String {
        pipelines[pipeline].plan.checkout.map { "\($0) \(name)" } ?? name
    }

    /// The group is the job's in this engine; make it so for all engines.
    private func lock(_ group: String, for key: JobKey) {
        switch locks.take(group) {
        case .taken:
            post(.resourceAcquired(job: key.job), to: key.pipeline)
        case .failed(let message):
            observer(.warning("resource group \(group) is not kept from other runs: \(message)"))
            post(.resourceAcquired(job: key.job), to: key.pipeline)
        case .busy:
            pendingWork[key] = Task { @concurrent [clock] in
                guard (try? await clock.sleep(.milliseconds(250))) != nil else { return }
                await self.lockAgain(group, for: key)
            }
        }
    }

    private func lockAgain(_ group: String, for key: JobKey) {
        guard pendingWork.removeValue(forKey: key) != nil else { return }
        lock(group, for: key)
        settle()
    }

    private func release(_ group: String, by key: JobKey) {
        let (wasHolder, next) = resources.release(group, by: pipelines[key.pipeline].jobID(key.job))
        guard wasHolder else { return }
        pendingWork.removeValue(forKey: key)?.cancel()
        guard let next, let nextKey = self.key(of: next) else {
            locks.drop(group)
            return
        }
        lock(group, for: nextKey)
    }
}
