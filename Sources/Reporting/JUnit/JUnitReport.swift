internal import PipelineModel
package import RunHistory

/// A run as JUnit XML: a suite a pipeline, a test a job, so that tools that read test results can show a run.
package struct JUnitReport: Sendable {
    private let run: RunRecord

    package init(run: RunRecord) { self.run = run }

    package func bytes() -> [UInt8] {
        var out = ByteBuffer(capacity: 4096)
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        let jobs = run.pipelines.flatMap(\.jobs)
        out.html("<testsuites name=\"run \(run.id)\" \(Self.counts(jobs))>\n")
        for pipeline in run.pipelines {
            out.html("  <testsuite name=\"\(pipeline.name ?? "pipeline \(pipeline.id)")\" \(Self.counts(pipeline.jobs))>\n")
            for job in pipeline.jobs { Self.write(job, to: &out) }
            out.raw("  </testsuite>\n")
        }
        out.raw("</testsuites>\n")
        return out.bytes
    }

    private static func counts(_ jobs: [JobRecord]) -> Markup {
        let failures = jobs.count { outcome(of: $0) == .failed }
        let skipped = jobs.count { outcome(of: $0) == .skipped }
        let time = jobs.reduce(0) { $0 + ($1.duration ?? 0) }
        return "tests=\"\(jobs.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"\(time)\""
    }

    private static func outcome(of job: JobRecord) -> TestReport.Outcome {
        switch job.status {
        case .success: .passed
        case .failed: job.allowsFailure ? .skipped : .failed
        default: .skipped
        }
    }

    private static func write(_ job: JobRecord, to out: inout ByteBuffer) {
        out.html("    <testcase classname=\"\(job.stage)\" name=\"\(job.name)\" time=\"\(job.duration ?? 0)\"")
        let words = [
            job.failureReason.map(Phrases.reason), job.exitCode.map { "exit code \($0)" }, job.message,
        ].compactMap { $0 }.joined(separator: ", ")
        switch outcome(of: job) {
        case .passed: out.raw("/>\n")
        case .skipped:
            let word = StatusMark(job.status, allowsFailure: job.allowsFailure).word
            out.html(">\n      <skipped message=\"\(words.isEmpty ? word : word + ": " + words)\"/>\n    </testcase>\n")
        case .failed, .error:
            let type = job.failureReason?.rawValue ?? "failed"
            out.html(">\n      <failure type=\"\(type)\" message=\"\(words)\">\(words)</failure>\n    </testcase>\n")
        }
    }
}
