internal import ArgumentParser
internal import PipelineModel
internal import RunHistory

/// `slipway runs list`
struct RunsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List runs, newest first.",
        discussion: """
            EXAMPLES
              slipway runs list
              slipway runs list --limit 100 --format json
            """)

    @Option(help: ArgumentHelp("Show at most this many.", valueName: "count"))
    var limit = 20

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        let summaries: [RunSummary]
        do {
            summaries = Array(try RunHistoryAccess.store().summaries().suffix(max(limit, 0)).reversed())
        } catch let error as HistoryError {
            throw CommandFailure(.systemFailed, "\(error)")
        }
        if format == .json { return Console.writeLine(try JSONOutput.text(summaries)) }
        if summaries.isEmpty { return Console.note("there are no runs yet; `slipway run` makes one") }
        var rows = [["RUN", "STATUS", "STARTED (UTC)", "TOOK", "REF", "COMMIT", "TITLE"]]
        for summary in summaries {
            let took = summary.finishedAt.map { DurationText.short(seconds: $0 - summary.startedAt) } ?? ""
            let status = summary.wasInterrupted ? "interrupted" : summary.status.rawValue
            rows.append([
                "\(summary.id)", status, Timestamp.minute(summary.startedAt), took, summary.ref, String(summary.commit.prefix(8)),
                summary.title,
            ])
        }
        Console.write(TextTable.text(rows))
    }
}
