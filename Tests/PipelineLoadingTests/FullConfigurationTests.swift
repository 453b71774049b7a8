import Foundation
import PipelineLoading
import PipelineModel
import Testing

/// The merged view loads to the pipeline that it was made of.
@Suite struct FullConfigurationTests {
    private func pipeline(_ text: String) throws -> (Pipeline, String) {
        let source = MemorySource(files: [
            ".gitlab-ci.yml": text, "ci/base.yml": ".base:\n  image: base\n  variables: {A: '1'}\n",
            "ci/in.yml": "b:\n  script: make\n",
        ])
        let result = PipelineLoader(source: source).load(file: ".gitlab-ci.yml")
        #expect(!result.diagnostics.hasErrors, "\(DiagnosticFormatter().text(result.diagnostics))")
        return (try #require(result.pipeline), try #require(FullConfiguration(result)).text())
    }

    private func expectSame(_ result: LoadResult, _ text: String) throws {
        let again = PipelineLoader(source: MemorySource(files: [:])).load(bytes: Array(text.utf8), named: "merged.yml")
        #expect(!again.diagnostics.hasErrors, "\(DiagnosticFormatter().text(again.diagnostics))\n\(text)")
        let before = try #require(result.pipeline).comparable
        let after = try #require(again.pipeline).comparable
        #expect(after.stages == before.stages && after.variables == before.variables && after.workflow == before.workflow)
        #expect(after.jobs.map(\.name) == before.jobs.map(\.name))
        for (after, before) in zip(after.jobs, before.jobs) { #expect(after == before, "\(text)") }
        #expect(FullConfiguration(again)?.text() == text, "merging again changes nothing")
    }

    @Test(arguments: ScenarioDiagnosticsTests.names)
    func scenarios(_ name: String) throws {
        let folder = fixtures.appending(path: "scenarios/\(name)").path(percentEncoded: false)
        let project = fixtures.deletingLastPathComponent().path(percentEncoded: false)
        let source = ScenarioSource(
            folder: try DirectorySource(root: folder), project: try DirectorySource(root: project), hasShippedPipelines: true)
        let context = IncludeContext(variables: ["CI_COMMIT_BRANCH": "main"])
        let result = PipelineLoader(source: source).load(file: ".gitlab-ci.yml", context: context)
        guard !result.diagnostics.hasErrors else { return }
        for showsOrigin in [false, true] {
            let text = try #require(FullConfiguration(result)).text(showsOrigin: showsOrigin)
            if showsOrigin {
                #expect(text.contains(".yml:"))
                let again = PipelineLoader(source: MemorySource(files: [:])).load(bytes: Array(text.utf8), named: "merged.yml")
                #expect(again.pipeline?.comparable == result.pipeline?.comparable)
            } else {
                try expectSame(result, text)
            }
        }
    }

    @Test(arguments: GitLabSchemaTests.files.filter { $0.hasPrefix("positive/") })
    func schemaTests(_ file: String) throws {
        let bytes = try Data(contentsOf: fixtures.appending(path: "gitlab-schema-tests/\(file)"))
        let result = PipelineLoader(source: MemorySource(files: [:])).load(bytes: [UInt8](bytes), named: file)
        guard !result.diagnostics.hasErrors else { return }
        try expectSame(result, try #require(FullConfiguration(result)).text())
    }

    @Test func everythingIsResolved() throws {
        let (_, text) = try pipeline(
            """
            include: [ci/base.yml, ci/in.yml]
            default:
              before_script: [echo default, !reference [.lines, script]]
              tags: [linux]
              retry: 1
            .lines: {script: [one, two]}
            a:
              extends: .base
              script: [!reference [.lines, script], three]
              variables: {B: "yes", C: 0644}
              inherit: {default: [before_script, tags], variables: false}
              image:
            t:
              trigger: {include: child.yml}
            """)
        #expect(
            text == """
                .base:
                  image: base
                  variables:
                    A: "1"

                b:
                  script: make
                  before_script:
                    - echo default
                    - one
                    - two
                  tags:
                    - linux
                  retry: 1

                .lines:
                  script:
                    - one
                    - two

                a:
                  variables:
                    A: "1"
                    B: "yes"
                    C: 0644
                  script:
                    - one
                    - two
                    - three
                  inherit:
                    variables: false
                  before_script:
                    - echo default
                    - one
                    - two
                  tags:
                    - linux

                t:
                  trigger:
                    include: child.yml

                """)
    }

    @Test func everyKeyHasItsOrigin() throws {
        let source = MemorySource(files: [
            ".gitlab-ci.yml":
                "include: ci/base.yml\ndefault: {tags: [x]}\na:\n  extends: .base\n  variables: {B: '2'}\n  script: |\n    one\n    two\n",
            "ci/base.yml": ".base:\n  variables:\n    A: '1'\n",
        ])
        let result = PipelineLoader(source: source).load(file: ".gitlab-ci.yml")
        let lines = try #require(FullConfiguration(result)).text(showsOrigin: true).split(separator: "\n")
            .map { $0.split(separator: "#").map { $0.trimmingCharacters(in: .whitespaces) } }
        #expect(
            lines == [
                [".base:", "ci/base.yml:1"], ["variables:", "ci/base.yml:2"], ["A: \"1\"", "ci/base.yml:3"],
                ["a:", ".gitlab-ci.yml:3"], ["variables:", ".gitlab-ci.yml:5"], ["A: \"1\"", "ci/base.yml:3"],
                ["B: \"2\"", ".gitlab-ci.yml:5"], ["script: |", ".gitlab-ci.yml:6"], ["one"], ["two"],
                ["tags:", ".gitlab-ci.yml:2"], ["- x"],
            ])
    }
}

extension Pipeline {
    /// Without what merging changes: places and files; and the order in which keywords without effect are named.
    fileprivate var comparable: Pipeline {
        var pipeline = self
        pipeline.files = []
        pipeline.jobs = jobs.map { job in
            var job = job.withoutLocations
            job.keywordsNotRunLocally.sort()
            return job
        }
        pipeline.workflow.rules = workflow.rules?.map(\.withoutLocations)
        return pipeline
    }
}
