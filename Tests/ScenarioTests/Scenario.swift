import Foundation
import TestSupport
import Testing

/// A folder of fixtures/scenarios. Its README.md describes the keys of `expected.json`.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    let folder: String
    let expected: ExpectedRun

    var testDescription: String { name }

    /// All scenarios, by name.
    static let all: [Scenario] = {
        let top = projectRoot + "/fixtures/scenarios"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: top)) ?? []
        return names.sorted().compactMap { name in
            let folder = "\(top)/\(name)"
            guard let data = FileManager.default.contents(atPath: folder + "/expected.json") else { return nil }
            do {
                return Scenario(name: name, folder: folder, expected: try JSONDecoder().decode(ExpectedRun.self, from: data))
            } catch {
                fatalError("\(folder)/expected.json: \(error)")
            }
        }
    }()
}

/// `expected.json`.
struct ExpectedRun: Decodable, Sendable {
    var why: String
    var context: ScenarioContext?
    var exitCode: Int32
    var diagnostics: [ExpectedDiagnostic]?
    var excluded: [String]?
    var children: [ExpectedPipeline]?
    var pipeline: ExpectedPipeline

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case why, context, diagnostics, excluded, children
        case exitCode = "exit_code"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        why = try values.decode(String.self, forKey: .why)
        context = try values.decodeIfPresent(ScenarioContext.self, forKey: .context)
        exitCode = try values.decode(Int32.self, forKey: .exitCode)
        diagnostics = try values.decodeIfPresent([ExpectedDiagnostic].self, forKey: .diagnostics)
        excluded = try values.decodeIfPresent([String].self, forKey: .excluded)
        children = try values.decodeIfPresent([ExpectedPipeline].self, forKey: .children)
        pipeline = try ExpectedPipeline(from: decoder)
        try decoder.refuseUnknownKeys(CodingKeys.allCases.map(\.rawValue) + ExpectedPipeline.keys)
    }
}

/// What `expected.json` says of one pipeline: the run's own, or a child pipeline.
struct ExpectedPipeline: Decodable, Sendable {
    /// The trigger job of a child pipeline.
    var job: String?
    var status: String?
    var plan: [String: ExpectedJob]?
    var statuses: [String: String]?
    var failureReasons: [String: String]?
    var exitCodes: [String: Int32]?
    var attempts: [String: Int]?
    var coverage: [String: Double?]?
    var log: [String: [String]]?
    var logAbsent: [String: [String]]?
    var order: [[String]]?
    var overlap: [[String]]?
    var artifacts: [String: [String]]?
    var reports: [String: [String]]?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case job, status, plan, statuses, attempts, coverage, log, order, overlap, artifacts, reports
        case failureReasons = "failure_reasons"
        case exitCodes = "exit_codes"
        case logAbsent = "log_absent"
    }

    static let keys = CodingKeys.allCases.map(\.rawValue)
}

struct ExpectedJob: Decodable, Sendable, Equatable {
    var stage = "test"
    var when = "on_success"
    var needs: [String]?
    var allowFailure = ExpectedAllowFailure.no

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case stage, when, needs
        case allowFailure = "allow_failure"
    }

    init(stage: String, when: String, needs: [String]?, allowFailure: ExpectedAllowFailure) {
        self.stage = stage
        self.when = when
        self.needs = needs
        self.allowFailure = allowFailure
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        stage = try values.decodeIfPresent(String.self, forKey: .stage) ?? stage
        when = try values.decodeIfPresent(String.self, forKey: .when) ?? when
        needs = try values.decodeIfPresent([String].self, forKey: .needs)
        allowFailure = try values.decodeIfPresent(ExpectedAllowFailure.self, forKey: .allowFailure) ?? .no
        try decoder.refuseUnknownKeys(CodingKeys.allCases.map(\.rawValue))
    }
}

/// `allow_failure`: true, false or `{"exit_codes": […]}`.
enum ExpectedAllowFailure: Decodable, Sendable, Equatable {
    case no, yes
    case exitCodes([Int32])

    init(from decoder: any Decoder) throws {
        if let flag = try? decoder.singleValueContainer().decode(Bool.self) {
            self = flag ? .yes : .no
        } else {
            self = .exitCodes(try decoder.singleValueContainer().decode([String: [Int32]].self)["exit_codes"] ?? [])
        }
    }
}

struct ExpectedDiagnostic: Decodable, Sendable {
    var severity: String
    var message: String
    var file: String?
    var line: Int?
    var column: Int?
}

extension Decoder {
    /// A misspelt key must not make a scenario say less than it means to.
    func refuseUnknownKeys(_ known: [String]) throws {
        let found = try singleValueContainer().decode([String: IgnoredValue].self).keys
        let unknown = found.filter { !known.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "unknown keys: " + unknown.joined(separator: ", ")))
        }
    }
}

private struct IgnoredValue: Decodable {
    init(from decoder: any Decoder) throws {}
}
