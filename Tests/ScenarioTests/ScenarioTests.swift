import Foundation
import PipelineModel
import Processes
import RunHistory
import Testing

/// Every folder of fixtures/scenarios, planned and run by the built `slipway` as a person would.
struct ScenarioTests {
    @Test(arguments: Scenario.all)
    func scenario(_ scenario: Scenario) async throws {
        await RunningScenarios.shared.enter()
        let result: Result<Mismatches, any Error>
        do {
            result = .success(try await Self.mismatches(scenario))
        } catch {
            result = .failure(error)
        }
        await RunningScenarios.shared.leave()
        let lines = try result.get().lines
        if !lines.isEmpty {
            Issue.record("\(scenario.name): \(scenario.expected.why)\n" + lines.map { "    - \($0)" }.joined(separator: "\n"))
        }
    }

    @Test func thereAreManyAndTheyDiffer() {
        #expect(Scenario.all.count >= 150)
        #expect(Set(Scenario.all.map { $0.name.drop { $0 != "_" } }).count == Scenario.all.count)
    }

    private static func mismatches(_ scenario: Scenario) async throws -> Mismatches {
        var result = Mismatches()
        let place = try await ScenarioRepository(scenario)
        let expected = scenario.expected
        let context = expected.context ?? ScenarioContext()
        let options = context.options(variableFile: place.variableFile, sharedDirectory: place.sharedDirectory)

        if let plan = expected.pipeline.plan {
            let output = try await SlipwayProgram.run(["list", "--format", "json"] + options, in: place)
            if let listed = try? JSONDecoder().decode(ListedPlan.self, from: Data(output.standardOutput)) {
                comparePlan(listed, plan, excluded: expected.excluded ?? [], &result)
            } else {
                result.add("list: exit code \(output.exitCode), no plan:\n\(indented(output.text + output.errorText))")
            }
        }

        let output = try await SlipwayProgram.run(["run"] + context.runOptions(options), in: place)
        if output.exitCode != expected.exitCode {
            result.add(
                "exit code: expected \(expected.exitCode), found \(output.exitCode):\n\(indented(output.text + output.errorText))")
        }
        compareDiagnostics(expected.diagnostics ?? [], output, &result)
        try compareRun(expected, place, &result)
        return result
    }

    private static func comparePlan(
        _ listed: ListedPlan, _ plan: [String: ExpectedJob], excluded: [String], _ result: inout Mismatches
    ) {
        result.compareSets("planned jobs", expected: plan.keys, found: listed.jobs.map(\.name))
        for job in listed.jobs {
            guard let expected = plan[job.name] else { continue }
            result.compare("plan of \(job.name)", expected: expected, found: job.asExpected)
        }
        result.compareSets("excluded jobs", expected: excluded, found: listed.excluded.map(\.name))
    }

    private static func compareDiagnostics(_ expected: [ExpectedDiagnostic], _ output: ToolOutput, _ result: inout Mismatches) {
        let lines = output.errorText.split(separator: "\n").compactMap(DiagnosticLine.init)
        for diagnostic in expected where !lines.contains(where: { $0.matches(diagnostic) }) {
            let place = "\(diagnostic.file ?? "-"):\(diagnostic.line ?? 0):\(diagnostic.column ?? 0)"
            result.add(
                "diagnostics: no \"\(place): \(diagnostic.severity): …\(diagnostic.message)…\" in\n\(indented(output.errorText))")
        }
        for line in lines where line.severity == "error" && !expected.contains(where: line.matches) {
            result.add("diagnostics: not expected: \(line.description)")
        }
    }

    private static func compareRun(_ expected: ExpectedRun, _ place: ScenarioRepository, _ result: inout Mismatches) throws {
        let store = RunStore(directory: place.repository + "/.slipway")
        guard let id = try store.runIDs().last else {
            if expected.pipeline.statuses?.isEmpty == false { result.add("there is no run") }
            return
        }
        if expected.exitCode == 3 { return result.add("a run was made of a configuration that was refused") }
        let record = try store.record(of: id)
        let directory = store.directory(ofRun: id)
        guard let root = record.pipelines.first else { return result.add("the run has no pipeline") }
        let comparison = PipelineComparison(expected: expected.pipeline, found: root, runDirectory: directory, label: "")
        for line in comparison.mismatches().lines { result.add(line) }

        let children = record.pipelines.dropFirst()
        if children.count != expected.children?.count ?? 0 {
            result.add("child pipelines: expected \(expected.children?.count ?? 0), found \(children.count)")
        }
        for child in expected.children ?? [] {
            let name = child.job ?? ""
            let trigger = record.pipelines.flatMap(\.jobs).first { $0.name == name && $0.downstreamPipeline != nil }
            guard let trigger, let pipeline = children.first(where: { $0.id == trigger.downstreamPipeline }) else {
                result.add("child pipelines: \(name) started none")
                continue
            }
            result.compareSets("\(name) › planned jobs", expected: (child.plan ?? [:]).keys, found: pipeline.jobs.map(\.name))
            let comparison = PipelineComparison(expected: child, found: pipeline, runDirectory: directory, label: "\(name) › ")
            for line in comparison.mismatches().lines { result.add(line) }
        }
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "        | \($0)" }.joined(separator: "\n")
    }
}
