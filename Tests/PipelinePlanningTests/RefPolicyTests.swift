import PipelineModel
import PipelinePlanning
import Testing

@Suite struct RefPolicyTests {
    private static let contexts: [String: PlanningContext] = [
        "push main": context(), "push dev": context(ref: "dev"), "tag": context(ref: "v1.0", isTag: true),
        "schedule": context(.schedule), "web": context(.web), "mr": mergeRequestContext(), "api": context(.api),
    ]

    /// `only`, `except`, and the contexts where the job is in.
    @Test(
        arguments: [
            (nil, nil, ["api", "push dev", "push main", "schedule", "tag", "web"]),
            (["branches"], nil, ["api", "push dev", "push main", "schedule", "web"]),
            (["tags"], nil, ["tag"]),
            (["main"], nil, ["api", "push main", "schedule", "web"]),
            (["merge_requests"], nil, ["mr"]),
            (["merge_request"], nil, ["mr"]),
            (["schedules", "web"], nil, ["schedule", "web"]),
            (["pushes"], nil, ["push dev", "push main", "tag"]),
            (["api"], nil, ["api"]),
            (["/^v[0-9.]+$/"], nil, ["tag"]),
            (["/^MA/i"], nil, ["api", "push main", "schedule", "web"]),
            (["/^(broken/"], nil, []),
            (["main@Cloud/Team/kayobe-config"], nil, ["api", "push main", "schedule", "web"]),
            (["main@other/fork"], nil, []),
            (nil, ["main"], ["push dev", "tag"]),
            (nil, ["tags", "schedules"], ["api", "push dev", "push main", "web"]),
            (["branches", "merge_requests"], ["/^dev/"], ["api", "mr", "push main", "schedule", "web"]),
        ] as [([String]?, [String]?, [String])])
    func refs(_ only: [String]?, _ except: [String]?, _ expected: [String]) {
        let subject = job("subject") {
            $0.only = only.map { RefPolicy(refs: $0) }
            $0.except = except.map { RefPolicy(refs: $0) }
        }
        let found = Self.contexts.filter { Planner.plan(pipeline([subject]), in: $0.value).names == ["subject"] }.keys.sorted()
        #expect(found == expected)
    }

    @Test func reasonsNameTheKeyword() throws {
        func reason(_ context: PlanningContext, _ change: (inout Job) throws -> Void) rethrows -> String? {
            let other = job("other") { $0.only = RefPolicy(refs: ["branches", "tags", "merge_requests"]) }
            return Planner.plan(pipeline([other, try job("subject", change)]), in: context).reason("subject")
        }
        #expect(reason(context(ref: "dev")) { $0.only = RefPolicy(refs: ["main", "/^v/"]) } == "only: refs [main, /^v/]")
        #expect(reason(mergeRequestContext()) { _ in } == "only: refs [branches, tags], the default")
        #expect(reason(context()) { $0.except = RefPolicy(refs: ["main"]) } == "except: refs [main]")
        #expect(
            try reason(context()) { $0.only = RefPolicy(variables: [try Expression(parsing: "$NO")]) } == "only: variables [$NO]")
        #expect(
            try reason(context()) { $0.except = RefPolicy(variables: [try Expression(parsing: "$CI")]) }
                == "except: variables [$CI]")
        #expect(reason(context(changed: ["b"])) { $0.only = RefPolicy(changes: ["a"]) } == "only: changes [a]")
        #expect(reason(context(changed: ["a"])) { $0.except = RefPolicy(changes: ["a"]) } == "except: changes [a]")
        #expect(reason(context()) { $0.only = RefPolicy(kubernetes: true) } == "only: kubernetes active, and there is no cluster")
        #expect(reason(mergeRequestContext()) { $0.only = RefPolicy(changes: ["a"]) } == "only: refs [branches, tags], the default")
    }

    @Test func workflowRulesReplaceTheDefault() throws {
        let workflow = Workflow(rules: [try rule("$CI")])
        #expect(Planner.plan(pipeline([job("a")], workflow: workflow), in: mergeRequestContext()).names == ["a"])
    }
}
