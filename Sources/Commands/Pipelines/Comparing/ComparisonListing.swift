internal import Git
internal import PipelineModel
internal import PipelinePlanning

/// What `slipway list --compare --format json` prints; `version` changes when a field changes its meaning.
struct ComparisonListing: Encodable {
    struct Version: Encodable {
        var revision: String
        var commit: String
    }

    struct Job: Encodable {
        var name: String
        var stage: String
        var when: String
        /// Why the other version leaves the job out; absent when it has no such job.
        var reason: String?
    }

    var version = 1
    var comparedWith: Version
    /// Of the pipeline as a whole.
    var pipeline: [PlanDifference.Change]
    var added: [Job]
    var removed: [Job]
    var altered: [PlanDifference.AlteredJob]
    var unchanged: Int
    /// Jobs that no plan holds and that differ.
    var leftOut: [PipelineComparison.LeftOut]
    /// Child pipelines that cannot be compared.
    var notCompared: [String]

    init(_ comparison: PipelineComparison) {
        comparedWith = Version(revision: comparison.revision, commit: comparison.commit.hex)
        let difference = comparison.difference
        pipeline = difference.pipeline
        added = difference.added.map(Job.init)
        removed = difference.removed.map(Job.init)
        altered = difference.altered
        unchanged = difference.unchanged
        leftOut = comparison.leftOut
        notCompared = comparison.notCompared
    }
}

extension ComparisonListing.Job {
    fileprivate init(_ job: PlanDifference.Job) {
        self.init(name: job.planned.name, stage: job.planned.stage, when: job.planned.when.rawValue, reason: job.reason)
    }
}
