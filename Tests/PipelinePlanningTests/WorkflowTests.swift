import PipelineModel
import PipelinePlanning
import Testing

@Suite struct WorkflowTests {
    @Test func aPipelineCanBeFilteredOut() throws {
        let branches = Workflow(rules: [try rule("$CI_COMMIT_TAG", when: .never), try rule("$CI_COMMIT_BRANCH")])
        #expect(Planner.plan(pipeline([job("a")], workflow: branches), in: context()).names == ["a"])
        for other in [context(ref: "v1", isTag: true), mergeRequestContext()] {
            let result = Planner.plan(pipeline([job("a")], workflow: branches), in: other)
            #expect(result.plan == nil && result.diagnostics.isEmpty)
            #expect(result.filteredOut == "Pipeline filtered out by workflow rules.")
        }
    }

    @Test func rulesSetVariablesNameAndAutoCancel() throws {
        var matching = try rule("$CI", variables: [Variable("TARGET", "production")])
        matching.autoCancel = AutoCancel(onJobFailure: "all")
        let workflow = Workflow(name: "Deploy to  $TARGET ($CI_COMMIT_BRANCH)", rules: [matching])
        let result = Planner.plan(
            pipeline([job("a")], variables: [Variable("TARGET", "staging"), Variable("OTHER", "x")], workflow: workflow),
            in: context())
        #expect(result.plan?.name == "Deploy to production (main)")
        #expect(result.plan?.cancelsOnJobFailure == true)
        #expect(result.job("a")?.value("TARGET") == "production")
        #expect(result.job("a")?.value("OTHER") == "x")
        #expect(result.job("a")?.value("CI_PIPELINE_NAME") == "Deploy to production (main)")
    }

    @Test func onlyPreAndPostIsNoPipeline() {
        let jobs = [job("a") { $0.stage = ".pre" }, job("b") { $0.stage = ".post" }]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(
            result.filteredOut
                == "Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline."
        )
        #expect(Planner.plan(pipeline(jobs + [job("c")]), in: context()).names == ["a", "c", "b"])
    }

    @Test func jobsComeInStageOrder() {
        let jobs = [
            job("z") { $0.stage = "deploy" }, job("y"), job("x") { $0.stage = "build" }, job("w"),
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.names == ["x", "y", "w", "z"])
        #expect(result.plan?.stages == ["build", "test", "deploy"])
    }

    @Test func childPipelinesTakeForwardedVariables() throws {
        var parent = mergeRequestContext()
        parent.pipelineVariables = [Variable("RUN", "1")]
        let trigger = job("trigger") {
            $0.variables = [Variable("WHERE", "$CI_PROJECT_NAME/$LATER"), Variable("RAW", "$X", isRaw: true)]
            $0.rules = []
            $0.rules = nil
            $0.only = RefPolicy(refs: ["merge_requests"])
            $0.trigger = Trigger(target: .child([.local("child.yml")]), forwardsPipelineVariables: true)
        }
        let result = Planner.plan(pipeline([trigger], variables: [Variable("G", "g")]), in: parent)
        let child = parent.child(of: try #require(result.job("trigger")))
        #expect(child.source == .parentPipeline)
        #expect(
            child.pipelineVariables == [
                Variable("G", "g"), Variable("WHERE", "kayobe-config/$LATER"), Variable("RAW", "$X", isRaw: true),
                Variable("RUN", "1"),
            ])
        let inChild = try job("in child") { $0.rules = [try rule("$CI_PIPELINE_SOURCE == \"parent_pipeline\" && $G == \"g\"")] }
        #expect(Planner.plan(pipeline([inChild]), in: child).names == ["in child"])
    }
}
