import KollaDiff
import Reporting
import RunHistory
import Testing

@Suite struct MarkdownTests {
    @Test func recordedRun() throws {
        try expectSnapshot(MarkdownSummary(run: Fixture.run()).text, "run.md")
    }

    @Test func recordedDiff() throws {
        try expectSnapshot(MarkdownSummary(diff: Fixture.kollaDiff()).text, "kolla-diff.md")
    }

    @Test func aNoteKeepsToItsSizeAndCountsWhatIsMissing() throws {
        var diff = try Fixture.kollaDiff()
        diff.changes = (0..<500).flatMap { _ in diff.changes }
        let text = MarkdownSummary(diff: diff, limit: 20_000).text
        #expect(text.utf8.count <= 20_000)
        let shown = text.components(of: "<details>")
        #expect(text.contains("\(grouped(2000 - shown)) file diffs"))
        #expect(shown == text.components(of: "</details>"))
    }

    @Test func outsideTextIsNotSyntax() throws {
        var run = try Fixture.run()
        run.title = "@everyone closes #1 <b> [x](javascript:1) `a`"
        run.pipelines[1].jobs[2].name = "a`b``c|d @all"
        let text = MarkdownSummary(run: run).text
        #expect(!text.contains("@everyone") && !text.contains("#1") && !text.contains("<b>"))
        #expect(text.contains("```a`b``c\\|d @all```"))
        var diff = try Fixture.kollaDiff()
        diff.changes[0].unifiedDiff = "@@ -1 +1 @@\n+````\n+# title\n"
        #expect(MarkdownSummary(diff: diff).text.contains("`````diff\n@@"))
    }

    private func grouped(_ value: Int) -> String { DecimalText.grouped(value) }
}
