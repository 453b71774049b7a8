import Foundation
import PipelineLoading
import PipelineModel
import Testing

/// GitLab's own tests of its editor schema: everything under `positive` is accepted, and under `negative` every top-level entry
/// is wrong. The schema looks at the keywords of one file only, so problems that need other files or other jobs do not count.
struct GitLabSchemaTests {
    /// Files on which Slipway and the schema differ, with the reason. A file that is listed and agrees fails the test.
    static let differences = [
        "positive/run.yml": "steps with `action:` were removed from GitLab",
        "positive/workflow/auto_cancel/on_job_failure.yml": "wraps `workflow:` in a job that has no such keyword",
        "positive/workflow/auto_cancel/on_new_commit.yml": "wraps `workflow:` in a job that has no such keyword",
    ]

    static let notOfTheSchema = PipelineLoader.wholeConfigurationCodes.union([
        "conflicting-keywords", "include-not-available", "include-not-found", "include-matches-nothing",
    ])

    static let files = fixtureFiles("gitlab-schema-tests", ending: ".yml")

    private func diagnostics(_ file: String) throws -> [Diagnostic] {
        let bytes = try Data(contentsOf: fixtures.appending(path: "gitlab-schema-tests/\(file)"))
        let loader = PipelineLoader(source: MemorySource(files: [:]))
        return loader.load(bytes: [UInt8](bytes), named: file).diagnostics.filter { !Self.notOfTheSchema.contains($0.code) }
    }

    @Test func thereAreAll() {
        #expect(Self.files.count { $0.hasPrefix("positive/") } == 34)
        #expect(Self.files.count { $0.hasPrefix("negative/") } == 74)
    }

    @Test(arguments: files.filter { $0.hasPrefix("positive/") })
    func accepted(_ file: String) throws {
        let errors = try diagnostics(file).filter { $0.severity == .error }
        if Self.differences[file] != nil {
            #expect(!errors.isEmpty, "agrees now: take it out of the list")
        } else {
            #expect(errors.isEmpty, "\(DiagnosticFormatter().text(errors))")
        }
    }

    @Test(arguments: files.filter { $0.hasPrefix("negative/") })
    func refused(_ file: String) throws {
        let isRefused = try diagnostics(file).hasErrors
        #expect(isRefused == (Self.differences[file] == nil))
    }

    /// Entries that GitLab itself takes, since an empty keyword is as good as none there: a warning tells of it.
    static let warnedEntries: Set<String> = [
        "negative/image.yml empty_image:", "negative/rules.yml rules-if-empty:", "negative/services.yml empty_services:",
    ]

    /// In a negative file every top-level entry is diagnosed, not only the first.
    @Test(arguments: files.filter { $0.hasPrefix("negative/") })
    func everyEntryIsDiagnosed(_ file: String) throws {
        let text = try String(contentsOf: fixtures.appending(path: "gitlab-schema-tests/\(file)"), encoding: .utf8)
        let found = try diagnostics(file)
        var entries: [(name: String, line: Int)] = []
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() where line.first?.isWhitespace == false && line.first != "#" && line.first != "-" {
            entries.append((String(line), index + 1))
        }
        for (position, entry) in entries.enumerated() {
            let end = position + 1 < entries.count ? entries[position + 1].line : all.count + 1
            let severity = Self.warnedEntries.contains("\(file) \(entry.name)") ? Diagnostic.Severity.warning : .error
            let isDiagnosed = found.contains { diagnostic in
                diagnostic.severity == severity && diagnostic.location.map { (entry.line..<end).contains($0.line) } == true
            }
            #expect(isDiagnosed, "\(file):\(entry.line): \(entry.name): no \(severity)")
        }
    }
}
