internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    /// Every job with its log, a child pipeline below the job that started it. The filter by status needs no script.
    func writeJobs(
        to out: inout ByteBuffer, _ facts: ReportFacts, _ sink: ([UInt8]) throws(ReportError) -> Void
    ) throws(ReportError) {
        out.raw("<section id=\"jobs\" aria-labelledby=\"jobs-title\">\n<h2 id=\"jobs-title\">Jobs</h2>\n")
        writeFilters(to: &out, facts)
        out.raw("<div class=\"joblist\">\n")
        var budget = limits.budget
        var pipeline: Int?
        var stage = ""
        for placed in facts.jobs {
            if placed.pipeline != pipeline || placed.job.stage != stage {
                pipeline = placed.pipeline
                stage = placed.job.stage
                let name = run.pipelines.first { $0.id == pipeline && $0.parentJob != nil }?.name
                out.html("<h3 class=\"stage depth-\(min(placed.depth, 3))\">\(name.map { $0 + " › " } ?? "")\(stage)</h3>\n")
            }
            try writeJob(placed, to: &out, budget: &budget, sink)
            try flush(&out, sink)
        }
        out.raw("</div>\n<p class=\"nothing\" hidden>No job matches.</p>\n</section>\n")
    }

    private func writeFilters(to out: inout ByteBuffer, _ facts: ReportFacts) {
        out.raw("<div class=\"tools\"><fieldset><legend>Show jobs</legend>")
        out.raw("<label><input type=\"radio\" name=\"show\" id=\"show-all\" checked><span>All</span></label>")
        for (mark, count) in facts.filters {
            out.html(
                "<label><input type=\"radio\" name=\"show\" id=\"show-\(mark.cssClass)\"><span>\(mark.word) <i>\(count)</i></span></label>"
            )
        }
        out.raw("</fieldset><div class=\"scripted\" hidden><input type=\"search\" id=\"find\" placeholder=\"Find a job\" ")
        out.raw("aria-label=\"Find a job by name or stage\"><button type=\"button\" id=\"unfold\">Unfold all</button>")
        out.raw("<button type=\"button\" id=\"fold\">Fold all</button></div></div>\n")
    }

    private func writeJob(
        _ placed: ReportFacts.PlacedJob, to out: inout ByteBuffer, budget: inout Int, _ sink: ([UInt8]) throws(ReportError) -> Void
    ) throws(ReportError) {
        let job = placed.job
        let mark = StatusMark(job.status, allowsFailure: job.allowsFailure)
        out.html(
            "<details class=\"job \(mark.cssClass) depth-\(min(placed.depth, 3))\" data-find=\"\(placed.title) \(job.stage)\"><summary>"
        )
        out.html("\(icon(mark))<span class=\"name\">\(job.name)</span><span class=\"why\">")
        if job.status != .success || !job.earlierAttempts.isEmpty {
            if job.status == .success {
                out.html("passed after \(job.earlierAttempts.count + 1) attempts")
            } else {
                out.html("\(Self.reasonWords(job))")
            }
        }
        out.raw("</span><span class=\"took\">")
        if let duration = job.duration { out.html("\(Phrases.duration(duration))") }
        out.html("</span></summary>\n<div class=\"body\" id=\"job-\(job.id)\">\n")
        writeJobFacts(placed, to: &out)
        for (index, attempt) in job.earlierAttempts.enumerated() {
            let words = [Phrases.reason(attempt.failureReason), attempt.exitCode.map { "exit code \($0)" }].compactMap { $0 }
            let took = Phrases.duration(attempt.finishedAt - attempt.startedAt)
            out.html("<details class=\"attempt\"><summary>\(icon(StatusMark(.failed)))Attempt \(index + 1)")
            out.html("<span class=\"soft\">\(words.joined(separator: ", "))</span><span class=\"took\">\(took)</span></summary>\n")
            try writeLog(attempt.tracePath, key: "\(job.id).\(index + 1)", isBrief: true, to: &out, budget: &budget, sink)
            out.raw("</details>\n")
        }
        try writeLog(
            job.tracePath, key: String(job.id), isBrief: job.status == .success, to: &out, budget: &budget, sink)
        out.raw("</div>\n</details>\n")
    }

    private func writeJobFacts(_ placed: ReportFacts.PlacedJob, to out: inout ByteBuffer) {
        let job = placed.job
        out.raw("<dl class=\"meta\">")
        func row(_ term: Markup, _ value: Markup) { out.html("<div><dt>\(term)</dt><dd>\(value)</dd></div>") }
        if let code = job.exitCode { row("Exit code", "\(Int(code))") }
        if let reason = job.failureReason { row("Reason", "\(Phrases.reason(reason))") }
        if let message = job.message { row("Message", "\(message)") }
        if let started = job.startedAt {
            row("Started", "\(Phrases.time(started))")
            if let queued = job.queuedAt, started - queued >= 1 { row("Waited", "\(Phrases.duration(started - queued))") }
        }
        if let needs = job.needs { row("Needs", "\(needs.isEmpty ? "nothing" : needs.joined(separator: ", "))") }
        if job.when != .onSuccess { row("When", "\(String(job.when.rawValue.map { $0 == "_" ? " " : $0 }))") }
        if let coverage = job.coverage { row("Coverage", "\(coverage) %") }
        if let environment = job.environment { row("Environment", "\(environment.name)") }
        if let tests = placed.tests {
            let bad = tests.count(.failed) + tests.count(.error)
            row("Tests", "<a href=\"#tests\">\(tests.cases.count), \(bad) failed</a>")
        }
        if !job.artifacts.isEmpty {
            let names = job.artifacts.map(\.name).joined(separator: ", ")
            row("Artifacts", "<a href=\"#artifacts\">\(names)</a>")
        }
        out.raw("</dl>\n")
    }

    /// Writes a log in full length while `budget` lasts, else its beginning and end.
    private func writeLog(
        _ path: String?, key: String, isBrief: Bool, to out: inout ByteBuffer, budget: inout Int,
        _ sink: ([UInt8]) throws(ReportError) -> Void
    ) throws(ReportError) {
        guard let path else { return }
        guard let size = files.size(of: path) else {
            out.html("<p class=\"cut\">The log \(shownPath(path)) is gone.</p>\n")
            return
        }
        let isOverBudget = budget < size
        budget -= min(size, budget)
        let limit =
            isOverBudget && isBrief
            ? TraceHTML.Limit(first: limits.briefFirstLines, last: limits.briefLastLines)
            : TraceHTML.Limit(first: limits.firstLines, last: limits.lastLines)
        let scan: TraceScan
        do {
            scan = try TraceScan(path, from: files)
        } catch {
            out.html("<p class=\"cut\">The log could not be read: \(error.description)</p>\n")
            return
        }
        guard scan.lineCount > 0 else {
            out.raw("<p class=\"cut\">The log is empty.</p>\n")
            return
        }
        var writer = TraceHTML(key: key, scan: scan, limit: limit)
        var parser = TraceParser()
        out.html(
            "<p class=\"logfile\">\(Phrases.count(scan.lineCount, "line")), \(Phrases.size(size)): <span class=\"mono\">\(shownPath(path))</span></p>\n"
        )
        out.raw("<div class=\"log\">\n")
        try files.forEachPiece(of: path) { (bytes) throws(ReportError) in
            parser.parse(bytes) { writer.add($0, to: &out) }
            try flush(&out, sink)
        }
        parser.finish { writer.add($0, to: &out) }
        writer.finish(&out)
        out.raw("</div>\n")
    }
}
