import PipelineModel
import Reporting
import RunHistory
import Testing

@Suite struct JUnitTests {
    @Test(arguments: [1, 5, 4096])
    func readsOutcomes(pieceSize: Int) throws {
        let xml = """
            <?xml version="1.0"?>
            <testsuites><testsuite name="outer"><testsuite name="s">
            <testcase classname="A" name="ok" time="1,000.5" file="a.py"><system-out>noise</system-out></testcase>
            <testcase name="bad"><failure message="m &lt;1&gt;" type="T">text <![CDATA[<raw>]]></failure></testcase>
            <testcase name="broken"><error type="E"/></testcase>
            <testcase name="off"><skipped/></testcase>
            </testsuite></testsuite></testsuites>
            """
        let report = try JUnitReader.read("x", from: MemoryFiles(["x": Array(xml.utf8)], pieceSize: pieceSize))
        #expect(report.suites.map(\.name) == ["s"])
        #expect(report.cases.map(\.outcome) == [.passed, .failed, .error, .skipped])
        #expect(report.cases[0].time == 1000.5)
        #expect(report.cases[0].detail.isEmpty)
        #expect(report.cases[1].message == "m <1>")
        #expect(report.cases[1].detail == "text <raw>")
        #expect(report.cases[2].message == "E")
    }

    @Test(arguments: [
        "", "<testsuite>", "not xml", "<a></b>", "<!DOCTYPE x [<!ENTITY a \"b\">]><testsuite name=\"&a;\"/>",
        String(repeating: "<a>", count: 101),
    ])
    func refusesWhatIsNotSound(xml: String) {
        #expect { try JUnitReader.read("x", from: MemoryFiles(["x": Array(xml.utf8)])) } throws: {
            ($0 as? ReportError)?.code == .malformedTestReport
        }
    }

    @Test func textIsBounded() throws {
        let text = String(repeating: "y", count: JUnitReader.textLimit * 3)
        let xml = "<testsuite><testcase name='t'><failure>\(text)</failure></testcase></testsuite>"
        let report = try JUnitReader.read("x", from: MemoryFiles(["x": Array(xml.utf8)], pieceSize: 1000))
        #expect(report.cases[0].detail.utf8.count == JUnitReader.textLimit)
        #expect(report.cases[0].isDetailCut)
    }

    @Test func aRunIsReadBack() throws {
        let run = try Fixture.run()
        let bytes = JUnitReport(run: run).bytes()
        let report = try JUnitReader.read("x", from: MemoryFiles(["x": bytes]))
        let jobs = run.pipelines.flatMap(\.jobs)
        #expect(report.cases.map(\.name) == jobs.map(\.name))
        #expect(report.count(.failed) == jobs.count { $0.status == .failed && !$0.allowsFailure })
        try expectSnapshot(String(decoding: bytes, as: UTF8.self), "run.junit.xml")
    }
}
