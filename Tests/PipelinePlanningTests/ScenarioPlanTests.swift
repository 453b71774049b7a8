import Foundation
import PipelineLoading
import PipelineModel
import PipelinePlanning
import Testing

/// The plans of `fixtures/scenarios`, without running them: ScenarioTests drives the whole program over the same folders.
@Suite struct ScenarioPlanTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String
        var folder: String
        var expected: Expected
        var testDescription: String { name }

        static var all: [Scenario] { found.scenarios }

        /// The scenarios with a plan, and the folders whose expectations this test cannot read.
        static let found: (scenarios: [Scenario], unreadable: [String]) = {
            let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/scenarios").standardized
                .path
            var scenarios: [Scenario] = []
            var unreadable: [String] = []
            for name in ((try? FileManager.default.contentsOfDirectory(atPath: top)) ?? []).sorted() {
                let folder = "\(top)/\(name)"
                guard let data = FileManager.default.contents(atPath: folder + "/expected.json") else { continue }
                do {
                    let expected = try JSONDecoder().decode(Expected.self, from: data)
                    // Only the whole program knows how to find files from elsewhere.
                    guard expected.plan != nil, expected.context?.shipped_pipelines != true,
                        !FileManager.default.fileExists(atPath: folder + "/elsewhere")
                    else { continue }
                    scenarios.append(Scenario(name: name, folder: folder, expected: expected))
                } catch {
                    unreadable.append("\(name): \(error)")
                }
            }
            return (scenarios, unreadable)
        }()
    }

    struct Expected: Decodable, Sendable {
        var context: Context?
        var plan: [String: ExpectedJob]?
        var excluded: [String]?
    }

    @Test func everyScenarioCanBeRead() {
        #expect(Scenario.found.unreadable.isEmpty)
        #expect(Scenario.all.count > 100)
    }

    struct Context: Decodable, Sendable {
        var source: String?
        var branch: String?
        var target: String?
        var tag: String?
        var changes: [String: String?]?
        var uncommitted: [String: String?]?
        var variables: [String: ExpectedVariable]?
        var shipped_pipelines: Bool?
    }

    struct ExpectedVariable: Decodable, Sendable {
        var variable: Variable

        init(from decoder: any Decoder) throws {
            if let value = try? decoder.singleValueContainer().decode(String.self) {
                variable = Variable("", value)
                return
            }
            struct Properties: Decodable { var value: String, masked: Bool?, file: Bool?, raw: Bool? }
            let container = try decoder.singleValueContainer()
            // Of the values for several environments, the one for all of them comes first.
            let properties = try (try? container.decode(Properties.self)) ?? container.decode([Properties].self)[0]
            variable = Variable(
                "", properties.value, isRaw: properties.raw ?? false, isMasked: properties.masked ?? false,
                isFile: properties.file ?? false)
        }
    }

    struct ExpectedJob: Decodable, Sendable {
        var stage: String?
        var when: String?
        var needs: [String]?
    }

    @Test func thereAreMany() { #expect(Scenario.all.count >= 100) }

    @Test(arguments: Scenario.all) func plan(_ scenario: Scenario) throws {
        let facts = scenario.expected.context
        var files = Set(try DirectorySource(root: scenario.folder).filePaths()).subtracting(["expected.json"])
        for (path, content) in facts?.changes ?? [:] { if content == nil { files.remove(path) } else { files.insert(path) } }
        let source = ChangedSource(
            base: try DirectorySource(root: scenario.folder), changes: facts?.changes ?? [:], files: files.sorted())

        var context = context(
            PlanningContext.Source(rawValue: facts?.source ?? "push") ?? .push, ref: facts?.tag ?? facts?.branch ?? "main",
            isTag: facts?.tag != nil)
        if context.source == .mergeRequestEvent {
            context.mergeRequest = MergeRequestFacts(
                iid: 1, sourceBranch: context.ref, targetBranch: facts?.target ?? "main", diffBaseSHA: commit.sha)
        }
        let changed = facts?.changes.map { $0.keys.sorted() }
        let hasBase = context.source == .push || context.source == .mergeRequestEvent
        context.paths = RepositoryPaths(changed: { ChangedPaths($0 == nil && !hasBase ? nil : changed) }, all: { source.files })
        context.pipelineVariables = (facts?.variables ?? [:]).sorted { $0.key < $1.key }.map { key, value in
            var variable = value.variable
            variable.key = key
            return variable
        }
        let variables = PredefinedVariables.pipeline(context) + context.pipelineVariables
        let values = Dictionary(variables.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let loaded = PipelineLoader(source: source).load(file: ".gitlab-ci.yml", context: IncludeContext(variables: values))
        #expect(!loaded.diagnostics.hasErrors, "\(loaded.diagnostics.map(\.message))")
        let result = Planner.plan(try #require(loaded.pipeline), in: context)
        #expect(result.messages == [])
        expectAgreement(Planner.explain(try #require(loaded.pipeline), in: context), result)
        #expect(result.excluded.map(\.name).sorted() == (scenario.expected.excluded ?? []).sorted())
        guard scenario.expected.plan?.isEmpty == false else {
            #expect(result.plan == nil && result.filteredOut != nil)
            return
        }
        let plan = try #require(result.plan, "\(result.filteredOut ?? "")")

        #expect(plan.jobs.map(\.name).sorted() == scenario.expected.plan?.keys.sorted())
        for job in plan.jobs {
            guard let expected = scenario.expected.plan?[job.name] else { continue }
            #expect(job.stage == expected.stage ?? "test", "\(job.name)")
            #expect(job.when.rawValue == expected.when ?? "on_success", "\(job.name)")
            #expect(job.needs == expected.needs, "\(job.name)")
        }
    }
}

/// An explanation says what the plan says, and its rules lead to it.
private func expectAgreement(_ explanation: PlanExplanation, _ result: PlanResult) {
    #expect(explanation.filteredOut == nil || explanation.jobs.isEmpty && result.filteredOut == explanation.filteredOut)
    if let workflow = explanation.workflow {
        let isFiltered = workflow.decidedBy.map { workflow.rules[$0].sets("when", "never") } ?? true
        #expect(isFiltered == (explanation.filteredOut != nil))
    }
    if let plan = result.plan {
        #expect(explanation.jobs.filter { $0.planned != nil }.map(\.name).sorted() == plan.jobs.map(\.name).sorted())
    }
    for job in explanation.jobs {
        #expect((job.planned == nil) == (job.reason != nil), "\(job.name)")
        if let planned = result.job(job.name) { #expect(planned.when == job.planned?.when, "\(job.name)") }
        for rules in job.rules {
            for (place, rule) in rules.rules.enumerated() {
                let isLookedAt = rules.decidedBy.map { place <= $0 } ?? (rules.keyword != .except || job.rules[0].decidedBy == nil)
                #expect((rule.holds != nil) == isLookedAt, "\(job.name) \(place)")
                #expect(rule.clauses.allSatisfy { $0.holds == nil } || rule.holds != nil)
            }
            switch rules.keyword {
            case .rules, .workflowRules:
                let isOut = rules.decidedBy.map { rules.rules[$0].sets("when", "never") } ?? true
                #expect(isOut == (job.planned == nil), "\(job.name)")
            case .only, .except:
                if rules.decidedBy != nil { #expect(job.planned == nil, "\(job.name)") }
            }
        }
    }
}

extension RuleExplanation {
    fileprivate func sets(_ name: String, _ value: String) -> Bool { settings.contains(Setting(name: name, value: value)) }
}

/// A folder with a second commit on top.
private struct ChangedSource: ConfigurationSource {
    var base: DirectorySource
    var changes: [String: String?]
    var files: [String]

    func contents(ofFile path: String) throws -> [UInt8]? {
        guard let change = changes[path] else { return try base.contents(ofFile: path) }
        return change.map { Array($0.utf8) }
    }

    func filePaths() throws -> [String] { files }
}
