/// `context` of `expected.json`: the circumstances of the pipeline.
struct ScenarioContext: Decodable, Sendable {
    var source: String?
    var branch: String?
    var target: String?
    var tag: String?
    var variables: [String: ScenarioVariable]?
    /// Path to new content; nil deletes the file.
    var changes: [String: String?]?
    var uncommitted: [String: String?]?
    var manual: [String]?
    var jobs: Int?
    var arguments: [String]?
    /// Name to shell script.
    var tools: [String: String]?
    var shippedPipelines: Bool?
    /// By path on the server.
    var projects: [String: ScenarioProject]?
    var fetch: Bool?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case source, branch, target, tag, variables, changes, uncommitted, manual, jobs, arguments, tools, projects, fetch
        case shippedPipelines = "shipped_pipelines"
    }

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        source = try values.decodeIfPresent(String.self, forKey: .source)
        branch = try values.decodeIfPresent(String.self, forKey: .branch)
        target = try values.decodeIfPresent(String.self, forKey: .target)
        tag = try values.decodeIfPresent(String.self, forKey: .tag)
        variables = try values.decodeIfPresent([String: ScenarioVariable].self, forKey: .variables)
        changes = try values.decodeIfPresent([String: String?].self, forKey: .changes)
        uncommitted = try values.decodeIfPresent([String: String?].self, forKey: .uncommitted)
        manual = try values.decodeIfPresent([String].self, forKey: .manual)
        jobs = try values.decodeIfPresent(Int.self, forKey: .jobs)
        arguments = try values.decodeIfPresent([String].self, forKey: .arguments)
        tools = try values.decodeIfPresent([String: String].self, forKey: .tools)
        shippedPipelines = try values.decodeIfPresent(Bool.self, forKey: .shippedPipelines)
        projects = try values.decodeIfPresent([String: ScenarioProject].self, forKey: .projects)
        fetch = try values.decodeIfPresent(Bool.self, forKey: .fetch)
        try decoder.refuseUnknownKeys(CodingKeys.allCases.map(\.rawValue))
    }
}

/// A pipeline variable: a string; or its value with flags, a project variable; or several of these, one for each environment.
enum ScenarioVariable: Codable, Sendable {
    case plain(String)
    case project([Value])

    struct Value: Codable, Sendable {
        var value: String
        var masked: Bool?
        var file: Bool?
        var raw: Bool?
        var protected: Bool?
        var environment_scope: String?
    }

    var plainValue: String? { if case .plain(let text) = self { text } else { nil } }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .plain(text)
        } else if let value = try? container.decode(Value.self) {
            self = .project([value])
        } else {
            self = .project(try container.decode([Value].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .plain(let text): try container.encode(text)
        case .project(let values): try container.encode(values)
        }
    }
}
