internal import PipelineModel
package import RunHistory

/// The chain of jobs that decided how long a run took: from the job that ended last back to the need of each that ended last.
/// The pipeline that a job on the path started is followed, too.
package struct CriticalPath: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// Number of the job in the run.
        package var job: Int
        package var name: String
        package var startedAt: Double
        package var finishedAt: Double
        /// Seconds between the end of the step before (or the start of the run) and the start of this one.
        package var waited: Double
        /// 0 for the root pipeline.
        package var depth: Int
    }

    /// In order of time; a step of a child pipeline follows the job that started it.
    package private(set) var steps: [Step] = []

    package init(_ run: RunRecord) {
        guard let root = run.pipelines.first(where: { $0.parentJob == nil }) else { return }
        append(root, since: run.startedAt, depth: 0, run)
    }

    package func contains(_ job: Int) -> Bool { steps.contains { $0.job == job } }

    private mutating func append(_ pipeline: PipelineRecord, since start: Double, depth: Int, _ run: RunRecord) {
        let stageIndices = Dictionary(pipeline.stages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let finished = pipeline.jobs.filter { $0.startedAt != nil && $0.finishedAt != nil }
        guard var current = finished.max(by: { Self.end($0) < Self.end($1) }) else { return }
        var chain = [current]
        while chain.count <= finished.count {
            let earlier = finished.filter { job in
                guard job.id != current.id, Self.end(job) <= Self.start(current) + 0.001 else { return false }
                if let needs = current.needs { return needs.contains(job.name) }
                return (stageIndices[job.stage] ?? 0) < (stageIndices[current.stage] ?? 0)
            }
            guard let previous = earlier.max(by: { Self.end($0) < Self.end($1) }) else { break }
            chain.append(previous)
            current = previous
        }
        var since = start
        for job in chain.reversed() {
            steps.append(
                Step(
                    job: job.id, name: job.name, startedAt: Self.start(job), finishedAt: Self.end(job),
                    waited: max(Self.start(job) - since, 0), depth: depth))
            since = Self.end(job)
            if depth < 16, let child = run.pipelines.first(where: { $0.parentJob == job.id && $0.id != pipeline.id }) {
                append(child, since: Self.start(job), depth: depth + 1, run)
            }
        }
    }

    private static func start(_ job: JobRecord) -> Double { job.startedAt ?? 0 }
    private static func end(_ job: JobRecord) -> Double { job.finishedAt ?? 0 }
}
