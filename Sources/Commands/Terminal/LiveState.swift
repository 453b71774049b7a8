internal import PipelineModel
internal import RunHistory
internal import Scheduling

/// What the live view knows of a run: the scheduler's events added up, in a form that is cheap to draw many times a second.
struct LiveState: Sendable {
    /// How many last lines of a failed job are shown.
    static let tailLength = 12

    struct Job: Sendable {
        var id: Int
        var name: String
        var stage: Int
        var status = Status.created
        var allowsFailure: Bool
        var when: When
        var startedAt: Double?
        var finishedAt: Double?
        /// Seconds, from earlier runs.
        var estimate: Double?
        var message: String?
        var exitCode: Int32?
        var attempt = 1
        /// Indices in the same pipeline; nil: earlier stages.
        var needs: [Int]?
    }

    struct Pipeline: Sendable {
        var id: Int
        var name: String?
        var parentJob: Int?
        var depth: Int
        /// Names of the trigger jobs above it.
        var path: [String]
        var stages: [String]
        var jobs: [Job]
    }

    private(set) var header: RunHeader?
    private(set) var pipelines: [Pipeline] = []
    private(set) var status = Status.created
    private(set) var finishedAt: Double?
    private(set) var warnings: [String] = []
    /// The last lines of jobs that run or failed, by job id.
    private var tails: [Int: [String]] = [:]
    /// Jobs whose script is over.
    private var cleaning: Set<Int> = []
    let durations: DurationHistory
    /// How many jobs run at once, for the estimate.
    let slots: Int

    init(durations: DurationHistory = DurationHistory(), slots: Int = 1) {
        self.durations = durations
        self.slots = max(slots, 1)
    }

    func job(_ id: Int) -> Job? { position(of: id).map { pipelines[$0.pipeline].jobs[$0.job] } }
    func pipeline(of job: Int) -> Pipeline? { position(of: job).map { pipelines[$0.pipeline] } }
    func tail(of job: Int) -> [String] { tails[job] ?? [] }

    mutating func apply(_ event: SchedulerEvent) {
        switch event {
        case .record(let event): apply(event)
        case .stage(let job, let name):
            // Of a failure people want to read what the script said, not what was done around it.
            if name == "step_script" { tails[job] = [] }
            if name == "cleanup_file_variables" { cleaning.insert(job) } else { cleaning.remove(job) }
        case .lines(let job, let lines):
            if cleaning.contains(job) { return }
            tails[job, default: []].append(contentsOf: lines.suffix(Self.tailLength).map(plainText).filter { !$0.isEmpty })
            if let count = tails[job]?.count, count > Self.tailLength { tails[job]?.removeFirst(count - Self.tailLength) }
        case .warning(let text): warnings.append(text)
        }
    }

    private mutating func apply(_ event: RunEvent) {
        switch event {
        case .run(let header): self.header = header
        case .pipeline(let record): add(record)
        case .job(let change): apply(change)
        case .retry(let id, _):
            guard let (pipeline, job) = position(of: id) else { return }
            pipelines[pipeline].jobs[job].startedAt = nil
            pipelines[pipeline].jobs[job].attempt += 1
            tails[id] = nil
        case .pipelineStatus(let id, let status, _): if id == pipelines.first?.id { self.status = status }
        case .end(let status, let at):
            self.status = status
            finishedAt = at
        }
    }

    private mutating func add(_ record: PipelineRecord) {
        let above = record.parentJob.flatMap { position(of: $0) }
        let parent = above.map { pipelines[$0.pipeline] }
        let path = above.map { (parent?.path ?? []) + [pipelines[$0.pipeline].jobs[$0.job].name] } ?? []
        var stages: [String: Int] = [:]
        for (index, stage) in record.stages.enumerated() { stages[stage] = index }
        var indices: [String: Int] = [:]
        for (index, job) in record.jobs.enumerated() { indices[job.name] = index }
        let jobs = record.jobs.map { job in
            var live = Job(
                id: job.id, name: job.name, stage: stages[job.stage] ?? 0, allowsFailure: job.allowsFailure, when: job.when)
            live.estimate = durations.estimate(DurationHistory.key(pipeline: path, job: job.name))
            live.needs = job.needs?.compactMap { indices[$0] }
            return live
        }
        pipelines.append(
            Pipeline(
                id: record.id, name: record.name, parentJob: record.parentJob, depth: parent.map { $0.depth + 1 } ?? 0, path: path,
                stages: record.stages, jobs: jobs))
    }

    private mutating func apply(_ change: JobChange) {
        guard let (pipeline, job) = position(of: change.id) else { return }
        pipelines[pipeline].jobs[job].status = change.status
        pipelines[pipeline].jobs[job].message = change.message
        if let exitCode = change.exitCode { pipelines[pipeline].jobs[job].exitCode = exitCode }
        if let allowsFailure = change.allowsFailure { pipelines[pipeline].jobs[job].allowsFailure = allowsFailure }
        if change.status == .running, pipelines[pipeline].jobs[job].startedAt == nil {
            pipelines[pipeline].jobs[job].startedAt = change.at
        }
        if change.status.isFinished {
            pipelines[pipeline].jobs[job].finishedAt = change.at
            if change.status != .failed { tails[change.id] = nil }
        }
    }

    private func position(of job: Int) -> (pipeline: Int, job: Int)? {
        for index in pipelines.indices.reversed() {
            guard let first = pipelines[index].jobs.first?.id, first <= job else { continue }
            if job - first < pipelines[index].jobs.count { return (index, job - first) }
        }
        return nil
    }
}

extension LiveState.Job {
    var isManualOrConditional: Bool { when == .manual || when == .onFailure }

    /// Seconds it has run; nil before it starts.
    func elapsed(at time: Double) -> Double? { startedAt.map { (finishedAt ?? time) - $0 } }
}
