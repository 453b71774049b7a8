import FoundationEssentials
import Glibc
import KollaDiff
import Reporting
import Testing

@Suite struct ConfigurationPageTests {
    private func page(_ diffs: ConfigurationDiff...) -> String {
        String(decoding: ConfigurationPage(diffs: diffs).bytes(), as: UTF8.self)
    }

    /// DIFF_PREVIEW=FILE keeps the page to be looked at.
    @Test func isOneWholeFileThatLoadsNothing() throws {
        let folder = try TemporaryFolder()
        let path = ProcessInfo.processInfo.environment["DIFF_PREVIEW"] ?? folder.path + "/diff.html"
        try ConfigurationPage(diffs: [Fixture.kollaDiff()]).write(to: path)
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        #expect(text.hasPrefix("<!doctype html>") && text.hasSuffix("</html>\n"))
        for loader in [" src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest", "<iframe", "<object", "eval(", "innerHTML"]
        {
            #expect(!text.contains(loader), "\(loader)")
        }
    }

    @Test func saysFirstWhatAReviewerMustKnow() throws {
        let text = page(try Fixture.kollaDiff())
        let first = text[..<(try #require(text.firstRange(of: "id=\"d1-plan\"")).lowerBound)]
        for words in [
            "4 changes to 4 files on 7 of 7 hosts", "disruptive", "haproxy, proxysql</span> on <span class=\"mono\">ctl[01-03]",
            "kayobe overcloud service reconfigure --kolla-tags nova --kolla-limit compute", "5b1d02c4a9e7", "8f3c2d1e60b7",
        ] {
            #expect(first.contains(words), "\(words)")
        }
    }

    @Test func saysThatNothingChanges() throws {
        let text = page(try Fixture.unchangedDiff())
        #expect(text.contains("<title>No change: Kolla configuration of production</title>"))
        #expect(text.contains("<strong class=\"pill s-success plain\">no change</strong>"))
        #expect(text.contains("both sides render the same 1,844 files for 7 hosts"))
        #expect(text.contains("origin/main 5b1d02c4a9e7") && text.contains("HEAD 8f3c2d1e60b7"))
    }

    @Test func policyNamesEveryScript() throws {
        let run = String(decoding: try Fixture.report().bytes(), as: UTF8.self)
        for (page, count) in [(page(try Fixture.kollaDiff()), 1), (run, 2)] {
            var rest = page[...]
            var scripts = 0
            while let start = rest.firstRange(of: "<script>"), let end = rest.firstRange(of: "</script>") {
                let hash = SHA256.base64(Array(rest[start.upperBound..<end.lowerBound].utf8))
                #expect(page.contains("&#39;sha256-\(hash)&#39;"))
                scripts += 1
                rest = rest[end.upperBound...]
            }
            #expect(scripts == count && page.components(of: "<script") == count)
        }
    }

    @Test func outsideTextIsNotMarkup() throws {
        let text = page(try Fixture.hostileDiff())
        #expect(text.components(of: "<script") == 1)
        #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        // Every element that opens is closed.
        for tag in ["details", "summary", "pre", "table", "section", "dl", "ol", "ul", "del", "ins", "mark", "span"] {
            #expect(text.components(of: "<\(tag)>") + text.components(of: "<\(tag) ") == text.components(of: "</\(tag)>"), "\(tag)")
        }
    }

    @Test func idsAreUniqueAndLinksLeadSomewhere() throws {
        let text = page(try Fixture.kollaDiff(), try Fixture.largeDiff(changes: 60))
        let ids = text.split(separator: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(ids).count == ids.count)
        let markup = text[..<(try #require(text.firstRange(of: "<script>")).lowerBound)]
        for link in markup.split(separator: "href=\"#").dropFirst() {
            #expect(ids.contains(String(link.prefix { $0 != "\"" })))
        }
    }

    @Test func leftOutLinesAreCounted() throws {
        var diff = try Fixture.kollaDiff()
        diff.changes[2].unifiedDiff = "@@ -0,0 +1,90 @@\n" + String(repeating: "+x\n", count: 90)
        var page = ConfigurationPage(diffs: [diff])
        page.limits.diffLines = 30
        #expect(String(decoding: page.bytes(), as: UTF8.self).contains("60 more lines of this file left out."))
    }

    @Test func isQuickAndSmallWithThousandsOfChanges() throws {
        let diff = try Fixture.largeDiff(changes: 2_000)
        let start = clock(CLOCK_THREAD_CPUTIME_ID)
        let bytes = ConfigurationPage(diffs: [diff]).bytes()
        // Of a debug build; a release build takes a tenth of it.
        #expect(clock(CLOCK_THREAD_CPUTIME_ID) - start < 10)
        #expect(bytes.count < 6_000_000, "\(bytes.count)")
    }
}

/// Seconds of a clock: of this thread's own work, whatever else the machine does.
private func clock(_ id: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(id, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
