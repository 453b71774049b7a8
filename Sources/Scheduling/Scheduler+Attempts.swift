internal import Execution
internal import Glibc
internal import PipelineModel
internal import RunHistory

/// One attempt at a job, from its slot to its outcome.
extension Scheduler {
    func startAttempt(_ key: JobKey, slot: Int) {
        let number = pipelines[key.pipeline].state.attempt(of: key.job)
        switch prepareAttempt(key, number, slot: slot) {
        case .success(let attempt):
            // At once, not through the inbox: observers hear that it runs before they hear what it says.
            handle(.started(job: key.job), of: key.pipeline)
            let observer = observer
            let jobID = attempt.jobID
            attempts[key] = attempt.control
            Task(executorPreference: runner.taskExecutor(ofSlot: slot)) { @concurrent [runner] in
                let outcome = await runner.run(attempt) { progress in
                    switch progress {
                    case .stage(let name): observer(.stage(job: jobID, name))
                    case .lines(let lines): observer(.lines(job: jobID, lines))
                    }
                }
                await self.attemptEnded(key, slot: slot, outcome)
            }
        case .failure(let failure):
            ready.free(slot: slot)
            post(.started(job: key.job), to: key.pipeline)
            keep(JobOutcome(status: .failed, failureReason: failure.reason, message: failure.message), of: key)
            post(.finished(job: key.job, status: .failed, reason: failure.reason), to: key.pipeline)
        }
    }

    private struct PreparationFailure: Error {
        var reason: FailureReason
        var message: String
    }

    private func prepareAttempt(_ key: JobKey, _ number: Int, slot: Int) -> Result<JobAttempt, PreparationFailure> {
        let pipeline = pipelines[key.pipeline]
        let planned = pipeline.plan.jobs[key.job]
        let id = pipeline.jobID(key.job)
        let archives: [String]
        do {
            archives = try self.archives(for: planned, in: key.pipeline)
        } catch {
            return .failure(error)
        }
        let directory = ActiveRun.jobPath(job: id, attempt: number)
        let tracePath = ActiveRun.tracePath(job: id, attempt: number)
        pipelines[key.pipeline].jobs[key.job].directory = directory
        pipelines[key.pipeline].jobs[key.job].tracePath = tracePath
        var attempt =
            JobAttempt(
                runID: activeRun.id, pipelineID: pipeline.id, jobID: id, attempt: number, job: planned,
                variables: pipeline.variables(for: key.job), archives: archives,
                tracePath: activeRun.directory + "/" + tracePath, directory: activeRun.directory + "/" + directory, slot: slot)
        attempt.checkout = pipeline.plan.checkout
        return .success(attempt)
    }

    /// The archives a job unpacks: of its artifact sources, and of the jobs of parent pipelines and other projects that it names
    /// with `needs:pipeline` and `needs:project`.
    /// A source that left no archive is fine; one whose archive has expired or was deleted is not.
    private func archives(for planned: PlannedJob, in pipeline: Int) throws(PreparationFailure) -> [String] {
        var found: [(source: String, archive: StoredArtifact)] = []
        for need in planned.job.needs ?? [] where need.pipeline != nil && need.artifacts {
            var above = pipelines[pipeline].parent?.pipeline
            while let index = above {
                let archives = pipelines[index].archives(of: need.job)
                found += archives.map { (need.job, $0) }
                above = archives.isEmpty ? pipelines[index].parent?.pipeline : nil
            }
        }
        for source in planned.artifactSources { found += pipelines[pipeline].archives(of: source).map { (source, $0) } }
        var paths = try projectArchives(for: planned)
        for (source, archive) in found {
            let path = activeRun.directory + "/" + archive.path
            if let expiresAt = archive.expiresAt, expiresAt < clock.now() {
                throw PreparationFailure(reason: .missingDependencyFailure, message: "the artifacts of \(source) have expired")
            }
            guard access(path, R_OK) == 0 else {
                throw PreparationFailure(reason: .missingDependencyFailure, message: "the artifacts of \(source) are gone: \(path)")
            }
            paths.append(path)
        }
        return paths
    }

    private func projectArchives(for planned: PlannedJob) throws(PreparationFailure) -> [String] {
        var paths: [String] = []
        for need in planned.job.needs ?? [] where need.project != nil && need.artifacts {
            switch options.projectArtifacts?(need, planned.variables) {
            case .success(let found)?: paths += found
            case .failure(let failure)?:
                if !need.optional { throw PreparationFailure(reason: .missingDependencyFailure, message: failure.message) }
            case nil: break
            }
        }
        return paths
    }

    private func attemptEnded(_ key: JobKey, slot: Int, _ outcome: JobOutcome) {
        attempts[key] = nil
        ready.free(slot: slot)
        keep(outcome, of: key)
        post(
            .finished(job: key.job, status: outcome.status, reason: outcome.failureReason, exitCode: outcome.exitCode),
            to: key.pipeline)
        settle()
    }

    private func keep(_ outcome: JobOutcome, of key: JobKey) {
        let directory = pipelines[key.pipeline].jobs[key.job].directory
        var kept = PipelineRun.Outcome(
            message: outcome.message, exitCode: outcome.exitCode, coverage: outcome.coverage, dotenv: outcome.dotenv)
        if outcome.hasTrace { kept.tracePath = pipelines[key.pipeline].jobs[key.job].tracePath }
        kept.artifacts = outcome.artifacts.map { artifact in
            var artifact = artifact
            artifact.path = directory + "/" + artifact.path
            return artifact
        }
        pipelines[key.pipeline].jobs[key.job].outcome = kept
        pipelines[key.pipeline].jobs[key.job].failureReason = outcome.failureReason
    }
}
