import Foundation
import PipelineModel
import RunHistory

/// Compares what a run's record and traces say of one pipeline with what was expected of it.
struct PipelineComparison {
    let expected: ExpectedPipeline
    let found: PipelineRecord
    let runDirectory: String
    /// Put before each mismatch: empty for the run's own pipeline.
    let label: String

    func mismatches() -> Mismatches {
        var result = Mismatches()
        if let status = expected.status { result.compare(label + "status", expected: status, found: found.status.rawValue) }
        if let statuses = expected.statuses {
            result.compareSets(label + "jobs of the run", expected: statuses.keys, found: found.jobs.map(\.name))
            for (name, status) in statuses.sorted(by: { $0.key < $1.key }) {
                guard let job = job(name) else { continue }
                if job.status.rawValue != status {
                    result.add("\(label)\(name): expected \(status), found \(job.status.rawValue)\(explanation(job))")
                }
            }
        }
        compareJobs(&result)
        compareOrder(&result)
        compareTraces(&result)
        compareArtifacts(&result)
        return result
    }

    private func job(_ name: String) -> JobRecord? { found.jobs.first { $0.name == name } }

    private func explanation(_ job: JobRecord) -> String {
        var parts: [String] = []
        if let reason = job.failureReason { parts.append(reason.rawValue) }
        if let code = job.exitCode { parts.append("exit code \(code)") }
        if let message = job.message { parts.append(message) }
        let text = parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
        guard let lines = trace(job)?.split(separator: "\n"), !lines.isEmpty else { return text }
        return text + "\n" + lines.suffix(12).map { "        | \($0)" }.joined(separator: "\n")
    }

    private func compareJobs(_ result: inout Mismatches) {
        for (name, reason) in expected.failureReasons ?? [:] {
            result.compare("\(label)\(name): failure reason", expected: reason, found: job(name)?.failureReason?.rawValue)
        }
        for (name, code) in expected.exitCodes ?? [:] {
            result.compare("\(label)\(name): exit code", expected: code, found: job(name)?.exitCode)
        }
        for (name, count) in expected.attempts ?? [:] {
            result.compare("\(label)\(name): attempts", expected: count, found: job(name).map { $0.earlierAttempts.count + 1 })
        }
        for (name, coverage) in expected.coverage ?? [:] {
            result.compare("\(label)\(name): coverage", expected: coverage, found: job(name)?.coverage)
        }
    }

    private func compareOrder(_ result: inout Mismatches) {
        for pair in expected.order ?? [] {
            guard let end = job(pair[0])?.finishedAt, let start = job(pair[1])?.startedAt else {
                result.add("\(label)order: \(pair[0]) or \(pair[1]) did not run")
                continue
            }
            if end > start { result.add("\(label)order: \(pair[1]) started before \(pair[0]) had finished") }
        }
        for pair in expected.overlap ?? [] {
            guard let first = interval(pair[0]), let second = interval(pair[1]) else {
                result.add("\(label)overlap: \(pair[0]) or \(pair[1]) did not run")
                continue
            }
            if !first.overlaps(second) { result.add("\(label)overlap: \(pair[0]) and \(pair[1]) ran one after the other") }
        }
    }

    private func interval(_ name: String) -> ClosedRange<Double>? {
        guard let job = job(name), let start = job.startedAt, let end = job.finishedAt, start <= end else { return nil }
        return start...end
    }

    private func compareTraces(_ result: inout Mismatches) {
        for (name, texts) in expected.log ?? [:] {
            guard let trace = job(name).flatMap(trace) else {
                result.add("\(label)\(name): has no trace")
                continue
            }
            for text in texts where !trace.contains(text) {
                let shown = trace.split(separator: "\n").map { "        | \($0)" }.joined(separator: "\n")
                result.add("\(label)\(name): its trace lacks \"\(text)\"\n\(shown)")
            }
        }
        for (name, texts) in expected.logAbsent ?? [:] {
            let trace = job(name).flatMap(trace) ?? ""
            for text in texts where Self.output(of: trace).contains(text) {
                result.add("\(label)\(name): its trace must not hold \"\(text)\"")
            }
        }
    }

    private func compareArtifacts(_ result: inout Mismatches) {
        for (name, files) in expected.artifacts ?? [:] {
            let archives = job(name)?.artifacts.filter { $0.kind == "archive" } ?? []
            result.compareSets("\(label)\(name): archived files", expected: files, found: archives.flatMap(\.files))
        }
        for (name, kinds) in expected.reports ?? [:] {
            let found = job(name)?.artifacts.map(\.kind).filter { $0 != "archive" } ?? []
            result.compareSets("\(label)\(name): reports", expected: kinds, found: found)
        }
    }

    /// The job's trace without colours.
    private func trace(_ job: JobRecord) -> String? {
        guard let path = job.tracePath, let data = FileManager.default.contents(atPath: "\(runDirectory)/\(path)") else {
            return nil
        }
        return Self.withoutColors(String(decoding: data, as: UTF8.self))
    }

    private static func withoutColors(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                isEscape = !("A"..."Z" ~= scalar || "a"..."z" ~= scalar)
            } else if scalar == "\u{1B}" {
                isEscape = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The trace without the echoed commands: these may name what the output must not hold.
    private static func output(of trace: String) -> String {
        trace.split(separator: "\n").filter { !$0.hasPrefix("$ ") }.joined(separator: "\n")
    }
}
