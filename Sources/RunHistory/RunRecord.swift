package import PipelineModel

/// A run as its journal tells it: the root pipeline, its child pipelines, every job and every attempt. Times are seconds since
/// 1970-01-01 UTC.
package struct RunRecord: Sendable, Codable {
    package var id: Int
    /// `push`, `merge_request_event`, …
    package var source: String
    package var ref: String
    package var commit: String
    /// The commit's title.
    package var title: String
    package var startedAt: Double
    package var finishedAt: Double?
    package var status: Status
    /// The root pipeline first, then child pipelines in the order they were created.
    package var pipelines: [PipelineRecord]
    /// True when the engine died before the run was over: what ran then is shown as failed, what waited as canceled.
    package var wasInterrupted = false

    package init(
        id: Int, source: String, ref: String, commit: String, title: String, startedAt: Double, finishedAt: Double? = nil,
        status: Status = .created, pipelines: [PipelineRecord] = []
    ) {
        self.id = id
        self.source = source
        self.ref = ref
        self.commit = commit
        self.title = title
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.status = status
        self.pipelines = pipelines
    }
}

/// One pipeline of a run.
package struct PipelineRecord: Sendable, Codable {
    package var id: Int
    /// `workflow:name`, or the trigger job's name for a child pipeline.
    package var name: String?
    /// The trigger job that started it; nil for the root.
    package var parentJob: Int?
    package var stages: [String]
    package var jobs: [JobRecord]
    package var status: Status
    package var startedAt: Double
    package var finishedAt: Double?

    package init(
        id: Int, name: String? = nil, parentJob: Int? = nil, stages: [String], jobs: [JobRecord], status: Status = .created,
        startedAt: Double, finishedAt: Double? = nil
    ) {
        self.id = id
        self.name = name
        self.parentJob = parentJob
        self.stages = stages
        self.jobs = jobs
        self.status = status
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// One job of a run. `id` is unique in the run and counts from 1.
package struct JobRecord: Sendable, Codable {
    package var id: Int
    package var name: String
    package var stage: String
    package var status: Status
    /// True when its failure does not fail the pipeline.
    package var allowsFailure: Bool
    package var when: When
    /// nil: all jobs of earlier stages.
    package var needs: [String]?
    /// When it could have started (needs done).
    package var queuedAt: Double?
    package var startedAt: Double?
    package var finishedAt: Double?
    package var failureReason: FailureReason?
    package var exitCode: Int32?
    /// Why it has its status, in words: `needs failed: build`, `no bash on this machine`.
    package var message: String?
    package var coverage: Double?
    package var environment: Environment?
    package var artifacts: [StoredArtifact]
    /// All attempts but the last, oldest first. The record itself describes the last.
    package var earlierAttempts: [AttemptRecord]
    /// The child pipeline a trigger job started.
    package var downstreamPipeline: Int?
    /// The trace, relative to the run's directory.
    package var tracePath: String?

    package init(
        id: Int, name: String, stage: String, status: Status = .created, allowsFailure: Bool = false, when: When = .onSuccess,
        needs: [String]? = nil
    ) {
        self.id = id
        self.name = name
        self.stage = stage
        self.status = status
        self.allowsFailure = allowsFailure
        self.when = when
        self.needs = needs
        self.artifacts = []
        self.earlierAttempts = []
    }

    /// Seconds from start to end; nil when it did not run or still runs.
    package var duration: Double? {
        guard let startedAt, let finishedAt else { return nil }
        return finishedAt - startedAt
    }
}

/// An attempt that was retried.
package struct AttemptRecord: Sendable, Codable {
    package var startedAt: Double
    package var finishedAt: Double
    package var failureReason: FailureReason
    package var exitCode: Int32?
    package var tracePath: String?

    package init(
        startedAt: Double, finishedAt: Double, failureReason: FailureReason, exitCode: Int32? = nil, tracePath: String? = nil
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.failureReason = failureReason
        self.exitCode = exitCode
        self.tracePath = tracePath
    }
}
