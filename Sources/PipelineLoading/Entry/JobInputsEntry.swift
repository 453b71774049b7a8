internal import PipelineModel
internal import YAML

/// `inputs` of a job, and their values where the job says `${{ job.inputs.NAME }}`. Nobody gives other values in a local run, so
/// the defaults are the values. Reference: https://docs.gitlab.com/ci/jobs/job_inputs/
struct JobInputsEntry {
    /// The keywords in which inputs are replaced.
    static let keywords: Set<JobKeyword> = [.afterScript, .artifacts, .beforeScript, .cache, .image, .script, .services]

    private var values: [String: String] = [:]

    static func read(_ node: Node, in scope: Scope) -> JobInputsEntry {
        var inputs = JobInputsEntry()
        guard let mapping = node.mapping else {
            scope.error(":inputs config", "should be a hash", at: node)
            return inputs
        }
        for entry in mapping.entries {
            let name = entry.key.text ?? ""
            InputDefinitionEntry.check(entry.value, ":inputs:\(name)", at: entry.key, in: scope, requiresDefault: true)
            inputs.values[name] = (entry.value["default"]).map(JSONText.text(of:)) ?? ""
        }
        return inputs
    }

    /// A keyword's value with the job's inputs filled in; the same node when it names none.
    func interpolating(_ node: Node, in scope: Scope) -> Node {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.contains("${{") else { return node }
            let text = interpolating(scalar.text, at: node, in: scope)
            // What was written is a text, whatever the value looks like.
            return node.replacing(content: .scalar(Scalar(text, style: .doubleQuoted)), tag: node.tag)
        case .sequence(let items):
            let filled = items.map { interpolating($0, in: scope) }
            guard zip(items, filled).contains(where: { $0 !== $1 }) else { return node }
            return node.replacing(content: .sequence(filled), tag: node.tag)
        case .mapping(let mapping):
            var filled = mapping
            var isChanged = false
            for entry in mapping.entries {
                let value = interpolating(entry.value, in: scope)
                if value !== entry.value {
                    isChanged = true
                    filled.set(entry.key, to: value)
                }
            }
            return isChanged ? node.replacing(content: .mapping(filled), tag: node.tag) : node
        }
    }

    /// Fills in what a job has from `default`, where other jobs may have other inputs.
    func interpolateDefaults(of job: inout Job, at key: Node, saying own: Set<JobKeyword>, in scope: Scope) {
        func filled(_ text: String) -> String { interpolating(text, at: key, in: scope) }
        func fill(_ image: inout Image) { image.name = filled(image.name) }
        if !own.contains(.beforeScript) { job.beforeScript = job.beforeScript.map(filled) }
        if !own.contains(.afterScript) { job.afterScript = job.afterScript.map(filled) }
        if !own.contains(.image), var image = job.image {
            fill(&image)
            job.image = image
        }
        if !own.contains(.services) { for index in job.services.indices { fill(&job.services[index].image) } }
        if !own.contains(.artifacts), var artifacts = job.artifacts {
            artifacts.name = artifacts.name.map(filled)
            artifacts.paths = artifacts.paths.map(filled)
            artifacts.exclude = artifacts.exclude.map(filled)
            job.artifacts = artifacts
        }
        if !own.contains(.cache) {
            for index in job.caches.indices {
                job.caches[index].paths = job.caches[index].paths.map(filled)
                if case .name(let name) = job.caches[index].key { job.caches[index].key = .name(filled(name)) }
            }
        }
    }

    /// In one pass: what a value holds is never replaced again. Expressions that are about no job input stay as they are.
    private func interpolating(_ text: String, at node: Node, in scope: Scope) -> String {
        guard text.contains("${{") else { return text }
        var output = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            output += rest[..<start.lowerBound]
            let words = rest[start.upperBound..<end.lowerBound].split(whereSeparator: \.isWhitespace)
            if words.count == 1, words[0].hasPrefix("job.inputs.") {
                let name = String(words[0].dropFirst("job.inputs.".count))
                if values[name] == nil {
                    scope.error(
                        " inputs", "unknown name used in expression: `\(name)`", at: node, code: "unknown-input",
                        help: Spelling.help(for: name, among: values.keys) ?? "declare it in the job's inputs")
                }
                output += values[name] ?? ""
            } else {
                output += rest[start.lowerBound..<end.upperBound]
            }
            rest = rest[end.upperBound...]
        }
        return output + rest
    }
}

/// Values as they are in JSON, which is how inputs that are no strings are written into a text.
enum JSONText {
    static func text(of node: Node) -> String {
        node.sequence == nil ? VariablesEntry.text(of: node) ?? "" : json(node)
    }

    private static func json(_ node: Node) -> String {
        if let items = node.sequence { return "[" + items.map(json).joined(separator: ",") + "]" }
        if let entries = node.mapping?.entries {
            return "{" + entries.map { ScalarText.doubleQuoted($0.key.text ?? "") + ":" + json($0.value) }.joined(separator: ",")
                + "}"
        }
        if node.isNull { return "null" }
        let text = VariablesEntry.text(of: node) ?? ""
        return node.string == nil ? text : ScalarText.doubleQuoted(text)
    }
}
