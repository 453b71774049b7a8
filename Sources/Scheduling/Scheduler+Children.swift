internal import PipelineModel
internal import RunHistory

/// Child pipelines of trigger jobs, and pipelines of other projects.
extension Scheduler {
    /// Parent, child, grandchild: https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#nested-child-pipelines
    private static var maximumDepth: Int { 2 }

    func startChild(_ key: JobKey) {
        let pipeline = pipelines[key.pipeline]
        let planned = pipeline.plan.jobs[key.job]
        guard let trigger = planned.job.trigger else { return }
        if case .child = trigger.target, nesting(of: pipeline) >= Self.maximumDepth {
            let message = "child pipelines can be nested \(Self.maximumDepth) levels deep"
            childFailed(key, ChildPipelineFailure(message: message))
            return
        }
        var archives: [String: String] = [:]
        for job in pipeline.plan.jobs {
            if let archive = pipeline.archives(of: job.name).first { archives[job.name] = activeRun.directory + "/" + archive.path }
        }
        let request = ChildPipelineRequest(
            trigger: trigger, job: planned, variables: pipeline.variables(for: key.job), archives: archives, runID: activeRun.id,
            pipelineID: pipeline.id, depth: pipeline.depth + 1, checkout: pipeline.plan.checkout)
        pendingWork[key] = Task { @concurrent [childPlan] in
            let answer = await childPlan(request)
            await self.childPlanned(key, answer)
        }
    }

    /// How many pipelines of the same project are above.
    private func nesting(of pipeline: PipelineRun) -> Int {
        var count = 0
        var above = pipeline.parent.map { pipelines[$0.pipeline] }
        while let parent = above, parent.plan.checkout == pipeline.plan.checkout {
            count += 1
            above = parent.parent.map { pipelines[$0.pipeline] }
        }
        return count
    }

    /// True when the pipeline of another project that a job starts is among those that led to the job.
    private func isLoop(_ plan: Plan, _ key: JobKey) -> Bool {
        guard case .project? = pipelines[key.pipeline].plan.jobs[key.job].job.trigger?.target else { return false }
        var above: Int? = key.pipeline
        while let index = above {
            if pipelines[index].plan.checkout == plan.checkout { return true }
            above = pipelines[index].parent?.pipeline
        }
        return false
    }

    private func childPlanned(_ key: JobKey, _ answer: Result<Plan, ChildPipelineFailure>) {
        pendingWork[key] = nil
        defer { settle() }
        // A trigger job that was canceled while its child was planned creates none.
        guard pipelines[key.pipeline].state.status(of: key.job) == .pending else { return }
        switch answer {
        case .failure(let failure):
            childFailed(key, failure)
        case .success(let plan) where plan.jobs.isEmpty:
            childFailed(key, ChildPipelineFailure(message: "the downstream pipeline has no jobs"))
        case .success(let plan) where isLoop(plan, key):
            let message = "the downstream pipeline would start itself again: its project is among those upstream"
            childFailed(key, ChildPipelineFailure(message: message))
        case .success(let plan):
            let state: PipelineState
            do {
                state = try PipelineState(plan, playing: options.playing)
            } catch {
                return childFailed(key, ChildPipelineFailure(message: "\(error)"))
            }
            pipelines[key.pipeline].jobs[key.job].child = pipelines.count
            post(.childCreated(job: key.job), to: key.pipeline)
            add(state, name: plan.name ?? pipelines[key.pipeline].plan.jobs[key.job].name, parent: key)
        }
    }

    private func childFailed(_ key: JobKey, _ failure: ChildPipelineFailure) {
        for diagnostic in failure.diagnostics {
            let place = diagnostic.location.map { "\($0): " } ?? ""
            observer(.lines(job: pipelines[key.pipeline].jobID(key.job), [place + diagnostic.message]))
        }
        var outcome = PipelineRun.Outcome()
        outcome.message = failure.message
        pipelines[key.pipeline].jobs[key.job].outcome = outcome
        post(.childCreationFailed(job: key.job, reason: failure.reason), to: key.pipeline)
    }
}
