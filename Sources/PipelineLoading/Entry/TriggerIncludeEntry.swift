internal import PipelineModel
internal import YAML

/// `trigger:include`: the configuration of a child pipeline. Reference: https://docs.gitlab.com/ci/yaml/#triggerinclude
enum TriggerIncludeEntry {
    private static let maximum = 3
    private static let kinds = ["local", "artifact", "project", "template", "remote", "component"]

    static func read(_ node: Node, in scope: Scope) -> [(source: Trigger.Source, inputs: [String: String])] {
        let items = node.sequence ?? [node]
        if items.isEmpty || node.isNull { scope.error(":trigger:include config", "can't be blank", at: node, code: "blank") }
        if items.count > maximum {
            scope.error(":trigger:include config", "is too long (maximum is \(maximum))", at: items[maximum])
        }
        return items.compactMap { item in
            source(item, in: scope).map { source in
                (source, item["inputs"].map { InputValuesEntry.read($0, ":trigger:include:inputs", in: scope) } ?? [:])
            }
        }
    }

    private static func source(_ node: Node, in scope: Scope) -> Trigger.Source? {
        let label = ":trigger:include"
        if let path = node.string { return path.isEmpty ? nil : .local(path) }
        guard let mapping = node.mapping else {
            scope.error(label + ":include config", "should be a hash or a string", at: node)
            return nil
        }
        scope.checkKeys(of: mapping, label, allowed: kinds + ["job", "file", "ref", "inputs", "rules", "integrity"])
        let found = kinds.filter(mapping.contains)
        guard let kind = found.first, found.count == 1, let value = mapping[kind] else {
            let isFile = found.isEmpty && mapping.contains("file")
            scope.error(
                label + " config",
                isFile
                    ? "must specify the project where to fetch the file from"
                    : "must use exactly one of: \(kinds.joined(separator: ", "))",
                at: mapping.entry("file")?.key ?? node, code: "missing-keyword")
            return nil
        }
        guard let text = scope.string(value, "\(label) \(kind)") else { return nil }
        switch kind {
        case "local": return .local(text)
        case "template": return .template(text)
        case "remote": return .remote(text)
        case "component": return .component(text)
        case "artifact":
            guard let job = mapping["job"]?.string, !job.isEmpty else {
                scope.error(
                    label + " config", "must specify the job where to fetch the artifact from", at: value, code: "missing-keyword")
                return nil
            }
            return .artifact(path: text, job: job)
        default:
            TriggerEntry.checkProject(text, value, label + " project", in: scope)
            guard let file = mapping["file"], !file.isNull else {
                scope.error(
                    label + " config", "must specify the file where to fetch the config from", at: value, code: "missing-keyword")
                return nil
            }
            let ref = mapping["ref"].flatMap { $0.isNull ? nil : scope.text($0, label + " ref") }
            return .project(path: text, files: scope.stringOrStrings(file, label + " file") ?? [], ref: ref)
        }
    }
}
