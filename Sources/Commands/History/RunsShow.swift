internal import ArgumentParser
internal import PipelineModel
internal import RunHistory

/// `slipway runs show`
struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run: its pipelines, jobs, statuses and why.",
        discussion: """
            EXAMPLES
              slipway runs show
              slipway runs show 12 --format json
            """)

    @Argument(help: ArgumentHelp("The run's number; the newest when absent.", valueName: "run"))
    var id: Int?

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        let run = try RunHistoryAccess.record(id, in: RunHistoryAccess.store())
        if format == .json { return Console.writeLine(try JSONOutput.text(run)) }
        Console.writeLine("Run \(run.id): \(run.wasInterrupted ? "interrupted" : run.status.rawValue)")
        Console.writeLine("\(run.ref) at \(run.commit.prefix(8)) \(run.title)")
        let took = run.finishedAt.map { ", took \(DurationText.short(seconds: $0 - run.startedAt))" } ?? ", not finished"
        Console.writeLine("\(run.source), started \(Timestamp.minute(run.startedAt)) UTC\(took)")
        for pipeline in run.pipelines {
            Console.writeLine("")
            if let parent = pipeline.parentJob {
                let trigger = run.pipelines.flatMap(\.jobs).first { $0.id == parent }
                Console.writeLine("Child pipeline of \(trigger?.name ?? "job \(parent)"): \(pipeline.status.rawValue)")
            }
            var rows = [["ID", "STAGE", "JOB", "STATUS", "TOOK", "WHY"]]
            for job in pipeline.jobs {
                rows.append([
                    "\(job.id)", job.stage, job.name,
                    job.status.rawValue + (job.status == .failed && job.allowsFailure ? " (allowed)" : ""),
                    job.duration.map { DurationText.short(seconds: $0) } ?? "", reason(job),
                ])
            }
            Console.write(TextTable.text(rows))
        }
    }

    private func reason(_ job: JobRecord) -> String {
        var parts: [String] = []
        if let reason = job.failureReason { parts.append(reason.rawValue) }
        if let code = job.exitCode, code != 0 { parts.append("exit status \(code)") }
        if let message = job.message { parts.append(message) }
        if !job.earlierAttempts.isEmpty { parts.append("attempt \(job.earlierAttempts.count + 1)") }
        return parts.joined(separator: ", ")
    }
}
