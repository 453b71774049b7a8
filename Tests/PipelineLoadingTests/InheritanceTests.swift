import PipelineLoading
import PipelineModel
import Testing

struct InheritanceTests {
    private static let defaults = """
        default:
          image: alpine
          before_script: [before]
          after_script: [after]
          tags: [a]
          retry: 1
          timeout: 1h
          interruptible: true
          cache: {key: k, paths: [p]}
          artifacts: {paths: [o]}
          services: [s]
          hooks: {pre_get_sources_script: [h]}

        """

    private func job(_ text: String) throws -> Job {
        let result = load(Self.defaults + text)
        #expect(result.errors.isEmpty)
        return try #require(result[job: "job"])
    }

    @Test func fillsWhatIsAbsent() throws {
        let job = try job("job: {script: x, tags: [own], before_script: []}\n")
        #expect(job.image?.name == "alpine" && job.afterScript == ["after"] && job.retry.max == 1)
        #expect(job.timeout == .seconds(3600) && job.interruptible && job.caches.map(\.paths) == [["p"]])
        #expect(job.artifacts?.paths == ["o"] && job.services.map(\.image.name) == ["s"] && job.preGetSourcesScript == ["h"])
        #expect(job.tags == ["own"])
        #expect(job.beforeScript.isEmpty)
    }

    @Test func inheritChooses() throws {
        let none = try job("job: {script: x, inherit: {default: false, variables: false}}\n")
        #expect(none.image == nil && none.beforeScript.isEmpty && none.inheritedVariables == .none)
        let some = try job("job: {script: x, inherit: {default: [image], variables: [A]}}\n")
        #expect(some.image?.name == "alpine" && some.tags.isEmpty && some.inheritedVariables == .only(["A"]))
    }

    @Test func triggerJobsHaveNoScripts() throws {
        let job = try job("job: {trigger: g/p}\n")
        #expect(job.script == nil && job.beforeScript.isEmpty && job.image == nil && job.interruptible)
    }

    @Test func oldTopLevelForms() throws {
        let result = load("image: debian\nbefore_script: [b]\ncache: {paths: [p]}\njob: {script: x}\n")
        #expect(result.errors.isEmpty)
        #expect(result[job: "job"]?.image?.name == "debian")
        #expect(result[job: "job"]?.beforeScript == ["b"])
        #expect(
            load("image: a\ndefault: {image: b}\njob: {script: x}\n").errorLines == [
                "1:1 conflicting-keywords image is defined in top-level and `default:` entry"
            ])
    }

    @Test(arguments: [
        ("default: {script: x}\n", "1:11 unknown-keyword default config contains unknown keys: script"),
        ("default: {imge: x}\n", "1:11 unknown-keyword default config contains unknown keys: imge"),
        ("default: [a]\n", "1:10 invalid-value default config should be a hash"),
        (
            "j: {script: x, inherit: {default: [stage]}}\n",
            "1:36 invalid-value jobs:j:inherit:default config contains unknown values: stage"
        ),
        (
            "j: {script: x, inherit: {variables: 1}}\n",
            "1:37 invalid-value jobs:j:inherit:variables should be a bool or array of strings"
        ),
    ])
    func refused(_ text: String, _ error: String) {
        #expect(load(text + "own: {script: x}\n").errorLines == [error])
    }

    @Test func stagesHaveTheirEnds() {
        func stages(_ text: String) -> [String]? { load(text + "own: {script: x, stage: .pre}\n").pipeline?.stages }
        #expect(stages("") == [".pre", "build", "test", "deploy", ".post"])
        #expect(stages("stages: [a, [b, [c]], a]\n") == [".pre", "a", "b", "c", ".post"])
        #expect(stages("stages: [.post, a, .pre]\n") == [".pre", "a", ".post"])
        #expect(stages("stages: []\n") == [".pre", ".post"])
    }

    @Test func globalVariables() {
        let variables = load("variables: {A: b, C: {value: d, description: e, options: [d, f], expand: false}}\nown: {script: x}\n")
            .pipeline?.variables
        #expect(
            variables == [
                GlobalVariable(Variable("A", "b")),
                GlobalVariable(Variable("C", "d", isRaw: true), description: "e", options: ["d", "f"]),
            ])
    }

    @Test func workflow() throws {
        let result = load(
            """
            workflow:
              name: Pipeline for $CI_COMMIT_BRANCH
              auto_cancel: {on_new_commit: interruptible, on_job_failure: all}
              rules:
                - {if: $CI_COMMIT_TAG, when: never}
                - {when: always, variables: {A: b}, auto_cancel: {on_job_failure: none}}
            own: {script: x}
            """)
        #expect(result.diagnostics.isEmpty)
        let workflow = try #require(result.pipeline?.workflow)
        #expect(workflow.name == "Pipeline for $CI_COMMIT_BRANCH")
        #expect(workflow.autoCancel == AutoCancel(onNewCommit: "interruptible", onJobFailure: "all"))
        #expect(workflow.rules?.map(\.when) == [.never, .always])
        #expect(workflow.rules?.last?.autoCancel == AutoCancel(onJobFailure: "none"))
    }
}
