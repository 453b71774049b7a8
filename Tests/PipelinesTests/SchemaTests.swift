import Processes
import TestSupport
import Testing

/// The shipped pipelines are valid for GitLab. That they plan and run under Slipway is shown by fixtures/scenarios/*_kayobe_*.
@Suite(.serialized)
struct SchemaTests {
    @Test func pipelinesPassGitLabsSchema() async throws {
        let output = try await Tool.run(Command(projectRoot + "/runner/lab/check-pipelines.sh"), accepting: nil)
        #expect(output.exitCode == 0, "\(output.text)\(output.errorText)")
    }

    /// A check that accepts everything would pass as well.
    @Test func schemaRefusesAWrongPipeline() async throws {
        let scenario = projectRoot + "/fixtures/scenarios/"
        let wrong = ["refused_retry", "refused_unknown_nested_keyword"]
        let listing = try await Tool.run(Command("ls", [scenario]))
        for name in wrong {
            let folder = try #require(listing.text.split(separator: "\n").first { $0.hasSuffix(name) })
            let output = try await Tool.run(
                Command(projectRoot + "/runner/lab/check-pipelines.sh", ["\(scenario)\(folder)/.gitlab-ci.yml"]), accepting: nil)
            #expect(output.exitCode == 1, "\(name): \(output.text)")
        }
    }
}
