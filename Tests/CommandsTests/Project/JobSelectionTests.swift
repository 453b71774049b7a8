import PipelineModel
import Testing

@testable import Commands

@Suite struct JobSelectionTests {
    static let plan: Plan = {
        func job(_ name: String, _ stage: String, needs: [String]? = nil, of base: String? = nil, when: When = .onSuccess)
            -> PlannedJob
        {
            var configured = Job(name: base ?? name, location: SourceLocation(file: "f", line: 1, column: 1))
            configured.stage = stage
            configured.when = when
            var planned = PlannedJob(name: name, job: configured)
            planned.needs = needs
            planned.artifactSources = needs ?? []
            return planned
        }
        return Plan(
            stages: ["lint", "build", "deploy"],
            jobs: [
                job("yamllint", "lint"), job("ansible-lint", "lint"),
                job("image: [nova]", "build", needs: ["yamllint"], of: "image"),
                job("image: [glance]", "build", needs: [], of: "image"), job("deploy", "deploy", when: .manual),
            ],
            excluded: [ExcludedJob(name: "tempest", reason: "rules: no rule matched")])
    }()

    @Test(arguments: [
        (["ansible-lint"], ["ansible-lint"]), (["image: [nova]"], ["yamllint", "image: [nova]"]),
        (["image"], ["yamllint", "image: [nova]", "image: [glance]"]),
        (["deploy"], ["yamllint", "ansible-lint", "image: [nova]", "image: [glance]", "deploy"]),
    ])
    func takesWhatTheJobsNeed(_ names: [String], _ expected: [String]) throws {
        let part = try JobSelection.select(names, from: Self.plan)
        #expect(part.jobs.map(\.name) == expected)
        #expect(part.stages == Self.plan.stages.filter { stage in part.jobs.contains { $0.stage == stage } })
    }

    @Test func aJobAskedForByNameNeedsNoButton() throws {
        #expect(try JobSelection.select(["deploy"], from: Self.plan).jobs.last?.when == .onSuccess)
    }

    @Test func saysWhyAJobIsNotThere() throws {
        let excluded = try #require(throws: CommandFailure.self) { try JobSelection.select(["tempest"], from: Self.plan) }
        #expect(excluded.message == "tempest is not part of this pipeline: rules: no rule matched")
        let unknown = try #require(throws: CommandFailure.self) { try JobSelection.select(["yaml"], from: Self.plan) }
        #expect(unknown.status == .usage && unknown.message.contains("yamllint, ansible-lint"))
    }
}
