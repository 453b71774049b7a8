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

    @Test func saysThatNothingChanges() throws {
        let text = MarkdownSummary(diff: try Fixture.unchangedDiff()).text
        #expect(text.hasPrefix("### Kolla configuration of `production`\n\n✅ **No change:"))
        #expect(text.contains("1,844 files for 7 hosts"))
        #expect(text.contains("`origin/main` `5b1d02c4` → `HEAD` `8f3c2d1e`"))
        #expect(!text.contains("<details>"))
    }

    /// Whole changes are left out, those of other services are still there, and it is said which and where they are.
    @Test func aNoteKeepsToItsSizeAndSaysWhatIsMissing() throws {
        let diff = try Fixture.largeDiff(changes: 2_000)
        for limit in [4_000, 20_000, 200_000] {
            let text = MarkdownSummary(diff: diff, limit: limit, link: "https://gitlab.example.org/-/jobs/1/diff.html").text
            #expect(text.utf8.count <= limit && text.utf8.count > limit * 3 / 5, "\(text.utf8.count) of \(limit)")
            let shown = text.components(of: "```diff")
            #expect(text.contains("\(grouped(2000 - shown)) changes ("), "\(text.suffix(400))")
            #expect(text.hasSuffix("[The whole diff](<https://gitlab.example.org/-/jobs/1/diff.html>).\n"))
            #expect(text.components(of: "<details>") == text.components(of: "</details>"))
            // No change is cut in two: every fence that opens is closed, and every file shown has its last line.
            #expect(shown == text.components(of: "\n```\n"))
            #expect(shown == text.components(of: "+option_9 = "))
        }
        #expect(MarkdownSummary(diff: diff, limit: 20_000).text.contains("The whole is in the HTML report"))
    }

    /// Where there is no room for everything, what is at risk stays.
    @Test func theGravestChangesAreKept() throws {
        var diff = try Fixture.largeDiff(changes: 400)
        let last = diff.changes[399]
        diff.rollout.steps = [
            .init(
                kind: .infrastructure, name: "mariadb", commands: ["x"], reason: "x", causes: [last.path], hosts: last.hosts,
                restarts: ["mariadb"],
                risks: [.init(subject: "MariaDB", severity: .critical, text: "x", containers: ["mariadb"])])
        ]
        diff.changes[399].effect = .restart
        diff.changes[399].restarts = ["mariadb"]
        let text = MarkdownSummary(diff: diff, limit: 6_000).text
        #expect(text.contains("`file-19.conf` · +9 −9 · restarts mariadb \\(critical\\)"), "\(text)")
        #expect(text.contains("_19 changes of this service left out for size._"))
    }

    /// Four times the changes cost about four times the time, whatever fits.
    @Test func growsWithTheChangesAlone() throws {
        func time(_ changes: Int) throws -> Duration {
            let diff = try Fixture.largeDiff(changes: changes)
            return try #require(
                (0..<2).map { _ in
                    ContinuousClock().measure {
                        #expect(MarkdownSummary(diff: diff).text.utf8.count <= MarkdownSummary.defaultLimit)
                    }
                }.min())
        }
        let (some, many) = (try time(750), try time(3_000))
        #expect(many < some * 10, "\(some) and \(many)")
    }

    /// A file that takes most of the room alone does not push out the others.
    @Test func oneLongFileIsLeftOutAlone() throws {
        var diff = try Fixture.kollaDiff()
        diff.changes[1].unifiedDiff = "@@ -0,0 +1,9000 @@\n" + String(repeating: "+line of a long file\n", count: 9_000)
        let text = MarkdownSummary(diff: diff, limit: 100_000).text
        #expect(text.contains("timeout server 180s") && text.contains("192.0.2.31:9283"))
        #expect(!text.contains("line of a long file"))
        #expect(text.contains("_Left out for size: 1 change (`nova-compute` 1)._"))
    }

    @Test func severalEnvironmentsShareTheRoom() throws {
        var diffs = try (0..<3).map { _ in try Fixture.largeDiff(changes: 300) }
        for (index, name) in ["production", "staging", "test"].enumerated() { diffs[index].environment = name }
        let text = MarkdownSummary(diffs: diffs + [try Fixture.unchangedDiff()], remarks: ["Removed: old_lab"], limit: 60_000).text
        #expect(text.utf8.count <= 60_000)
        #expect(text.components(of: "### Kolla configuration of ") == 4)
        #expect(text.contains("✅ **No change"))
        #expect(text.hasSuffix("\nRemoved:\u{2060} old\\_lab\n"))
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

    /// Whatever stands in a diff: outside of code there is no syntax of it, and nothing ends the code early.
    @Test func hostileDiffStaysInItsPlace() throws {
        let diff = try Fixture.hostileDiff()
        let text = MarkdownSummary(diff: diff, link: "https://x.example/) <script>\n").text
        var inside: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            let fence = trimmed.prefix { $0 == "`" }
            if let open = inside {
                if trimmed == open { inside = nil }
                continue
            }
            if fence.count >= 3, trimmed.dropFirst(fence.count).allSatisfy(\.isLetter) {
                inside = String(fence)
                continue
            }
            // A line of HTML is no Markdown, and in its code nobody is mentioned.
            if line.hasPrefix("<details>") {
                let rest = line.replacing(/<code>[^<]*<\/code>/, with: "").replacing(/<\/?(details|summary)>/, with: "")
                #expect(!rest.contains("<") && !rest.contains("@"), "\(rest)")
                continue
            }
            // Code spans away, no tag but our own and no mention is left.
            let plain = line.replacing(/(`+)[^`].*?\1(?!`)/, with: "")
                .replacing(/<\/?(details|summary|code)>/, with: "").replacing(/\]\(<[^<>]*>\)/, with: "")
            #expect(!plain.contains("<") && !plain.contains(/@\w/) && !plain.contains("]("), "\(plain)\n\(line)")
            #expect(!plain.contains("\u{1b}") && !plain.contains("\u{202e}"))
        }
        #expect(inside == nil)
        #expect(text.components(of: "\n<details>") == 1 && text.components(of: "\n</details>\n") == 1)
    }

    private func grouped(_ value: Int) -> String { DecimalText.grouped(value) }
}
