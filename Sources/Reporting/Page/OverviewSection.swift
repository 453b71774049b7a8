internal import KollaDiff
internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    func writeHead(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let mark = StatusMark(run.status)
        let scripts = [PageScript.hash] + (diffs.isEmpty ? [] : [DiffViewerScript.hash])
        out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        out.html(
            """
            <meta http-equiv="Content-Security-Policy" content="\(PageScript.policy(for: scripts))">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>\(mark.word): \(run.title) · run \(run.id)</title>

            """)
        out.raw("<style>")
        out.raw(GraphStyle.colours)
        out.raw(StyleSheet.base)
        out.raw(StyleSheet.parts)
        out.raw(StyleSheet.log)
        out.raw(GraphStyle.rules)
        out.raw(StyleSheet.adaptive)
        if !diffs.isEmpty { out.raw(DiffViewerStyle.rules) }
        out.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to content</a>\n")
        out.html(
            "<header class=\"top\"><div class=\"wrap\"><p class=\"crumb\">Slipway <span>run \(run.id)</span></p>\n<h1>\(run.title)</h1>\n"
        )
        out.raw("<p class=\"verdict\">")
        writePill(mark, to: &out)
        out.html("<span>\(verdict(facts))</span></p>\n<dl class=\"meta\">")
        out.html("<div><dt>Ref</dt><dd class=\"mono\">\(run.ref)</dd></div>")
        out.html("<div><dt>Commit</dt><dd class=\"mono\" title=\"\(run.commit)\">\(String(run.commit.prefix(12)))</dd></div>")
        out.html("<div><dt>Source</dt><dd>\(String(run.source.map { $0 == "_" ? " " : $0 }))</dd></div>")
        out.html("<div><dt>Started</dt><dd>\(Phrases.time(run.startedAt))</dd></div></dl>\n</div></header>\n")
        writeNavigation(to: &out, facts)
        out.raw("<main id=\"main\" class=\"wrap\">\n")
    }

    func writeFoot(to out: inout ByteBuffer) {
        out.html("</main>\n<footer class=\"wrap\">Written by Slipway. This page is one file and loads nothing.</footer>\n<script>")
        out.raw(PageScript.text)
        if !diffs.isEmpty {
            out.raw("</script>\n<script>")
            out.raw(DiffViewerScript.text)
        }
        out.raw("</script>\n</body>\n</html>\n")
    }

    func writePill(_ mark: StatusMark, to out: inout ByteBuffer) {
        out.html("<strong class=\"pill \(mark.cssClass)\">\(icon(mark))\(mark.word)</strong>")
    }

    func icon(_ mark: StatusMark) -> Markup {
        Markup { out in
            out.raw("<svg class=\"mark\" width=\"16\" height=\"16\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">")
            out.statusIcon(mark)
            out.raw("</svg>")
        }
    }

    /// `2 of 26 jobs failed: deploy aio › tempest smoke.`
    private func verdict(_ facts: ReportFacts) -> String {
        let total = Phrases.count(facts.jobs.count, "job")
        let took =
            run.finishedAt.map { "in " + Phrases.duration($0 - run.startedAt) }
            ?? (run.wasInterrupted ? "before Slipway itself was stopped" : "still running")
        let failures = facts.failures
        if failures.isEmpty {
            let ran = facts.jobs.count { $0.job.startedAt != nil }
            let allowed = facts.jobs.count { $0.job.status == .failed && $0.job.allowsFailure }
            let rest = allowed == 0 ? "" : ", \(Phrases.count(allowed, "allowed failure"))"
            return "\(ran) of \(total) ran \(took)\(rest)."
        }
        let names = failures.prefix(3).map(\.title).joined(separator: ", ")
        let more = failures.count > 3 ? " and \(failures.count - 3) more" : ""
        return "\(failures.count) of \(total) failed \(took): \(names)\(more)."
    }

    private func writeNavigation(to out: inout ByteBuffer, _ facts: ReportFacts) {
        out.raw("<nav class=\"sections\" aria-label=\"Sections\"><div class=\"wrap\">")
        out.raw("<a href=\"#main\">Overview</a>")
        if !facts.failures.isEmpty { out.html("<a href=\"#failures\">Failures <i>\(facts.failures.count)</i></a>") }
        out.raw("<a href=\"#graph\">Graph</a><a href=\"#timeline\">Timeline</a>")
        for (index, diff) in diffs.enumerated() {
            let name = diffs.count > 1 ? "Configuration: \(diff.environment ?? "all")" : "Configuration"
            out.html("<a href=\"#diff-\(index + 1)\">\(name) <i>\(diff.changes.count)</i></a>")
        }
        let tests = facts.jobs.compactMap(\.tests).reduce(0) { $0 + $1.suites.reduce(0) { $0 + $1.cases.count } }
        if tests > 0 { out.html("<a href=\"#tests\">Tests <i>\(tests)</i></a>") }
        out.html("<a href=\"#jobs\">Jobs <i>\(facts.jobs.count)</i></a>")
        let artifacts = facts.jobs.reduce(0) { $0 + $1.job.artifacts.count }
        if artifacts > 0 { out.html("<a href=\"#artifacts\">Artifacts <i>\(artifacts)</i></a>") }
        if facts.jobs.contains(where: { $0.job.environment != nil }) { out.raw("<a href=\"#environments\">Environments</a>") }
        out.raw("</div></nav>\n")
    }

    func writeOverview(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let total = max(facts.jobs.count, 1)
        out.raw("<section aria-label=\"Overview\" class=\"overview\">\n<div class=\"bar\" aria-hidden=\"true\">")
        for (mark, count) in facts.statusCounts {
            out.html("<span class=\"\(mark.cssClass)\" style=\"flex-grow:\(Double(count) / Double(total) * 100)\"></span>")
        }
        out.raw("</div>\n<dl class=\"figures\">")
        out.html("<div><dt>Jobs</dt><dd><b>\(facts.jobs.count)</b>")
        for (mark, count) in facts.statusCounts { out.html("<span class=\"count\">\(icon(mark))\(count) \(mark.word)</span>") }
        out.raw("</dd></div>")
        let spent = facts.jobs.filter { $0.job.downstreamPipeline == nil }.reduce(0) { $0 + ($1.job.duration ?? 0) }
        out.html("<div><dt>Duration</dt><dd><b>\(Phrases.duration(facts.end - facts.start))</b>")
        out.html("<span>\(Phrases.duration(spent)) of jobs</span></dd></div>")
        let reports = facts.jobs.compactMap(\.tests)
        if !reports.isEmpty {
            let count = reports.reduce(0) { $0 + $1.cases.count }
            let bad = reports.reduce(0) { $0 + $1.count(.failed) + $1.count(.error) }
            out.html(
                "<div><dt>Tests</dt><dd><b>\(DecimalText.grouped(count))</b><span>\(bad == 0 ? "none failed" : "\(DecimalText.grouped(bad)) failed")</span></dd></div>"
            )
        }
        if let coverage = facts.coverage { out.html("<div><dt>Coverage</dt><dd><b>\(coverage) %</b></dd></div>") }
        for diff in diffs {
            let hosts = Set(diff.changes.flatMap(\.hosts)).count
            out.html("<div><dt>Configuration\(diff.environment.map { " of " + $0 } ?? "")</dt>")
            out.html("<dd><b>\(Phrases.count(diff.changes.count, "change"))</b><span>on \(Phrases.count(hosts, "host"))")
            if !diff.secrets.isEmpty { out.html(", \(Phrases.count(diff.secrets.count, "secret"))") }
            out.raw("</span></dd></div>")
        }
        out.raw("</dl>\n</section>\n")
    }

    /// What a reader of a failed run looks for first: which jobs, why, and their last words.
    func writeFailures(to out: inout ByteBuffer, _ facts: ReportFacts) {
        guard !facts.failures.isEmpty else { return }
        out.raw("<section id=\"failures\" aria-labelledby=\"failures-title\">\n<h2 id=\"failures-title\">Failures</h2>\n")
        for placed in facts.failures.prefix(20) {
            let job = placed.job
            out.html(
                "<article class=\"failure\"><h3>\(icon(StatusMark(.failed)))<a href=\"#job-\(job.id)\">\(placed.title)</a></h3>")
            out.html("<p>\(Self.reasonWords(job))</p>\n")
            let failed = placed.tests?.cases.filter { $0.outcome == .failed || $0.outcome == .error } ?? []
            if !failed.isEmpty {
                out.raw("<ul class=\"failed-tests\">")
                for test in failed.prefix(5) { out.html("<li><span class=\"mono\">\(test.name)</span> \(test.message)</li>") }
                if failed.count > 5 { out.html("<li>and \(failed.count - 5) more</li>") }
                out.raw("</ul>\n")
            }
            if let path = job.tracePath, files.size(of: path) != nil, let scan = try? TraceScan(path, from: files, tailLength: 12) {
                out.raw("<pre class=\"tail\" tabindex=\"0\" aria-label=\"Last lines of the log\">")
                for line in scan.tail { out.html("\(line)\n") }
                out.raw("</pre>")
            }
            out.raw("</article>\n")
        }
        if facts.failures.count > 20 {
            out.html("<p class=\"note\">\(Phrases.count(facts.failures.count - 20, "more failed job")) in the list of jobs.</p>\n")
        }
        out.raw("</section>\n")
    }

    /// `Script failure, exit code 1, after 2 attempts, 5 min 30 s`
    static func reasonWords(_ job: JobRecord) -> String {
        var words: [String] = []
        if let reason = job.failureReason { words.append(Phrases.reason(reason)) }
        if let code = job.exitCode, job.status != .success { words.append("exit code \(code)") }
        if let message = job.message { words.append(message) }
        if !job.earlierAttempts.isEmpty { words.append("after \(job.earlierAttempts.count + 1) attempts") }
        if words.isEmpty { words.append(StatusMark(job.status, allowsFailure: job.allowsFailure).word) }
        let text = words.joined(separator: ", ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
