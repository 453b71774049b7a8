import PipelineModel
import Reporting
import RunHistory
import Testing

/// Traces as the page shows them, driven through the page, since nothing else reads them.
@Suite struct TraceTests {
    @Test(arguments: [
        // What a trace holds, and what the log's HTML must hold.
        ("plain\n", "</a>plain</div>"),
        ("\u{1B}[31mred\u{1B}[0m end\n", "<span class=\"f1\">red</span> end</div>"),
        ("\u{1B}[1;4mboth\u{1B}[22;24m\n", "<span class=\"b u\">both</span></div>"),
        ("\u{1B}[97mbright\u{1B}[m\n", "<span class=\"f15\">bright</span>"),
        ("\u{1B}[38;5;196mcube\n", "<span style=\"color:#ff"),
        ("\u{1B}[38;2;1;200;3mtrue\n", "<span style=\"color:#01c803\">true</span>"),
        ("\u{1B}[38:2::1:200:3mcolon\n", "<span style=\"color:#01c803\">colon</span>"),
        ("\u{1B}[7mreverse\n", "<span style=\"color:#16181d;background:#d6dae0\">reverse</span>"),
        ("\u{1B}[38;5;999;1mbad\n", "<span class=\"b\">bad</span>"),
        ("10 %\r50 %\r100 %\n", "</a>100 %</div>"),
        ("dos line\r\n", "</a>dos line</div>"),
        ("kept\r\r\n", "</a>kept</div>"),
        ("a\u{1B}[2Kb\u{1B}[?25lc\u{1B}(Bd\u{1B}7e\n", "</a>abcde</div>"),
        ("\u{1B}]8;;https://example.org\u{1B}\\link\u{1B}]8;;\u{7}\n", "</a>link</div>"),
        ("bell\u{7}nul\u{0}tab\tend\n", "</a>bellnultab\tend</div>"),
        ("cut off", "</a>cut off</div>"),
        ("<script>alert(1)</script>\n", "&lt;script&gt;alert(1)&lt;/script&gt;</div>"),
        ("\" onclick='x' & </div>\n", "&quot; onclick=&#39;x&#39; &amp; &lt;/div&gt;</div>"),
        ("<scr\u{1B}[31mipt>\n", "&lt;scr<span class=\"f1\">ipt&gt;</span>"),
        ("<scr\u{0}ipt>\n", "&lt;script&gt;"),
        ("section_start:12:not a marker\n", "</a>section_start:12:not a marker</div>"),
    ])
    func showsLines(trace: String, expected: String) throws {
        let page = try page(Array(trace.utf8))
        #expect(page.contains(expected), "\(log(of: page))")
        #expect(page.components(of: "<script") == 1)
    }

    @Test func invalidUTF8IsReplaced() throws {
        let page = try page([0x61, 0xFF, 0xFE, 0xC3, 0x0A, 0xC3, 0xA9, 0x0A])
        #expect(page.contains("</a>a\u{FFFD}\u{FFFD}\u{FFFD}</div>"))
        #expect(page.contains("</a>é</div>"))
    }

    @Test func sectionsNestAndSayTheirDuration() throws {
        let clear = "\r\u{1B}[0K"
        let trace = """
            section_start:100:outer\(clear)Outer
            one
            section_start:110:inner[collapsed=true]\(clear)\u{1B}[36mInner
            \u{1B}[0mtwo
            section_end:125:inner\(clear)section_end:160:outer\(clear)after
            section_start:200:open_<b>\(clear)x
            section_start:200:forever\(clear)
            last
            """
        let log = log(of: try page(Array(trace.utf8)))
        #expect(log.components(of: "<details class=\"sec\" open>") == 2)
        #expect(log.components(of: "<details class=\"sec\"><summary") == 1)
        #expect(log.components(of: "</details>") == 3)
        #expect(log.contains("<summary id=\"L1-1\">Outer<span class=\"took\">1 min</span></summary>"))
        #expect(log.contains("<span class=\"f6\">Inner</span><span class=\"took\">15 s</span></summary>"))
        // A link in a summary would be a control in a control.
        #expect(log.contains("<a tabindex=\"-1\" href=\"#L1-1\">1</a><details class=\"sec\" open><summary id"))
        #expect(log.components(of: "<a tabindex") == 8)
        #expect(!log.contains(#/<summary[^>]*>[^\n]*<a /#))
        #expect(log.contains("</details>\n</details>\n<div class=\"l\" id=\"L1-5\">"))
        // Not a marker, so its carriage return restarts the line.
        #expect(log.contains("</a>x</div>") && !log.contains("open_"))
        #expect(log.contains("<summary id=\"L1-7\">forever</summary>"))
    }

    @Test(arguments: [1, 2, 3, 7, 64, 4096])
    func piecesOfAnySizeGiveTheSamePage(size: Int) throws {
        let path = "jobs/25/trace.log"
        let files = DirectoryFiles(root: Fixture.folder + "/run")
        let trace = try files.read(path, from: 0, count: 1 << 20)
        #expect(try page(trace, pieceSize: size) == page(trace))
    }

    @Test func longLogsAreCutAndSaySo() throws {
        let trace = (1...6000).map { "line \($0)\n" }.joined()
        let page = try page(Array(trace.utf8))
        #expect(page.contains("3,500 lines left out here: 501 to 4000"))
        #expect(page.contains("</a>line 500</div>") && page.contains("</a>line 4001</div>") && page.contains("</a>line 6000</div>"))
        #expect(!page.contains("</a>line 501</div>") && !page.contains("</a>line 4000</div>"))
        #expect(page.contains("6,000 lines"))
    }

    @Test func longLinesAreCutAndSaySo() throws {
        let page = try page(Array(String(repeating: "x", count: 100_000).utf8))
        #expect(page.contains("[82 KiB more in this line]"))
        #expect(page.utf8.count < 100_000)
    }

    @Test func namesCannotInject() throws {
        let evil = "\"><img src=x onerror=alert(1)></script><script>"
        var run = RunRecord(id: 1, source: evil, ref: evil, commit: evil, title: evil, startedAt: 0, finishedAt: 9, status: .failed)
        var job = JobRecord(id: 1, name: evil, stage: evil, status: .failed)
        (job.startedAt, job.finishedAt, job.message) = (1, 5, evil)
        job.environment = Environment(name: evil, url: "javascript:alert(1)")
        job.artifacts = [StoredArtifact(kind: evil, name: evil, path: evil, size: 1, files: [evil])]
        run.pipelines = [PipelineRecord(id: 1, name: evil, stages: [evil], jobs: [job], startedAt: 0)]
        let page = String(decoding: HTMLReport(run: run, files: MemoryFiles([:])).bytes(), as: UTF8.self)
        #expect(page.components(of: "<script") == 1)
        #expect(page.components(of: "</script") == 1)
        #expect(!page.contains("<img"))
        #expect(!page.contains("href=\"javascript"))
        #expect(!page.contains("\"\">"))
    }

    private func page(_ trace: [UInt8], pieceSize: Int = .max) throws -> String {
        var run = RunRecord(
            id: 1, source: "push", ref: "main", commit: "c0ffee", title: "t", startedAt: 0, finishedAt: 9, status: .success)
        var job = JobRecord(id: 1, name: "job", stage: "test", status: .success)
        job.tracePath = "trace.log"
        run.pipelines = [PipelineRecord(id: 1, stages: ["test"], jobs: [job], startedAt: 0)]
        let report = HTMLReport(run: run, files: MemoryFiles(["trace.log": trace], pieceSize: pieceSize))
        return String(decoding: report.bytes(), as: UTF8.self)
    }

    private func log(of page: String) -> String {
        guard let start = page.firstRange(of: "<div class=\"log\">"), let end = page.firstRange(of: "</main>") else { return "" }
        return String(page[start.upperBound..<end.lowerBound]).components(before: "</div>\n</div>\n</details>")
    }
}

extension String {
    /// What stands before the first `part`, or everything.
    func components(before part: String) -> String {
        firstRange(of: part).map { String(self[..<$0.lowerBound]) } ?? self
    }
}

/// Files in memory, handed out in pieces of at most `pieceSize` bytes.
struct MemoryFiles: ReportFiles {
    var contents: [String: [UInt8]]
    var pieceSize: Int

    init(_ contents: [String: [UInt8]], pieceSize: Int = .max) {
        self.contents = contents
        self.pieceSize = pieceSize
    }

    func size(of path: String) -> Int? { contents[path]?.count }

    func read(_ path: String, from offset: Int, count: Int) throws(ReportError) -> [UInt8] {
        guard let bytes = contents[path] else { throw ReportError(code: .file, operation: "read \(path)", message: "no such file") }
        return Array(bytes.dropFirst(offset).prefix(min(count, pieceSize)))
    }
}
