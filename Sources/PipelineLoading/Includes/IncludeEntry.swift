internal import PipelineModel
internal import YAML

/// One entry of `include`. Reference: https://docs.gitlab.com/ci/yaml/#include
enum IncludeEntry {
    enum Target {
        case local(String)
        /// A kind that is read from elsewhere, with its keyword.
        case elsewhere(kind: String, name: String)
    }

    struct Value {
        var target: Target
        var rules: [Rule]?
        var inputs: Mapping?
        /// Where the path stands.
        var node: Node
    }

    private static let kinds = ["local", "project", "remote", "template", "component", "artifact"]
    private static let others = ["file", "ref", "inputs", "rules", "integrity", "cache", "job"]

    static func read(_ node: Node, in scope: Scope) -> [Value] {
        if node.isNull { return [] }
        return (node.sequence ?? [node]).compactMap { value($0, in: scope) }
    }

    private static func value(_ node: Node, in scope: Scope) -> Value? {
        if let text = node.string {
            let isRemote = text.hasPrefix("http://") || text.hasPrefix("https://")
            return Value(target: isRemote ? .elsewhere(kind: "remote", name: text) : .local(text), node: node)
        }
        guard node.mapping != nil else {
            scope.error(":include config", "should be a hash or a string", at: node, code: "invalid-include")
            return nil
        }
        guard let mapping = scope.mapping(node, ":include", keys: kinds + others) else { return nil }
        let found = kinds.filter(mapping.contains)
        guard let kind = found.first, found.count == 1, let path = mapping[kind] else {
            // A misspelt kind is reported as an unknown key already.
            if found.isEmpty, mapping.entries.contains(where: { !(kinds + others).contains($0.key.text ?? "") }) { return nil }
            scope.error(
                ":include config",
                found.isEmpty
                    ? "does not have a valid subkey for include"
                    : "these keys cannot be used together: \(found.joined(separator: ", "))",
                at: node, code: "invalid-include", help: "use one of \(kinds.dropLast().joined(separator: ", "))")
            return nil
        }
        checkCompanions(of: kind, mapping, in: scope)
        guard let text = scope.string(path, ":include \(kind)") else { return nil }
        if text.isEmpty, kind != "project" {
            scope.error(":include \(kind)", "can't be blank", at: path, code: "blank")
            return nil
        }
        var value = Value(target: kind == "local" ? .local(text) : .elsewhere(kind: kind, name: text), node: path)
        if kind == "project" { checkProject(text, path, mapping, in: scope) }
        value.inputs = mapping["inputs"]?.mapping
        if let rules = mapping["rules"], !rules.isNull {
            value.rules = RulesEntry.read(rules, ":include:rules", kind: .include, in: scope)
        }
        return value
    }

    private static func checkCompanions(of kind: String, _ mapping: Mapping, in scope: Scope) {
        let needed = ["file": "project", "ref": "project", "integrity": "remote", "cache": "remote", "job": "artifact"]
        for entry in mapping.entries {
            guard let key = entry.key.text, let owner = needed[key], owner != kind else { continue }
            scope.error(
                ":include config", "\(key) can only be specified for \(owner) includes", at: entry.key, code: "invalid-include")
        }
        if let inputs = mapping["inputs"] { _ = InputValuesEntry.read(inputs, ":include:inputs", in: scope) }
    }

    private static func checkProject(_ path: String, _ node: Node, _ mapping: Mapping, in scope: Scope) {
        TriggerEntry.checkProject(path, node, ":include project", in: scope)
        guard let file = mapping["file"], !file.isNull else {
            scope.error(
                ":include config", "must specify the file where to fetch the config from", at: node, code: "missing-keyword")
            return
        }
        _ = scope.stringOrStrings(file, ":include file")
    }
}
