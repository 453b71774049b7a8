import Foundation
import PipelineModel
import Processes
import RunHistory
import TestSupport
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
        guard !lines.isEmpty else { return }
        let report = ([scenario.expected.why] + lines.map { "    - \($0)" }).joined(separator: "\n")
        Issue.record("\(scenario.name): \(report)")
    }

    @Test func thereAreManyAndTheyDiffer() {
        #expect(Scenario.all.count >= 150)
        #expect(Set(Scenario.all.map { $0.name.drop { $0 != "_" } }).count == Scenario.all.count)
    }

    /// A comparison that finds nothing wrong is worth something only if it finds what is.
    @Test(arguments: [
        ("statuses", #"{ "greet": "failed" }"#, "greet: expected failed, found success"),
        ("statuses", "{}", #"jobs of the run: not expected ["greet"]"#),
        ("status", #""failed""#, #"status: expected failed, found success"#),
        ("exit_code", "1", "exit code: expected 1, found 0"),
        ("plan", #"{ "greet": { "stage": "build" } }"#, "plan of greet"),
        ("plan", #"{ "greet": {}, "more": {} }"#, #"planned jobs: missing ["more"]"#),
        ("excluded", #"["greet"]"#, #"excluded jobs: missing ["greet"]"#),
        ("failure_reasons", #"{ "greet": "script_failure" }"#, "greet: failure reason"),
        ("exit_codes", #"{ "greet": 7 }"#, "greet: exit code"),
        ("attempts", #"{ "greet": 2 }"#, "greet: attempts: expected 2, found 1"),
        ("coverage", #"{ "greet": 50 }"#, "greet: coverage"),
        ("log", #"{ "greet": ["goodbye"] }"#, #"greet: its trace lacks "goodbye""#),
        ("log_absent", #"{ "greet": ["value=hello"] }"#, #"greet: its trace must not hold "value=hello""#),
        ("order", #"[["greet", "greet"]]"#, "order: greet started before greet had finished"),
        ("overlap", #"[["greet", "absent"]]"#, "overlap: greet or absent did not run"),
        ("artifacts", #"{ "greet": ["a.txt"] }"#, #"greet: archived files: missing ["a.txt"]"#),
        ("reports", #"{ "greet": ["junit"] }"#, #"greet: reports: missing ["junit"]"#),
        ("children", #"[{ "job": "greet" }]"#, "child pipelines: expected 1, found 0"),
        ("diagnostics", #"[{ "severity": "error", "message": "no such thing" }]"#, "no such thing"),
    ])
    func wrongExpectationsAreNoticed(_ key: String, _ value: String, _ complaint: String) async throws {
        var expected = #""why": "", "exit_code": 0"#
        if key == "exit_code" { expected = #""why": """# }
        let json = "{ \(expected), \"\(key)\": \(value) }"
        let folder = try TemporaryDirectory()
        try Data("greet:\n  script: printf 'value=%s\\n' hello\n".utf8).write(to: URL(fileURLWithPath: folder[".gitlab-ci.yml"]))
        let scenario = Scenario(
            name: key, folder: folder.path, expected: try JSONDecoder().decode(ExpectedRun.self, from: Data(json.utf8)))
        await RunningScenarios.shared.enter()
        let lines = try? await Self.mismatches(scenario).lines
        await RunningScenarios.shared.leave()
        #expect(lines?.contains { $0.contains(complaint) } == true, "\(lines ?? [])")
    }

    private static func mismatches(_ scenario: Scenario) async throws -> Mismatches {
        var result = Mismatches()
        let place = try await ScenarioRepository(scenario)
        let expected = scenario.expected
        let context = expected.context ?? ScenarioContext()
        let options = context.options(variableFile: place.variableFile, sharedDirectory: place.sharedDirectory)

        if expected.pipeline.plan != nil || expected.excluded != nil {
            let output = try await SlipwayProgram.run(["list", "--format", "json"] + options, in: place)
            if let listed = try? JSONDecoder().decode(ListedPlan.self, from: Data(output.standardOutput)) {
                comparePlan(listed, expected, &result)
            } else {
                result.add("list: exit code \(output.exitCode), no plan:\n\(indented(output.text + output.errorText))")
            }
        }

        let lint = try await SlipwayProgram.run(["lint"], in: place)
        let hasErrors = expected.diagnostics?.contains { $0.severity == "error" } ?? false
        if lint.exitCode != 0, !hasErrors {
            result.add("lint: exit code \(lint.exitCode):\n\(indented(lint.text + lint.errorText))")
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

    private static func comparePlan(_ listed: ListedPlan, _ expected: ExpectedRun, _ result: inout Mismatches) {
        if let plan = expected.pipeline.plan {
            result.compareSets("planned jobs", expected: plan.keys, found: listed.jobs.map(\.name))
            for job in listed.jobs {
                guard let planned = plan[job.name] else { continue }
                result.compare("plan of \(job.name)", expected: planned, found: job.asExpected)
            }
        }
        result.compareSets("excluded jobs", expected: expected.excluded ?? [], found: listed.excluded.map(\.name))
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
