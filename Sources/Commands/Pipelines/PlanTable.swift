internal import PipelineModel

/// A plan as `slipway list` shows it to people: a job a line.
struct PlanTable {
    let plan: Plan
    /// With the jobs that are left out, and the keywords that do nothing here.
    let isVerbose: Bool
    let usesColor: Bool

    var text: String {
        let rows = plan.jobs.map { [$0.stage, $0.name, Self.condition($0), Self.needs($0)] }
        let lines = TextTable.text([["STAGE", "JOB", "WHEN", "NEEDS"]] + rows)
        let end = lines.firstIndex(of: "\n") ?? lines.endIndex
        var text = plan.name.map { $0 + "\n" } ?? ""
        text += usesColor ? "\u{1B}[1m\(lines[..<end])\u{1B}[0m\(lines[end...])" : lines
        guard isVerbose else { return text }
        text += Self.leftOut(plan.excluded)
        for job in plan.jobs where !job.job.keywordsNotRunLocally.isEmpty {
            text += "not run locally: \(job.name): \(job.job.keywordsNotRunLocally.joined(separator: ", "))\n"
        }
        return text
    }

    static func leftOut(_ jobs: [ExcludedJob]) -> String {
        jobs.map { "left out: \($0.name): \($0.reason)\n" }.joined()
    }

    /// `manual, may fail`
    static func condition(_ job: PlannedJob) -> String {
        var text = job.when.rawValue
        if let delay = job.startIn, job.when == .delayed { text += " \(DurationText.short(delay))" }
        switch job.allowFailure {
        case .no: break
        case .yes: text += ", may fail"
        case .exitCodes(let codes): text += ", may fail with \(codes.map(String.init).joined(separator: " or "))"
        }
        return text
    }

    private static func needs(_ job: PlannedJob) -> String {
        guard let needs = job.needs else { return "" }
        return needs.isEmpty ? "nothing" : needs.joined(separator: ", ")
    }
}
