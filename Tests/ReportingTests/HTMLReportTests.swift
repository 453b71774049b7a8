import FoundationEssentials
import KollaDiff
import PipelineModel
import Reporting
import RunHistory
import Testing

@Suite struct HTMLReportTests {
    /// The recorded run as a page. REPORT_PREVIEW=FILE keeps it to be looked at.
    @Test func writesAWholeFile() throws {
        let folder = try TemporaryFolder()
        let path = ProcessInfo.processInfo.environment["REPORT_PREVIEW"] ?? folder.path + "/report.html"
        try Fixture.report().write(to: path)
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        #expect(text.hasPrefix("<!doctype html>"))
        #expect(text.hasSuffix("</html>\n"))
        #expect(Array(text.utf8) == (try Fixture.report().bytes()))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count <= 1)
    }

    @Test func aFileThatCannotBeWrittenIsAnError() throws {
        let report = try Fixture.report()
        #expect { try report.write(to: "/nowhere/report.html") } throws: { ($0 as? ReportError)?.code == .file }
    }
}
