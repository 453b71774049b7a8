package import PipelineModel

/// One line of a run's journal. A `RunRecord` is what the events so far add up to (`RunRecordBuilder`). Times are seconds since
/// 1970-01-01 UTC. No event carries a variable's value.
package enum RunEvent: Sendable {
    /// The first line, once.
    case run(RunHeader)
    /// A pipeline was created, with all its jobs.
    case pipeline(PipelineRecord)
    case job(JobChange)
    /// An attempt failed and is repeated.
    case retry(job: Int, AttemptRecord)
    case pipelineStatus(pipeline: Int, status: Status, at: Double)
    /// The last line: the run is over.
    case end(status: Status, at: Double)
}

/// What is known of a run before its first job.
package struct RunHeader: Sendable, Codable, Equatable {
    /// Of the journal's format.
    package static let currentVersion = 1

    package var version = RunHeader.currentVersion
    package var id: Int
    package var source: String
    package var ref: String
    package var commit: String
    package var title: String
    package var startedAt: Double
    package var engine: EngineIdentity

    package init(
        id: Int, source: String, ref: String, commit: String, title: String, startedAt: Double, engine: EngineIdentity
    ) {
        self.id = id
        self.source = source
        self.ref = ref
        self.commit = commit
        self.title = title
        self.startedAt = startedAt
        self.engine = engine
    }
}

/// A job's new status. What is nil or empty says nothing new.
package struct JobChange: Sendable, Codable, Equatable {
    package var id: Int
    package var status: Status
    package var at: Double
    /// Of the attempt that starts or ended, from 1.
    package var attempt: Int?
    package var failureReason: FailureReason?
    package var exitCode: Int32?
    package var message: String?
    package var coverage: Double?
    package var allowsFailure: Bool?
    package var downstreamPipeline: Int?
    /// Paths relative to the run's directory.
    package var artifacts: [StoredArtifact]?
    package var tracePath: String?

    package init(id: Int, status: Status, at: Double) {
        self.id = id
        self.status = status
        self.at = at
    }
}

extension RunEvent: Codable {
    private enum CodingKeys: String, CodingKey { case event, job, pipeline, status, at }
    private enum Kind: String, Codable { case run, pipeline, job, retry, pipelineStatus = "pipeline_status", end }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(Kind.self, forKey: .event) {
        case .run: self = .run(try RunHeader(from: decoder))
        case .pipeline: self = .pipeline(try PipelineRecord(from: decoder))
        case .job: self = .job(try JobChange(from: decoder))
        case .retry: self = .retry(job: try values.decode(Int.self, forKey: .job), try AttemptRecord(from: decoder))
        case .pipelineStatus:
            self = .pipelineStatus(
                pipeline: try values.decode(Int.self, forKey: .pipeline), status: try values.decode(Status.self, forKey: .status),
                at: try values.decode(Double.self, forKey: .at))
        case .end:
            self = .end(
                status: try values.decode(Status.self, forKey: .status), at: try values.decode(Double.self, forKey: .at))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .run(let header):
            try values.encode(Kind.run, forKey: .event)
            try header.encode(to: encoder)
        case .pipeline(let pipeline):
            try values.encode(Kind.pipeline, forKey: .event)
            try pipeline.encode(to: encoder)
        case .job(let change):
            try values.encode(Kind.job, forKey: .event)
            try change.encode(to: encoder)
        case .retry(let job, let attempt):
            try values.encode(Kind.retry, forKey: .event)
            try values.encode(job, forKey: .job)
            try attempt.encode(to: encoder)
        case .pipelineStatus(let pipeline, let status, let at):
            try values.encode(Kind.pipelineStatus, forKey: .event)
            try values.encode(pipeline, forKey: .pipeline)
            try values.encode(status, forKey: .status)
            try values.encode(at, forKey: .at)
        case .end(let status, let at):
            try values.encode(Kind.end, forKey: .event)
            try values.encode(status, forKey: .status)
            try values.encode(at, forKey: .at)
        }
    }
}
