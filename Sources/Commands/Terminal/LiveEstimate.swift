internal import PipelineModel

/// How far a run is, and how long it may still take, judged by earlier runs.
struct LiveEstimate: Equatable {
    var finishedJobs = 0
    /// Jobs that count: manual jobs nobody played and jobs that only run after a failure do not.
    var totalJobs = 0
    /// 0...1: of the expected work when earlier runs tell, else of the number of jobs.
    var fraction = 0.0
    /// Seconds; nil while a job that is still to run has never succeeded.
    var remaining: Double?

    init(_ state: LiveState, at time: Double) {
        var work = 0.0
        var done = 0.0
        var longest = 0.0
        var isKnown = true
        for pipeline in state.pipelines {
            // When each job and each stage can be over, in seconds from now: the longest path through needs and stages.
            var ends = [Double](repeating: 0, count: pipeline.jobs.count)
            var stageEnds = [Double](repeating: 0, count: pipeline.stages.count)
            var endBefore = 0.0
            var stage = 0
            for (index, job) in pipeline.jobs.enumerated() {
                if job.stage > stage {
                    for passed in stage..<job.stage { endBefore = max(endBefore, stageEnds[passed]) }
                    stage = job.stage
                }
                if job.isManualOrConditional, [.created, .manual, .skipped].contains(job.status) { continue }
                totalJobs += 1
                if job.status.isFinished { finishedJobs += 1 }
                let left: Double
                if job.status.isFinished {
                    left = 0
                    done += job.estimate ?? 0
                    work += job.estimate ?? 0
                } else if let estimate = job.estimate {
                    let elapsed = job.elapsed(at: time) ?? 0
                    left = max(estimate - elapsed, 0)
                    done += min(elapsed, estimate)
                    work += estimate
                } else {
                    left = 0
                    isKnown = isKnown && pipeline.depth > 0
                }
                let begin = job.needs.map { $0.lazy.map { ends[$0] }.max() ?? 0 } ?? endBefore
                ends[index] = left == 0 ? 0 : begin + left
                stageEnds[job.stage] = max(stageEnds[job.stage], ends[index])
                longest = max(longest, ends[index])
            }
        }
        if isKnown, work > 0 {
            fraction = done / work
            remaining = max(longest, (work - done) / Double(state.slots))
        } else if totalJobs > 0 {
            fraction = Double(finishedJobs) / Double(totalJobs)
        }
    }
}
