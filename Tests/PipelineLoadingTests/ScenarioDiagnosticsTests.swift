import Foundation
import PipelineLoading
import PipelineModel
import Testing

/// The configurations of `fixtures/scenarios`: those that are refused tell exactly the expected problems, at their places, and
/// the others load without an error.
struct ScenarioDiagnosticsTests {
    struct Expectation: Decodable {
        struct Message: Decodable {
            var severity: String
            var message: String
            var file: String?
            var line: Int?
            var column: Int?
        }

        struct Context: Decodable {
            var branch: String?
            var shipped_pipelines: Bool?
        }

        var diagnostics: [Message]?
        var context: Context?
        var status: String?
        var exit_code: Int
    }

    /// Without those that include files from elsewhere: only the whole program knows how to find them.
    static let names = fixtureFiles("scenarios", ending: "/expected.json").map { String($0.dropLast("/expected.json".count)) }
        .filter { name in
            !FileManager.default.fileExists(
                atPath: fixtures.appending(path: "scenarios/\(name)/elsewhere").path(percentEncoded: false))
        }

    /// Refused by the scenario and not by loading, with the reason.
    static let notRefused = [
        "111_refused_need_left_out_by_rules": "which jobs exist is known only to planning",
        "123_refused_boolean_variable": "since GitLab 16 a variable's value is any scalar (`ScalarValidator`), booleans included",
    ]

    @Test(arguments: names)
    func diagnostics(_ name: String) throws {
        let folder = fixtures.appending(path: "scenarios/\(name)")
        let expected = try JSONDecoder().decode(Expectation.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
        let source = ScenarioSource(
            folder: try DirectorySource(root: folder.path(percentEncoded: false)),
            project: try DirectorySource(root: fixtures.deletingLastPathComponent().path(percentEncoded: false)),
            hasShippedPipelines: expected.context?.shipped_pipelines ?? false)
        let context = IncludeContext(variables: ["CI_COMMIT_BRANCH": expected.context?.branch ?? "main"])
        let result = PipelineLoader(source: source).load(file: ".gitlab-ci.yml", context: context)
        if Self.notRefused[name] != nil {
            #expect(result.errors.isEmpty)
            return
        }
        let wanted = (expected.diagnostics ?? []).filter { $0.severity == "error" }
        #expect(result.errors.count == wanted.count, "\(DiagnosticFormatter().text(result.errors))")
        for message in wanted {
            #expect(
                result.errors.contains { error in
                    error.message.contains(message.message)
                        && (message.line == nil || message.line == error.location?.line)
                        && (message.column == nil || message.column == error.location?.column)
                        && (message.file == nil || message.file == error.location?.file)
                }, "\(message.message)\n\(DiagnosticFormatter().text(result.errors))")
        }
    }
}
