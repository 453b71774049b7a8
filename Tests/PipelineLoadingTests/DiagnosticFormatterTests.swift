import Foundation
import PipelineLoading
import PipelineModel
import Testing

struct DiagnosticFormatterTests {
    private let diagnostic = Diagnostic(
        .error, "unknown-keyword", "jobs:rspec config contains unknown keys: scirpt",
        at: SourceLocation(file: ".gitlab-ci.yml", line: 12, column: 3), sourceLine: "  scirpt: rspec",
        help: "did you mean `script`?")

    @Test func quotesTheLine() {
        #expect(
            DiagnosticFormatter().text(diagnostic) == """
                .gitlab-ci.yml:12:3: error: jobs:rspec config contains unknown keys: scirpt
                  12 |   scirpt: rspec
                     |   ^
                     = help: did you mean `script`?
                """)
    }

    @Test func colorsOnlyWhenAsked() {
        #expect(!DiagnosticFormatter().text(diagnostic).contains("\u{1B}"))
        #expect(DiagnosticFormatter(usesColor: true).text(diagnostic).contains("\u{1B}[1;31merror:\u{1B}[0m"))
    }

    @Test func worksWithoutAPlace() {
        #expect(DiagnosticFormatter().text(Diagnostic(.error, "c", "no file")) == "error: no file")
    }

    @Test func counts() {
        let warning = Diagnostic(.warning, "w", "doubtful")
        #expect(DiagnosticFormatter().text([diagnostic, warning, warning]).hasSuffix("\n1 error, 2 warnings\n"))
        #expect(DiagnosticFormatter().text([]).isEmpty)
    }

    @Test func controlCharactersAndLongLinesAreTamed() {
        var long = diagnostic
        long.sourceLine = String(repeating: "é", count: 500) + "\u{1B}[31m" + String(repeating: "x", count: 400)
        long.location?.column = 501
        let lines = DiagnosticFormatter().text(long).split(separator: "\n")
        #expect(!lines.joined().contains("\u{1B}"))
        #expect(lines[1].count <= 170)
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        #expect(caret.map { lines[1][lines[1].index(lines[1].startIndex, offsetBy: $0)] } == "\u{FFFD}")
    }

    @Test func diagnosticsAreCodable() throws {
        let data = try JSONEncoder().encode([diagnostic])
        #expect(try JSONDecoder().decode([Diagnostic].self, from: data) == [diagnostic])
    }
}
