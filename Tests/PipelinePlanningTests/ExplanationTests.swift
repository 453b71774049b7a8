import PipelineModel
import PipelinePlanning
import Testing

@Suite struct ExplanationTests {
    private func explain(_ rules: [Rule], in context: PlanningContext = context(), _ change: (inout Job) -> Void = { _ in })
        throws -> JobExplanation
    {
        let subject = job("subject") {
            $0.rules = rules
            change(&$0)
        }
        let explanation = Planner.explain(pipeline([job("other"), subject]), in: context) { $0 == "subject" }
        #expect(explanation.jobs.count == 1)
        return try #require(explanation.jobs.first)
    }

    /// A clause's paths and what became of them.
    private func answer(_ explanation: JobExplanation) -> PathsAnswer? {
        switch explanation.rules.first?.rules.first?.clauses.first?.subject {
        case .changes(_, _, let answer): answer
        case .exists(_, let answer): answer
        default: nil
        }
    }

    @Test func laterRulesAndClausesAreNotLookedAt() throws {
        let explanation = try explain([
            try rule("$CI_COMMIT_TAG", changes: PathChanges(paths: ["a"])), try rule("$CI", when: .manual), try rule("$CI"),
        ])
        let rules = try #require(explanation.rules.first)
        #expect(rules.decidedBy == 1)
        #expect(rules.rules.map(\.holds) == [false, true, nil])
        #expect(rules.rules[0].clauses.map(\.holds) == [false, nil])
        #expect(rules.rules[1].settings == [.init(name: "when", value: "manual")])
        #expect(explanation.planned?.when == .manual && explanation.reason == nil)
    }

    @Test(
        arguments: [
            (nil, .nothingToCompareWith, 0), ([], .noMatch, 0), (["x"], .noMatch, 1),
            (["x", "src/a.c"], .match(path: "src/a.c", pattern: "src/*"), 2),
        ] as [([String]?, PathsAnswer.Ground, Int)])
    func changesTellTheirGrounds(_ changed: [String]?, _ ground: PathsAnswer.Ground, _ examined: Int) throws {
        let explanation = try explain([try rule(changes: PathChanges(paths: ["docs/*", "src/*"]))], in: context(changed: changed))
        let answer = try #require(self.answer(explanation))
        #expect(answer.ground == ground && answer.examined == examined)
        #expect(answer.base == (changed == nil ? nil : "base"))
    }

    @Test(
        arguments: [
            (["Dockerfile"], .match(path: "Dockerfile", pattern: "Dockerfile"), 2),
            (["*.yml"], .noMatch, 2), (["docs/"], .match(path: "docs/a/b.md", pattern: "docs/"), 3),
            (["**/*.md"], .match(path: "README.md", pattern: "**/*.md"), 3),
            (["docs/**/b.*"], .match(path: "docs/a/b.md", pattern: "docs/**/b.*"), 3),
        ] as [([String], PathsAnswer.Ground, Int)])
    func existsTellsItsGrounds(_ patterns: [String], _ ground: PathsAnswer.Ground, _ examined: Int) throws {
        let explanation = try explain([try rule(exists: patterns)], in: context(all: ["Dockerfile", "README.md", "docs/a/b.md"]))
        #expect(answer(explanation) == PathsAnswer(ground, examined: examined))
    }

    /// GitLab counts neither names nor extensions, only patterns; for patterns without a slash only files at the top.
    @Test(
        arguments: [
            (["nothing"], false), (["**/*.none"], false), (["none/*"], false), (["none/*", "other/*"], true),
            (["**/*.none", "none/*", "nothing"], false), (["*.none", "*.other"], false),
        ] as [([String], Bool)])
    func existsHasALimit(_ patterns: [String], _ expected: Bool) throws {
        let files = (1...50_000).map { "d/\($0)" }
        #expect((try explain([try rule(exists: patterns)], in: context(all: files)).planned != nil) == expected)
    }

    @Test func patternsOfMaskedVariablesStayAsWritten() throws {
        var context = context(changed: ["hush/a"])
        context.projectVariables = [Variable("SECRET", "hush", isMasked: true), Variable("OTHER", "$SECRET/a")]
        let explanation = try explain(
            [try rule("$OTHER == \"x\" || $OTHER", changes: PathChanges(paths: ["$OTHER"]))], in: context)
        #expect(explanation.planned != nil)
        #expect(!"\(explanation.rules)".contains("hush"), "\(explanation.rules)")
        guard case .changes(let patterns, _, let answer?) = explanation.rules[0].rules[0].clauses[1].subject else {
            Issue.record("no answer")
            return
        }
        #expect(patterns == ["$OTHER"] && answer.holds)
    }

    @Test func matrixJobsAreExplainedOneByOne() throws {
        let subject = try job("subject") {
            $0.rules = [try rule("$OS == \"linux\"")]
            $0.parallel = .matrix([MatrixRow([.init("OS", ["linux", "macos"])])])
        }
        let all = Planner.explain(pipeline([subject]), in: context()) { $0 == "subject" }
        #expect(all.jobs.map(\.name) == ["subject: [linux]", "subject: [macos]"])
        #expect(all.jobs.map { $0.planned != nil } == [true, false])
        let one = Planner.explain(pipeline([subject]), in: context()) { $0 == "subject: [macos]" }
        #expect(one.jobs.map(\.name) == ["subject: [macos]"])
    }

    @Test func onlyAndExceptNameWhatDecided() throws {
        let place = SourceLocation(file: "ci.yml", line: 5, column: 3)
        let subject = try job("subject") {
            $0.only = RefPolicy(
                refs: ["tags", "/^ma/"], variables: [try Expression(parsing: "$NONE"), try Expression(parsing: "$CI")],
                location: place)
            $0.except = RefPolicy(refs: ["main"], changes: ["a"])
        }
        let explanation = try #require(Planner.explain(pipeline([subject]), in: context(changed: ["a"])).jobs.first)
        #expect(explanation.rules.map(\.keyword) == [.only, .except])
        #expect(explanation.rules[0].rules.map(\.holds) == [true, true] && explanation.rules[0].decidedBy == nil)
        #expect(explanation.rules[0].rules[0].location == place)
        #expect(
            explanation.rules[0].rules[0].clauses.map(\.subject) == [.refs(["tags", "/^ma/"], match: "/^ma/", isDefault: false)])
        #expect(explanation.rules[0].rules[1].clauses.map(\.holds) == [false, true])
        #expect(explanation.rules[1].rules.map(\.holds) == [true, nil] && explanation.rules[1].decidedBy == 0)
        #expect(explanation.reason == "except: refs [main]")
    }

    @Test func aJobWithoutRulesHasTheDefault() throws {
        let explanation = try #require(Planner.explain(pipeline([job("a")]), in: mergeRequestContext()).jobs.first)
        #expect(explanation.rules[0].rules[0].clauses.map(\.subject) == [.refs(["branches", "tags"], match: nil, isDefault: true)])
        #expect(explanation.reason == "only: refs [branches, tags], the default")
    }

    @Test func workflowRulesAreTold() throws {
        let workflow = Workflow(rules: [try rule("$CI_COMMIT_TAG"), try rule("$CI", when: .never)])
        let explanation = Planner.explain(pipeline([job("a")], workflow: workflow), in: context())
        #expect(explanation.workflow?.decidedBy == 1)
        #expect(explanation.jobs.isEmpty && explanation.filteredOut == "Pipeline filtered out by workflow rules.")
    }

    @Test func anUnknownRefIsAnError() throws {
        var context = context()
        context.paths = RepositoryPaths(changed: { _ in .unknownRef }, all: { [] })
        let rules = [
            try rule("$NONE", changes: PathChanges(paths: ["a"], compareTo: "x")),
            try rule(changes: PathChanges(paths: ["a"], compareTo: "$CI_DEFAULT_BRANCH"), line: 12), try rule(),
        ]
        let jobs = ["a", "b"].map { name in job(name) { $0.rules = rules } }
        let result = Planner.plan(pipeline(jobs), in: context)
        #expect(result.plan == nil)
        #expect(result.messages == ["ci.yml:12:7: rules:changes:compare_to is not a valid ref"])
        #expect(result.diagnostics.first?.help == "there is no main, neither here nor at origin; git fetch may bring it")
    }
}
