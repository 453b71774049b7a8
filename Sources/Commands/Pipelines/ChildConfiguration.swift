internal import Execution
internal import PipelineLoading
internal import PipelineModel
internal import Scheduling
internal import YAML

/// The configuration of a child pipeline: what `trigger:include` names, as an `include` of its own.
/// Reference: https://docs.gitlab.com/ci/yaml/#triggerinclude
struct ChildConfiguration {
    /// Files of jobs that came before, by the path under which the configuration includes them.
    private(set) var artifacts: [String: [UInt8]] = [:]
    /// The one file, when it is all there is, so that messages name it and nothing else.
    private(set) var singleFile: String?
    private(set) var text = ""

    /// - Parameters:
    ///   - job: the trigger job.
    ///   - archives: of the jobs that have run, by planned name.
    init(_ sources: [Trigger.Source], of job: PlannedJob, archives: [String: String]) throws(ChildPipelineFailure) {
        let scope = VariableScope(layers: job.variables)
        let trigger = job.job.trigger
        for (index, source) in sources.enumerated() {
            let own = trigger.flatMap { $0.includeInputs.indices.contains(index) ? $0.includeInputs[index] : nil } ?? [:]
            let inputs = (trigger?.inputs ?? [:]).merging(own) { $1 }
            var keys: [(String, String)] = []
            switch source {
            case .local(let path): keys = [("local", Self.relative(scope.expand(path)))]
            case .artifact(let path, let producer):
                let path = Self.relative(scope.expand(path))
                artifacts[path] = try Self.artifact(path, of: producer, archives)
                keys = [("local", path)]
            case .project(let path, let files, let ref):
                keys = [("project", scope.expand(path))]
                if let ref { keys.append(("ref", scope.expand(ref))) }
                text += Self.entry(keys, inputs, list: ("file", files.map { scope.expand($0) }))
                continue
            case .template(let name): keys = [("template", scope.expand(name))]
            case .remote(let url): keys = [("remote", scope.expand(url))]
            case .component(let address): keys = [("component", scope.expand(address))]
            }
            if sources.count == 1, inputs.isEmpty, keys[0].0 == "local" { singleFile = keys[0].1 }
            text += Self.entry(keys, inputs)
        }
        text = "include:\n" + text
    }

    /// `trigger:inputs`, for the configuration of another project; nil when there are none.
    static func inputs(of job: PlannedJob) -> Node? {
        guard let inputs = job.job.trigger?.inputs, !inputs.isEmpty else { return nil }
        let entries = inputs.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \($0.value)" }
        return try? Document.parse("{\(entries.joined(separator: ", "))}").first?.root
    }

    private static func entry(
        _ keys: [(String, String)], _ inputs: [String: String], list: (key: String, values: [String])? = nil
    ) -> String {
        var text = ""
        for (index, (key, value)) in keys.enumerated() { text += "\(index == 0 ? "  - " : "    ")\(key): \(quoted(value))\n" }
        if let list { text += "    \(list.key): [\(list.values.map(quoted).joined(separator: ", "))]\n" }
        if !inputs.isEmpty {
            text += "    inputs:\n"
            for (name, value) in inputs.sorted(by: { $0.key < $1.key }) { text += "      \(quoted(name)): \(value)\n" }
        }
        return text
    }

    /// With what is no path's, and a dollar sign that is left, taken literally.
    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private static func relative(_ path: String) -> String { String(path.drop { $0 == "/" }) }

    private static func artifact(
        _ path: String, of producer: String, _ archives: [String: String]
    ) throws(ChildPipelineFailure) -> [UInt8] {
        guard let archive = archives[producer] else {
            throw ChildPipelineFailure(message: "\(producer) has stored no artifacts, so there is no \(path) to read")
        }
        let members: [ArtifactStore.Member]
        do {
            members = try ArtifactStore.members(of: archive) { $0 == path }
        } catch {
            throw ChildPipelineFailure(message: "cannot read the artifacts of \(producer): \(error)")
        }
        guard let member = members.first else {
            throw ChildPipelineFailure(message: "the artifacts of \(producer) hold no \(path)")
        }
        return member.bytes
    }
}

/// A repository's files with a job's artifacts on top.
struct ArtifactOverlay: ConfigurationSource {
    var artifacts: [String: [UInt8]]
    var base: any ConfigurationSource

    func contents(ofFile path: String) throws -> [UInt8]? { try artifacts[path] ?? base.contents(ofFile: path) }

    func filePaths() throws -> [String] { try base.filePaths() }
}
