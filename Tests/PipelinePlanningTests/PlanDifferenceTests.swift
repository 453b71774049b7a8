import PipelineModel
import PipelinePlanning
import Testing

@Suite struct PlanDifferenceTests {
    private func difference(
        _ old: [Job], _ new: [Job], beside: [String] = [],
        written: @escaping (PlanDifference.Side, String, String) -> [String] = { _, _, _ in [] }
    ) throws -> PlanDifference {
        let plans = try [old, new].map { jobs in
            let result = Planner.plan(pipeline(jobs), in: context())
            return try #require(result.plan, "\(result.messages) \(result.filteredOut ?? "")")
        }
        return PlanDifference(from: plans[0], to: plans[1], beside: beside, written: written)
    }

    private static let other = job("other") { $0.stage = "build" }

    /// Whatever differs in a job is told, under the keyword that people know.
    struct Alteration: Sendable, CustomTestStringConvertible {
        var property: String
        var keyword: String
        var change: @Sendable (inout Job) -> Void
        var testDescription: String { property }

        init(_ property: String, _ keyword: String, _ change: @escaping @Sendable (inout Job) -> Void) {
            self.property = property
            self.keyword = keyword
            self.change = change
        }
    }

    static let alterations: [Alteration] = [
        Alteration("stage", "stage") { $0.stage = "deploy" },
        Alteration("script", "script") { $0.script = ["false"] },
        Alteration("beforeScript", "before_script") { $0.beforeScript = ["x"] },
        Alteration("afterScript", "after_script") { $0.afterScript = ["x"] },
        Alteration("preGetSourcesScript", "hooks") { $0.preGetSourcesScript = ["x"] },
        Alteration("variables", "variables") { $0.variables = [Variable("A", "1")] },
        Alteration("inheritedVariables", "variables") { $0.inheritedVariables = .none },
        Alteration("rules", "rules") { $0.rules = [Rule(location: SourceLocation(file: "ci.yml", line: 1, column: 1))] },
        Alteration("only", "only") { $0.only = RefPolicy(refs: ["main"]) },
        Alteration("except", "except") { $0.except = RefPolicy(refs: ["tags"]) },
        Alteration("when", "when") { $0.when = .always },
        Alteration("startIn", "when") {
            $0.when = .delayed
            $0.startIn = .seconds(60)
        },
        Alteration("allowFailure", "allow_failure") { $0.allowFailure = .exitCodes([3]) },
        Alteration("manualConfirmation", "manual_confirmation") { $0.manualConfirmation = "Sure?" },
        Alteration("needs", "needs") { $0.needs = [Need(job: "other")] },
        Alteration("dependencies", "dependencies") { $0.dependencies = ["other"] },
        Alteration("parallel", "parallel") { $0.parallel = .count(1) },
        Alteration("retry", "retry") { $0.retry = Retry(max: 1) },
        Alteration("timeout", "timeout") { $0.timeout = .seconds(60) },
        Alteration("interruptible", "interruptible") { $0.interruptible = true },
        Alteration("resourceGroup", "resource_group") { $0.resourceGroup = "cloud" },
        Alteration("environment", "environment") { $0.environment = Environment(name: "production") },
        Alteration("artifacts", "artifacts") { $0.artifacts = Artifacts() },
        Alteration("caches", "cache") { $0.caches = [Cache()] },
        Alteration("coverage", "coverage") { $0.coverage = "x" },
        Alteration("trigger", "trigger") { $0.trigger = Trigger(target: .child([.local("a.yml")])) },
        Alteration("tags", "tags") { $0.tags = ["x"] },
        Alteration("image", "image") { $0.image = Image(name: "x", pullPolicies: ["always"]) },
        Alteration("secrets", "secrets") { $0.secrets = [Secret("A", .vault, path: "a")] },
        Alteration("idTokens", "id_tokens") { $0.idTokens = [IDToken("A", audiences: ["a"])] },
        Alteration("services", "services") { $0.services = [Service(image: Image(name: "x"))] },
    ]

    @Test(arguments: alterations) func alterationsAreTold(_ alteration: Alteration) throws {
        var globals = pipeline([])
        globals.variables = []
        let old = job("subject")
        let new = job("subject", line: 7) { alteration.change(&$0) }
        if case .count? = new.parallel {
            // The instances have other names.
            let difference = try difference([Self.other, old], [Self.other, new])
            #expect(
                difference.added.map(\.planned.name) == ["subject 1/1"] && difference.removed.map(\.planned.name) == ["subject"])
            return
        }
        if alteration.property == "inheritedVariables" {
            let plans = try [old, new].map { subject in
                try #require(Planner.plan(pipeline([subject], variables: [Variable("G", "1")]), in: context()).plan)
            }
            let difference = PlanDifference(from: plans[0], to: plans[1], beside: []) { _, _, _ in [] }
            #expect(difference.altered.first?.changes == [.init("variables", old: ["G: 1"], new: [])])
            return
        }
        let difference = try difference([Self.other, old], [Self.other, new])
        #expect(difference.altered.map(\.name) == ["subject"])
        let keywords = try #require(difference.altered.first).changes.map(\.keyword)
        #expect(keywords.contains(alteration.keyword), "\(keywords)")
        #expect(!keywords.contains("definition"), "told by name")
        #expect(difference.unchanged == 1 && !difference.isEmpty)
    }

    /// A property that is not in the table would only be told as `definition`.
    @Test func thePropertiesAreAllThere() {
        let properties = Set(Mirror(reflecting: job("a")).children.compactMap(\.label))
        let known = Set(Self.alterations.map(\.property)).union(["name", "location", "keywordsNotRunLocally"])
        #expect(known.isSubset(of: properties))
        #expect(properties.subtracting(known).isEmpty, "add it to JobComparison and to the table")
    }

    @Test func placesDoNotCount() throws {
        let jobs = try [1, 100].map { line in
            try job("subject", line: line) {
                $0.rules = [try rule("$CI", needs: [need("other", line: line)], line: line)]
                $0.needs = [need("other", line: line)]
            }
        }
        let policies = [1, 100].map { line in
            job("policy", line: line) {
                $0.only = RefPolicy(refs: ["main"], location: SourceLocation(file: "x", line: line, column: 1))
            }
        }
        let difference = try difference([Self.other, jobs[0], policies[0]], [Self.other, jobs[1], policies[1]])
        #expect(difference.isEmpty && difference.unchanged == 3, "\(difference.altered)")
    }

    @Test func detailsOfNeedsCount() throws {
        let base = job("subject") { $0.needs = [need("other")] }
        for (change, keywords) in [
            (need("other", optional: true), ["needs"]), (need("other", artifacts: false), ["artifacts from", "needs"]),
        ] {
            let other = job("other") {
                $0.stage = "build"
                $0.artifacts = Artifacts()
            }
            let difference = try difference([other, base], [other, job("subject") { $0.needs = [change] }])
            #expect(difference.altered.first?.changes.map(\.keyword) == keywords)
        }
    }

    @Test func rulesThatComeToTheSameAreTold() throws {
        let jobs = try ["$CI", "$GITLAB_CI"].map { condition in try job("subject") { $0.rules = [try rule(condition)] } }
        let difference = try difference([jobs[0]], [jobs[1]]) { side, job, keyword in
            ["\(side) \(job) \(keyword)"]
        }
        #expect(difference.altered.first?.changes == [.init("rules", old: ["old subject rules"], new: ["new subject rules"])])
    }

    @Test func whatAPlanMakesOfKeywordsIsShown() throws {
        let old = try job("subject") {
            $0.rules = [try rule("$CI", when: .manual, variables: [Variable("A", "1"), Variable("B", "b")])]
        }
        let new = job("subject") { $0.variables = [Variable("A", "2", isRaw: true), Variable("B", "b")] }
        let difference = try difference([old], [new])
        #expect(
            difference.altered.first?.changes == [
                .init("when", old: ["manual"], new: ["on_success"]),
                .init("variables", old: ["A: 1", "B: b"], new: ["A: 2 (not expanded)", "B: b"]),
                .init("rules", old: [], new: []),
            ])
    }

    @Test func keywordsBesideTheModelAreComparedAsWritten() throws {
        let subject = job("subject")
        let difference = try difference([subject], [subject], beside: ["release", "pages"]) { side, _, keyword in
            keyword == "release" && side == .new ? ["tag_name: v1"] : []
        }
        #expect(difference.altered.map(\.changes) == [[.init("release", old: [], new: ["tag_name: v1"])]])
    }

    @Test func jobsComeAndGoWithAReason() throws {
        let gone = try job("gone") { $0.rules = [try rule("$NONE")] }
        let difference = try difference([Self.other, job("gone"), job("old")], [Self.other, gone, job("new")])
        #expect(difference.removed.map(\.planned.name) == ["gone", "old"])
        #expect(difference.removed.map(\.reason) == ["rules: no rule matched", nil])
        #expect(difference.added.map(\.planned.name) == ["new"])
        #expect(difference.unchanged == 1)
    }

    @Test func thePipelineItself() throws {
        let jobs = [job("a") { $0.stage = "build" }, job("b") { $0.stage = "test" }]
        let old = Planner.plan(pipeline(jobs), in: context())
        let new = Planner.plan(
            pipeline(
                jobs, stages: ["test", "build"],
                workflow: Workflow(name: "Nightly", autoCancel: AutoCancel(onJobFailure: "all"))), in: context())
        let difference = PlanDifference(from: try #require(old.plan), to: try #require(new.plan), beside: []) { _, _, _ in [] }
        #expect(
            difference.pipeline == [
                .init("workflow:name", old: [], new: ["Nightly"]),
                .init("workflow:auto_cancel:on_job_failure", old: ["none"], new: ["all"]),
                .init("stages", old: ["build", "test"], new: ["test", "build"]),
            ])
    }
}
