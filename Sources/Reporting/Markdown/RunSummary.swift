internal import PipelineModel
internal import RunHistory

/// A run in Markdown: verdict, what failed, and every job folded away.
struct RunSummary {
    var run: RunRecord

    func write(to note: inout MarkdownNote) {
        let jobs = run.pipelines.flatMap(\.jobs)
        let mark = StatusMark(run.status)
        var line = "### \(mark.symbol) Pipeline \(mark.word)\n\n"
        line += "\(MarkdownText.code(String(run.commit.prefix(12)))) \(MarkdownText.words(run.title))\n\n"
        var counts: [String] = []
        for (status, allowed) in [
            (Status.failed, false), (.failed, true), (.canceled, false), (.manual, false), (.skipped, false), (.success, false),
        ] {
            let wanted = StatusMark(status, allowsFailure: allowed)
            let count = jobs.count { StatusMark($0.status, allowsFailure: $0.allowsFailure) == wanted }
            if count > 0 { counts.append("\(count) \(wanted.word)") }
        }
        line += "\(Phrases.count(jobs.count, "job")): \(counts.joined(separator: " · "))"
        if let finished = run.finishedAt { line += " · \(Phrases.duration(finished - run.startedAt))" }
        note.always(line + "\n")
        for pipeline in run.pipelines {
            for job in pipeline.jobs where job.status == .failed && !job.allowsFailure {
                let child = pipeline.parentJob == nil ? "" : " in child pipeline \(MarkdownText.code(pipeline.name ?? ""))"
                let reason = MarkdownText.words(HTMLReport.reasonWords(job))
                note.add("\n- **\(MarkdownText.code(job.name))**\(child): \(reason)", noun: "failed job")
            }
        }
        note.always("\n")
        writeTable(to: &note)
    }

    private func writeTable(to note: inout MarkdownNote) {
        note.always("\n<details><summary>All jobs</summary>\n\n| | Job | Stage | Duration |\n|---|---|---|--:|\n")
        for pipeline in run.pipelines {
            for job in pipeline.jobs {
                let mark = StatusMark(job.status, allowsFailure: job.allowsFailure)
                let child = pipeline.parentJob == nil ? "" : "\(MarkdownText.code(pipeline.name ?? "")) › "
                let took = job.duration.map(Phrases.duration) ?? mark.word
                note.add(
                    "| \(mark.symbol) | \(child)\(MarkdownText.code(job.name)) | \(MarkdownText.code(job.stage)) | \(took) |\n",
                    noun: "job")
            }
        }
        note.always("\n</details>\n")
    }
}
