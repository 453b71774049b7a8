import PipelineModel
import PipelinePlanning
import Testing

@Suite struct RulesTests {
    private func plan(_ rules: [Rule], in context: PlanningContext = context(), _ change: (inout Job) -> Void = { _ in })
        -> PlanResult
    {
        let subject = job("subject") {
            $0.rules = rules
            change(&$0)
        }
        return Planner.plan(pipeline([job("always"), subject]), in: context)
    }

    @Test func theFirstMatchWins() throws {
        let result = plan([
            try rule("$CI_COMMIT_BRANCH == \"dev\"", when: .always),
            try rule("$CI_COMMIT_BRANCH == \"main\"", when: .onFailure),
            try rule(when: .manual),
        ])
        #expect(result.job("subject")?.when == .onFailure)
    }

    @Test func noMatchIsAbsence() throws {
        let result = plan([try rule("$CI_COMMIT_TAG")])
        #expect(result.names == ["always"])
        #expect(result.reason("subject") == "rules: no rule matched")
        #expect(plan([]).reason("subject") == "rules: the list is empty")
    }

    @Test func neverNamesItsRule() throws {
        let result = plan([try rule("$CI_COMMIT_TAG"), try rule("$CI", when: .never, line: 12), try rule()])
        #expect(result.reason("subject") == "rules: rule 2 (line 12) says when: never")
    }

    @Test(
        arguments: [
            (["src/a.c"], ["src/**/*"], true), (["src/a.c"], ["docs/**/*"], false), (["a/$X.c"], ["a/$UNDEFINED.c"], false),
            (["a/1.c"], ["a/$N.c"], true), (nil, ["docs/**/*"], true), ([], ["**/*"], false),
        ] as [([String]?, [String], Bool)])
    func changes(_ changed: [String]?, _ patterns: [String], _ expected: Bool) throws {
        let result = plan([try rule(changes: PathChanges(paths: patterns))], in: context(changed: changed)) {
            $0.variables = [Variable("N", "1")]
        }
        #expect((result.job("subject") != nil) == expected)
    }

    @Test func changesCompareWithAnExpandedRef() throws {
        var context = context()
        context.paths = RepositoryPaths(changed: { ChangedPaths($0 == "refs/heads/main" ? ["a"] : ["b"]) }, all: { [] })
        let result = plan([try rule(changes: PathChanges(paths: ["a"], compareTo: "refs/heads/$CI_DEFAULT_BRANCH"))], in: context)
        #expect(result.names.contains("subject"))
    }

    @Test func beyondTheComparisonLimitChangesHold() throws {
        let many = (0...25_000).map { "f\($0)" }
        #expect(plan([try rule(changes: PathChanges(paths: ["x"]))], in: context(changed: many)).names == ["always"])
        #expect(
            plan([try rule(changes: PathChanges(paths: ["x", "y"]))], in: context(changed: many)).names == ["always", "subject"])
    }

    @Test(arguments: [
        (["Dockerfile"], true), (["a/Dockerfile"], false), (["*.md"], true), (["docs/*"], false), (["docs/**/*.md"], true),
        (["nothing", "README.md"], true), (["$CI_DEFAULT_BRANCH.txt"], true),
    ])
    func exists(_ patterns: [String], _ expected: Bool) throws {
        let files = ["Dockerfile", "README.md", "docs/a/b.md", "main.txt"]
        let result = plan([try rule(exists: patterns)], in: context(all: files))
        #expect((result.job("subject") != nil) == expected)
    }

    @Test func allClausesMustHold() throws {
        let rules = [try rule("$CI", changes: PathChanges(paths: ["a"]), exists: ["b"])]
        #expect(plan(rules, in: context(changed: ["a"], all: ["b"])).names.count == 2)
        #expect(plan(rules, in: context(changed: ["a"], all: [])).names.count == 1)
        #expect(plan(rules, in: context(changed: ["x"], all: ["b"])).names.count == 1)
    }

    /// `allow_failure` of the rule, of the job, `when` of the rule, of the job; what comes out.
    @Test(
        arguments: [
            (nil, nil, nil, .onSuccess, .no),
            (nil, nil, .manual, .onSuccess, .no),
            (nil, nil, nil, .manual, .yes),
            (true, nil, .manual, .onSuccess, .yes),
            (nil, .yes, .manual, .onSuccess, .yes),
            (false, .yes, nil, .onSuccess, .no),
            (nil, .exitCodes([3]), nil, .onSuccess, .exitCodes([3])),
            (true, .exitCodes([3]), nil, .onSuccess, .yes),
        ] as [(Bool?, AllowFailure?, When?, When, AllowFailure)])
    func allowFailure(_ ofRule: Bool?, _ ofJob: AllowFailure?, _ ruleWhen: When?, _ jobWhen: When, _ expected: AllowFailure) throws
    {
        let result = plan([try rule(when: ruleWhen, allowFailure: ofRule)]) {
            $0.allowFailure = ofJob
            $0.when = jobWhen
        }
        #expect(result.job("subject")?.allowFailure == expected)
    }

    @Test func manualOutsideRulesMayFail() {
        let result = Planner.plan(pipeline([job("deploy") { $0.when = .manual }]), in: context())
        #expect(result.job("deploy")?.allowFailure == .yes)
        #expect(result.job("deploy")?.value("CI_JOB_MANUAL") == "true")
    }

    @Test func aRuleSetsVariablesNeedsAndDelay() throws {
        var delayed = try rule(when: .delayed, variables: [Variable("A", "rule"), Variable("B", "$A-b")], needs: [])
        delayed.startIn = .seconds(60)
        delayed.interruptible = true
        let result = plan([delayed]) {
            $0.variables = [Variable("A", "job"), Variable("C", "c")]
            $0.needs = [need("always")]
            $0.environment = Environment(name: "review/$A")
        }
        let subject = try #require(result.job("subject"))
        #expect(subject.when == .delayed && subject.startIn == .seconds(60) && subject.interruptible)
        #expect(subject.needs == [])
        #expect(subject.variables.jobYAML.map(\.key) == ["C", "A", "B"])
        #expect(subject.value("B") == "rule-b")
        #expect(subject.environment?.name == "review/rule")
    }

    @Test func rulesSeeJobAndMatrixVariables() throws {
        let result = plan([try rule("$OS == \"linux\" && $CI_JOB_NAME =~ /^subject: / && $MODE == \"on\"")]) {
            $0.variables = [Variable("MODE", "on")]
            $0.parallel = .matrix([MatrixRow([.init("OS", ["linux", "macos"])])])
        }
        #expect(result.names == ["always", "subject: [linux]"])
        #expect(result.reason("subject: [macos]") == "rules: no rule matched")
    }

    @Test func whenNeverLeavesOut() {
        let result = Planner.plan(pipeline([job("a"), job("b") { $0.when = .never }]), in: context())
        #expect(result.reason("b") == "when: never")
    }
}
