internal import PipelineModel
internal import RunHistory

extension HTMLReport {
    /// Test results: what failed with its text, the slowest, and every suite.
    func writeTests(to out: inout ByteBuffer, _ facts: ReportFacts) {
        let sources = facts.jobs.filter { $0.tests != nil || $0.testProblem != nil }
        guard !sources.isEmpty else { return }
        out.raw("<section id=\"tests\" aria-labelledby=\"tests-title\">\n<h2 id=\"tests-title\">Tests</h2>\n")
        out.raw(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Results by job\"><table><thead><tr><th scope=\"col\">Job</th>"
        )
        for word in ["Tests", "Failed", "Skipped", "Time"] { out.html("<th scope=\"col\" class=\"number\">\(word)</th>") }
        out.raw("</tr></thead><tbody>")
        for placed in sources {
            let report = placed.tests ?? TestReport()
            let bad = report.count(.failed) + report.count(.error)
            let time = report.cases.reduce(0) { $0 + ($1.time ?? 0) }
            let mark = StatusMark(bad == 0 ? .success : .failed)
            out.html("<tr><td>\(icon(mark))<a href=\"#job-\(placed.job.id)\">\(placed.title)</a>")
            if let problem = placed.testProblem { out.html(" <span class=\"problem\">could not be read: \(problem)</span>") }
            out.html("</td><td class=\"number\">\(DecimalText.grouped(report.cases.count))</td><td class=\"number\">\(bad)</td>")
            out.html("<td class=\"number\">\(report.count(.skipped))</td><td class=\"number\">\(Phrases.duration(time))</td></tr>")
        }
        out.raw("</tbody></table></div>\n")
        for placed in sources { if let tests = placed.tests { writeFailed(of: tests, in: placed, to: &out) } }
        writeSlowest(to: &out, sources)
        for placed in sources { if let tests = placed.tests { writeSuites(of: tests, in: placed, to: &out) } }
        out.raw("</section>\n")
    }

    private func writeFailed(of report: TestReport, in placed: ReportFacts.PlacedJob, to out: inout ByteBuffer) {
        let failed = report.cases.filter { $0.outcome == .failed || $0.outcome == .error }
        for test in failed.prefix(200) {
            out.html("<details class=\"test\" open><summary>\(icon(StatusMark(.failed)))<b>\(test.name)</b>")
            out.html("<span class=\"soft\">\(test.className)</span>")
            if let time = test.time { out.html("<span class=\"took\">\(Phrases.duration(time))</span>") }
            out.html("</summary>\n<p>\(test.message)</p>")
            if !test.detail.isEmpty { out.html("<pre class=\"tail\" tabindex=\"0\">\(test.detail)</pre>") }
            if test.isDetailCut {
                out.html("<p class=\"cut\">Only the first \(Phrases.size(JUnitReader.textLimit)) of the text are shown.</p>")
            }
            out.raw("</details>\n")
        }
        if failed.count > 200 {
            out.html("<p class=\"cut\">\(Phrases.count(failed.count - 200, "more failed test")) of \(placed.title) left out.</p>")
        }
    }

    private func writeSlowest(to out: inout ByteBuffer, _ sources: [ReportFacts.PlacedJob]) {
        let cases = sources.flatMap { $0.tests?.cases ?? [] }
        let slow = cases.filter { ($0.time ?? 0) >= 0.1 }.sorted { ($0.time ?? 0) > ($1.time ?? 0) }.prefix(10)
        guard slow.count > 1, let longest = slow.first?.time else { return }
        out.raw("<details class=\"more\"><summary>Slowest tests</summary><table class=\"slow\"><tbody>")
        for test in slow {
            let time = test.time ?? 0
            out.html(
                "<tr><td><b>\(test.name)</b> <span class=\"soft\">\(test.className)</span></td><td class=\"number\">\(Phrases.duration(time))</td>"
            )
            out.html("<td class=\"share\"><span style=\"width:\(time / longest * 100)%\"></span></td></tr>")
        }
        out.raw("</tbody></table></details>\n")
    }

    private func writeSuites(of report: TestReport, in placed: ReportFacts.PlacedJob, to out: inout ByteBuffer) {
        var left = limits.tests
        out.html("<details class=\"more\"><summary>All tests of \(placed.title)</summary>\n")
        for suite in report.suites where left > 0 {
            out.html("<h4>\(suite.name)</h4><ul class=\"cases\">")
            for test in suite.cases.prefix(left) {
                let status: Status = test.outcome == .passed ? .success : test.outcome == .skipped ? .skipped : .failed
                out.html("<li>\(icon(StatusMark(status)))\(test.name) <span class=\"soft\">\(test.className)")
                if test.outcome == .skipped, !test.message.isEmpty { out.html(", skipped: \(test.message)") }
                out.raw("</span>")
                if let time = test.time { out.html("<span class=\"took\">\(Phrases.duration(time))</span>") }
                out.raw("</li>")
            }
            left -= min(left, suite.cases.count)
            out.raw("</ul>\n")
        }
        let rest = report.cases.count - limits.tests
        if rest > 0 { out.html("<p class=\"cut\">\(Phrases.count(rest, "more test")) left out.</p>") }
        out.raw("</details>\n")
    }
}
