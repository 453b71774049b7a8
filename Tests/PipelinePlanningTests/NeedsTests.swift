import PipelineModel
import PipelinePlanning
import Testing

@Suite struct NeedsTests {
    private let matrix = Parallel.matrix([
        MatrixRow([.init("CLOUD", ["aws", "gcp"]), .init("COLOUR", ["blue", "green"])]), MatrixRow([.init("CLOUD", ["own"])]),
    ])

    @Test func instancesHaveGitLabsNames() throws {
        let result = Planner.plan(
            pipeline([job("a") { $0.parallel = .count(3) }, job("b") { $0.parallel = matrix }]), in: context())
        #expect(
            result.names == [
                "a 1/3", "a 2/3", "a 3/3", "b: [aws, blue]", "b: [aws, green]", "b: [gcp, blue]", "b: [gcp, green]", "b: [own]",
            ])
        let second = try #require(result.job("b: [aws, green]"))
        #expect(second.value("COLOUR") == "green" && second.value("CI_NODE_INDEX") == "2" && second.value("CI_NODE_TOTAL") == "5")
        #expect(result.job("a 3/3")?.value("CI_JOB_NAME_SLUG") == "a-3-3")
        #expect(result.job("a 3/3")?.value("CI_JOB_GROUP_NAME") == "a")
    }

    @Test func aNeedMeansAllInstances() {
        let jobs = [
            job("a") { $0.parallel = .count(2) }, job("b") { $0.needs = [need("a")] }, job("c") { $0.needs = [need("a 2/2")] },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.job("b")?.needs == ["a 1/2", "a 2/2"])
        #expect(result.job("b")?.artifactSources == ["a 1/2", "a 2/2"])
        #expect(result.job("c")?.needs == ["a 2/2"])
    }

    @Test func aNeedCanChooseInstances() {
        let jobs = [
            job("a") { $0.parallel = matrix },
            job("b") {
                $0.needs = [need("a", matrix: [MatrixRow([.init("CLOUD", ["aws"]), .init("COLOUR", ["blue", "green"])])])]
            },
            job("c") {
                $0.parallel = .matrix([MatrixRow([.init("WHERE", ["aws", "gcp"])])])
                $0.needs = [need("a", matrix: [MatrixRow([.init("CLOUD", ["$[[ matrix.WHERE ]]"]), .init("COLOUR", ["blue"])])])]
            },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.messages == [])
        #expect(result.job("b")?.needs == ["a: [aws, blue]", "a: [aws, green]"])
        #expect(result.job("c: [gcp]")?.needs == ["a: [gcp, blue]"])
    }

    @Test func ofOneNameTheLastCounts() {
        let twice = Parallel.matrix([MatrixRow([.init("A", ["1", "1", "2"])]), MatrixRow([.init("B", ["2"])])])
        let jobs = [
            job("a") { $0.parallel = twice }, job("b") { $0.needs = [need("a", matrix: [MatrixRow([.init("A", ["1", "1"])])])] },
            job("c: [2]"), job("c") { $0.parallel = .matrix([MatrixRow([.init("A", ["2"])])]) },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.names == ["a: [1]", "a: [2]", "b", "c: [2]"])
        #expect(result.job("a: [1]")?.value("CI_NODE_INDEX") == "2")
        #expect(result.job("b")?.needs == ["a: [1]"])
        #expect(result.job("c: [2]")?.value("A") == "2")
    }

    @Test func aMatrixIsCountedBeforeItIsMade() {
        let wide = MatrixRow((0..<100).map { MatrixRow.Axis("A\($0)", ["1", "2"]) })
        let jobs = [
            job("a") { $0.parallel = .matrix([wide]) }, job("b") { $0.parallel = .count(2) },
            job("c") { $0.needs = [need("b", matrix: [wide])] },
        ]
        #expect(
            Planner.plan(pipeline(jobs), in: context()).messages == [
                "ci.yml:1:1: jobs:a:parallel config generates too many jobs (maximum is 200)",
                "ci.yml:20:9: c job: need b: parallel:matrix config generates too many jobs (maximum is 200)",
            ])
    }

    @Test func dependenciesOnWhatIsNotWaitedForBringNothing() {
        let jobs = [
            job("a") { $0.artifacts = Artifacts() }, job("b") { $0.dependencies = ["a"] },
            job("c") {
                $0.needs = [need("a")]
                $0.dependencies = ["a"]
            },
            job("d") {
                $0.stage = "deploy"
                $0.needs = []
                $0.dependencies = ["a"]
            },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.messages == [])
        #expect(result.job("b")?.artifactSources == [] && result.job("c")?.artifactSources == ["a"])
        #expect(result.job("d")?.needs == [] && result.job("d")?.artifactSources == [])
    }

    @Test func aChoiceOfInstancesWithoutParallelMeansTheJob() {
        let jobs = [job("a"), job("b") { $0.needs = [need("a", matrix: [MatrixRow([.init("A", ["1"])])])] }]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.messages == [] && result.job("b")?.needs == ["a"])
    }

    @Test func aNeedOfAllInstancesAndOfOneIsTwice() {
        let jobs = [job("a") { $0.parallel = .count(2) }, job("b") { $0.needs = [need("a"), need("a 2/2", line: 21)] }]
        #expect(
            Planner.plan(pipeline(jobs), in: context()).messages == [
                "ci.yml:21:9: b has the following needs duplicated: a 2/2."
            ])
    }

    @Test func noNeedsIsNotEmptyNeeds() {
        let result = Planner.plan(pipeline([job("a"), job("b") { $0.needs = [] }]), in: context())
        #expect(result.job("a")?.needs == nil)
        #expect(result.job("b")?.needs == [])
    }

    @Test func optionalNeedsMayBeAbsent() throws {
        let jobs = [
            try job("a") { $0.rules = [try rule("$CI_COMMIT_TAG")] },
            job("b") { $0.needs = [need("a", optional: true), need("c"), need("nowhere", optional: true)] },
            job("c"),
        ]
        #expect(Planner.plan(pipeline(jobs), in: context()).job("b")?.needs == ["c"])
    }

    @Test func anAbsentNeedIsAnError() throws {
        let jobs = [
            try job("a") { $0.rules = [try rule("$CI_COMMIT_TAG")] },
            job("b", line: 5) { $0.needs = [need("a", line: 8)] },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        #expect(result.plan == nil)
        #expect(
            result.messages == [
                "ci.yml:8:9: 'b' job needs 'a' job, but 'a' does not exist in the pipeline. This might be because of the only, except, "
                    + "or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional."
            ])
    }

    @Test func badNeedsAreErrors() {
        let many = (0...50).map { index in job("n\(index)") { $0.stage = "build" } }
        let jobs =
            many + [
                job("undefined") { $0.needs = [need("nowhere", line: 31)] },
                job("later") { $0.needs = [need("deploy", line: 32)] },
                job("deploy") { $0.stage = "deploy" },
                job("greedy") { $0.needs = (0...50).map { need("n\($0)", line: 33) } },
                job("rows") { $0.parallel = .matrix([MatrixRow([.init("A", ["1"])])]) },
                job("matrix", line: 34) {
                    $0.needs = [need("rows", line: 34, matrix: [MatrixRow([.init("A", ["$[[ matrix.B ]]"])])])]
                },
                job("sources", line: 35) { $0.dependencies = ["nowhere", "deploy"] },
                job("both", line: 36) {
                    $0.needs = [need("n0")]
                    $0.dependencies = ["n1"]
                },
            ]
        #expect(
            Planner.plan(pipeline(jobs), in: context()).messages == [
                "ci.yml:31:9: undefined job: undefined need: nowhere",
                "ci.yml:32:9: later job: need deploy is not defined in current or prior stages",
                "ci.yml:33:9: greedy: one job can only need 50 others, but you have listed 51. "
                    + "See needs keyword documentation for more details",
                "ci.yml:34:9: matrix job: `matrix.B` is not a variable of its parallel:matrix",
                "ci.yml:35:1: sources job: undefined dependency: nowhere",
                "ci.yml:35:1: sources job: dependency deploy is not defined in current or prior stages",
                "ci.yml:36:1: both job: dependency n1 should be part of needs",
            ])
    }

    @Test func circlesAreErrors() throws {
        let jobs = [
            try job("a") { $0.rules = [try rule(needs: [need("c", line: 41)])] },
            job("b") { $0.needs = [need("a", line: 42)] },
            job("c") { $0.needs = [need("b", line: 43)] },
        ]
        #expect(
            Planner.plan(pipeline(jobs), in: context()).messages == [
                "ci.yml:41:9: The pipeline has circular dependencies: a -> c -> b -> a"
            ])
        let own = [job("self") { $0.needs = [need("self")] }]
        #expect(
            Planner.plan(pipeline(own), in: context()).messages == [
                "ci.yml:20:9: The pipeline has circular dependencies: self -> self"
            ])
    }

    @Test func tooManyInstancesAreErrors() {
        let wide = job("wide", line: 3) { $0.parallel = .matrix([MatrixRow([.init("A", (0...200).map(String.init))])]) }
        let result = Planner.plan(pipeline([job("a"), wide]), in: context())
        #expect(result.messages == ["ci.yml:3:1: jobs:wide:parallel config generates too many jobs (maximum is 200)"])
        #expect(result.plan == nil)
        #expect(Planner.plan(pipeline([job("a") { $0.parallel = .count(200) }]), in: context()).names.count == 200)
    }

    @Test func longNamesAreErrors() {
        let name = String(repeating: "n", count: 253)
        let result = Planner.plan(pipeline([job(name) { $0.parallel = .count(1) }]), in: context())
        #expect(result.messages == ["ci.yml:1:1: job `\(name) 1/1` name is too long (maximum is 255 characters)"])
    }

    @Test func artifactsComeFromEarlierStages() {
        func maker(_ name: String, _ stage: String) -> Job {
            job(name) {
                $0.stage = stage
                $0.artifacts = Artifacts()
            }
        }
        let jobs = [
            maker("pre", ".pre"), maker("build", "build"), job("silent") { $0.stage = "build" }, maker("test", "test"),
            maker("deploy", "deploy"),
            job("chosen") {
                $0.stage = "deploy"
                $0.dependencies = ["build"]
            },
            job("none") {
                $0.stage = "deploy"
                $0.dependencies = []
            },
            job("needing") { $0.needs = [need("build"), need("pre", artifacts: false), need("silent")] },
            job("both") {
                $0.needs = [need("build"), need("pre")]
                $0.dependencies = ["pre"]
            },
        ]
        let result = Planner.plan(pipeline(jobs), in: context())
        let sources = Dictionary(uniqueKeysWithValues: result.plan?.jobs.map { ($0.name, $0.artifactSources) } ?? [])
        #expect(sources["pre"] == [] && sources["build"] == ["pre"] && sources["test"] == ["pre", "build"])
        #expect(sources["deploy"] == ["pre", "build", "test"])
        #expect(sources["chosen"] == ["build"] && sources["none"] == [])
        #expect(sources["needing"] == ["build", "silent"] && sources["both"] == ["pre"])
    }
}
