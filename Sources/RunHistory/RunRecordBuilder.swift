internal import PipelineModel

/// Adds up the events of a run. Each event costs the same, whatever the size of the run.
package struct RunRecordBuilder: Sendable {
    package private(set) var record: RunRecord
    /// The id of each pipeline's first job; ids count up within a pipeline.
    private var firstJobs: [Int] = []

    package init(_ header: RunHeader) {
        record = RunRecord(
            id: header.id, source: header.source, ref: header.ref, commit: header.commit, title: header.title,
            startedAt: header.startedAt)
    }

    /// Where the job of this id is in `record`; nil for an unknown id.
    package func position(of job: Int) -> (pipeline: Int, job: Int)? {
        // Few pipelines, many jobs: the last pipeline that starts at or before the id.
        for pipeline in firstJobs.indices.reversed() where firstJobs[pipeline] <= job {
            let index = job - firstJobs[pipeline]
            if index < record.pipelines[pipeline].jobs.count { return (pipeline, index) }
        }
        return nil
    }

    package subscript(job id: Int) -> JobRecord? {
        position(of: id).map { record.pipelines[$0.pipeline].jobs[$0.job] }
    }

    /// Events about unknown jobs or pipelines change nothing: a journal of a newer version is read as far as it is understood.
    package mutating func apply(_ event: RunEvent) {
        switch event {
        case .run: break
        case .pipeline(let pipeline):
            firstJobs.append(pipeline.jobs.first?.id ?? Int.max)
            record.pipelines.append(pipeline)
        case .job(let change):
            guard let (pipeline, job) = position(of: change.id) else { return }
            record.pipelines[pipeline].jobs[job].apply(change)
        case .retry(let id, let attempt):
            guard let (pipeline, job) = position(of: id) else { return }
            record.pipelines[pipeline].jobs[job].earlierAttempts.append(attempt)
            record.pipelines[pipeline].jobs[job].startedAt = nil
        case .pipelineStatus(let id, let status, let at):
            guard let index = record.pipelines.firstIndex(where: { $0.id == id }) else { return }
            record.pipelines[index].status = status
            record.pipelines[index].finishedAt = status.isFinished ? at : nil
            if index == 0 { record.status = status }
        case .end(let status, let at):
            record.status = status
            record.finishedAt = at
        }
    }
}

extension JobRecord {
    fileprivate mutating func apply(_ change: JobChange) {
        status = change.status
        message = change.message
        failureReason = change.failureReason
        switch change.status {
        case .created, .manual, .scheduled: queuedAt = nil
        case .pending, .waitingForResource: queuedAt = queuedAt ?? change.at
        case .running: startedAt = startedAt ?? change.at
        case .success, .failed, .canceled: if startedAt != nil { finishedAt = change.at }
        case .skipped, .canceling: break
        }
        exitCode = change.exitCode ?? exitCode
        coverage = change.coverage ?? coverage
        allowsFailure = change.allowsFailure ?? allowsFailure
        downstreamPipeline = change.downstreamPipeline ?? downstreamPipeline
        artifacts = change.artifacts ?? artifacts
        tracePath = change.tracePath ?? tracePath
    }
}
