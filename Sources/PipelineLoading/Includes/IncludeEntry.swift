internal import PipelineModel
internal import YAML

/// One entry of `include`. Reference: https://docs.gitlab.com/ci/yaml/#include
enum IncludeEntry {
    /// What is included, with variables as written.
    enum Target {
        case local(String)
        case project(path: String, file: String, ref: String?)
        case remote(url: String, integrity: Node?)
        case template(String)
        case component(String)
        /// Only a child pipeline can be made of an artifact.
        case artifact(String)
    }

    struct Value {
        var target: Target
        var rules: [Rule]?
        var inputs: Mapping?
        /// Where the path, the URL or the address stands.
        var node: Node
        /// Where the file of a project stands.
        var fileNode: Node?
        var refNode: Node?
    }

    /// Which includes can stand where.
    enum Kind {
        case content
        /// `spec:include`: inputs that several files share.
        case header

        var kinds: [String] {
            switch self {
            case .content: ["local", "project", "remote", "template", "component", "artifact"]
            case .header: ["local", "remote", "project"]
            }
        }

        var companions: [String] {
            switch self {
            case .content: ["file", "ref", "inputs", "rules", "integrity", "cache", "job"]
            case .header: ["file", "ref", "integrity", "cache"]
            }
        }

        var label: String { self == .content ? ":include" : ":spec:include" }
    }

    static func read(_ node: Node, kind: Kind = .content, in scope: Scope) -> [Value] {
        if node.isNull { return [] }
        return (node.sequence ?? [node]).flatMap { values($0, kind, in: scope) }
    }

    private static func values(_ node: Node, _ allowed: Kind, in scope: Scope) -> [Value] {
        let label = allowed.label
        if let text = node.string {
            if text.isEmpty {
                scope.error("\(label) config", "can't be blank", at: node, code: "blank")
                return []
            }
            let isRemote = text.hasPrefix("http://") || text.hasPrefix("https://")
            return [Value(target: isRemote ? .remote(url: text, integrity: nil) : .local(text), node: node)]
        }
        guard node.mapping != nil else {
            scope.error("\(label) config", "should be a hash or a string", at: node, code: "invalid-include")
            return []
        }
        guard let mapping = scope.mapping(node, label, keys: allowed.kinds + allowed.companions) else { return [] }
        let found = allowed.kinds.filter(mapping.contains)
        guard let kind = found.first, found.count == 1, let path = mapping[kind] else {
            // A misspelt kind is reported as an unknown key already.
            let known = allowed.kinds + allowed.companions
            if found.isEmpty, mapping.entries.contains(where: { !known.contains($0.key.text ?? "") }) { return [] }
            scope.error(
                "\(label) config",
                found.isEmpty
                    ? "does not have a valid subkey for include"
                    : "these keys cannot be used together: \(found.joined(separator: ", "))",
                at: node, code: "invalid-include",
                help: "use one of \(allowed.kinds.filter { $0 != "artifact" }.joined(separator: ", "))")
            return []
        }
        checkCompanions(of: kind, mapping, label, in: scope)
        guard let text = scope.string(path, "\(label) \(kind)") else { return [] }
        if text.isEmpty, kind != "project" {
            scope.error("\(label) \(kind)", "can't be blank", at: path, code: "blank")
            return []
        }
        var rules: [Rule]?
        if let node = mapping["rules"], !node.isNull {
            rules = RulesEntry.read(node, "\(label):rules", kind: .include, in: scope)
        }
        return targets(kind, text, path, mapping, label, in: scope).map { value in
            var value = value
            value.inputs = mapping["inputs"]?.mapping
            value.rules = rules
            return value
        }
    }

    private static func targets(
        _ kind: String, _ text: String, _ node: Node, _ mapping: Mapping, _ label: String, in scope: Scope
    ) -> [Value] {
        switch kind {
        case "local": return [Value(target: .local(text), node: node)]
        case "remote":
            let integrity = mapping["integrity"].flatMap { $0.isNull ? nil : $0 }
            return [Value(target: .remote(url: text, integrity: integrity), node: node)]
        case "template": return [Value(target: .template(text), node: node)]
        case "component": return [Value(target: .component(text), node: node)]
        case "artifact": return [Value(target: .artifact(text), node: node)]
        default:
            TriggerEntry.checkProject(text, node, "\(label) project", in: scope)
            guard let file = mapping["file"], !file.isNull else {
                scope.error(
                    "\(label) config", "must specify the file where to fetch the config from", at: node, code: "missing-keyword")
                return []
            }
            let ref = mapping["ref"].flatMap { $0.isNull ? nil : scope.text($0, "\(label) ref") }
            guard ProjectPath.isValid(text), scope.stringOrStrings(file, "\(label) file") != nil else { return [] }
            return (file.sequence ?? [file]).map { item in
                var value = Value(target: .project(path: text, file: item.string ?? "", ref: ref), node: node)
                value.fileNode = item
                value.refNode = mapping["ref"]
                return value
            }
        }
    }

    private static func checkCompanions(of kind: String, _ mapping: Mapping, _ label: String, in scope: Scope) {
        let needed = ["file": "project", "ref": "project", "integrity": "remote", "cache": "remote", "job": "artifact"]
        for entry in mapping.entries {
            guard let key = entry.key.text, let owner = needed[key], owner != kind else { continue }
            scope.error(
                "\(label) config", "\(key) can only be specified for \(owner) includes", at: entry.key, code: "invalid-include")
        }
        if let inputs = mapping["inputs"] { _ = InputValuesEntry.read(inputs, ":include:inputs", in: scope) }
        if kind == "remote", let integrity = mapping["integrity"], !integrity.isNull {
            IntegrityEntry.check(integrity, label, in: scope)
        }
        if kind == "remote", let cache = mapping["cache"], !cache.isNull, cache.bool == nil {
            _ = scope.duration(cache, "\(label) cache")
        }
    }
}
