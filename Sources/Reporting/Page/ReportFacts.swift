internal import PipelineModel
internal import RunHistory

/// What several parts of the page need, found out once.
struct ReportFacts: Sendable {
    /// A job with the pipelines it lies in.
    struct PlacedJob: Sendable {
        var job: JobRecord
        var pipeline: Int
        /// `deploy aio › tempest smoke`
        var title: String
        var depth: Int
        /// Read from its `junit` artifacts; nil when it has none.
        var tests: TestReport?
        /// What could not be read of them.
        var testProblem: String?
        /// True when it failed because the pipeline it started did, which is shown itself.
        var failedBelow = false
    }

    /// In the order of the page: the jobs of a child pipeline follow the job that started it.
    private(set) var jobs: [PlacedJob] = []
    private(set) var criticalPath: CriticalPath
    let start: Double
    /// The end of the run, or of what is known of it.
    let end: Double

    init(_ report: HTMLReport) {
        let run = report.run
        start = run.startedAt
        let times = run.pipelines.flatMap(\.jobs).flatMap { [$0.startedAt, $0.finishedAt].compactMap { $0 } }
        end = max(run.finishedAt ?? times.max() ?? run.startedAt, run.startedAt)
        criticalPath = CriticalPath(run)
        let roots = run.pipelines.filter { $0.parentJob == nil }
        for root in roots { place(root, prefix: "", depth: 0, run) }
        for index in jobs.indices {
            readTests(of: index, report.files)
        }
    }

    private mutating func place(_ pipeline: PipelineRecord, prefix: String, depth: Int, _ run: RunRecord) {
        for job in pipeline.jobs {
            var placed = PlacedJob(job: job, pipeline: pipeline.id, title: prefix + job.name, depth: depth)
            let child = run.pipelines.first { $0.parentJob == job.id && $0.id != pipeline.id }
            placed.failedBelow = child?.jobs.contains { $0.status == .failed && !$0.allowsFailure } == true && job.status == .failed
            jobs.append(placed)
            if let child, depth < 16 { place(child, prefix: prefix + job.name + " › ", depth: depth + 1, run) }
        }
    }

    private mutating func readTests(of index: Int, _ files: any ReportFiles) {
        for artifact in jobs[index].job.artifacts where artifact.kind == "junit" {
            do throws(ReportError) {
                let report = try JUnitReader.read(artifact.path, from: files)
                jobs[index].tests = TestReport(suites: (jobs[index].tests?.suites ?? []) + report.suites)
            } catch {
                jobs[index].testProblem = "\(artifact.name): \(error.message)"
            }
        }
    }

    /// Jobs whose failure fails the run, without those that only pass on the failure of a child pipeline.
    var failures: [PlacedJob] {
        jobs.filter { $0.job.status == .failed && !$0.job.allowsFailure && !$0.failedBelow }
    }

    /// Of jobs that report one; nil when none does. GitLab shows the mean, too.
    var coverage: Double? {
        let values = jobs.compactMap(\.job.coverage)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// As `statusCounts`, with the statuses that look the same taken together.
    var filters: [(mark: StatusMark, count: Int)] {
        var filters: [(mark: StatusMark, count: Int)] = []
        for (mark, count) in statusCounts {
            if let index = filters.firstIndex(where: { $0.mark.cssClass == mark.cssClass }) {
                filters[index].count += count
            } else {
                filters.append((mark, count))
            }
        }
        return filters
    }

    /// Statuses in the order they matter to a reader, with their numbers.
    var statusCounts: [(mark: StatusMark, count: Int)] {
        var counts: [(StatusMark, Int)] = []
        let order: [(Status, Bool)] = [
            (.failed, false), (.failed, true), (.running, false), (.canceling, false), (.canceled, false),
            (.waitingForResource, false),
            (.pending, false), (.manual, false), (.scheduled, false), (.created, false), (.skipped, false), (.success, false),
        ]
        for (status, allowed) in order {
            let mark = StatusMark(status, allowsFailure: allowed)
            let count = jobs.count { StatusMark($0.job.status, allowsFailure: $0.job.allowsFailure) == mark }
            if count > 0 { counts.append((mark, count)) }
        }
        return counts
    }
}
