internal import PipelineModel
internal import YAML

/// `rules:changes`. Reference: https://docs.gitlab.com/ci/yaml/#ruleschanges
enum RuleChangesEntry {
    static let limit = 50

    static func read(_ node: Node, _ label: String, in scope: Scope) -> PathChanges? {
        if node.sequence != nil { return paths(node, label + " config", in: scope).map { PathChanges(paths: $0) } }
        guard node.mapping != nil else {
            scope.error(
                label + " config", "should be an array or a hash", at: node, help: node.string.map { "write a list: [\"\($0)\"]" })
            return nil
        }
        guard let mapping = scope.mapping(node, label, keys: ["paths", "compare_to"]),
            let list = scope.require("paths", in: mapping, label, at: node),
            let found = paths(list, label + " paths", in: scope)
        else { return nil }
        let base = mapping["compare_to"].flatMap { $0.isNull ? nil : scope.string($0, label + " compare to") }
        return PathChanges(paths: found, compareTo: base)
    }

    static func paths(_ node: Node, _ label: String, in scope: Scope) -> [String]? {
        guard let paths = scope.nestedStrings(node, label, allowsString: false) else { return nil }
        guard paths.count <= limit else {
            scope.error(label, "has too many entries (maximum \(limit))", at: node)
            return nil
        }
        guard areUsable(paths, label, at: node, in: scope) else { return nil }
        return paths
    }

    /// Braces can multiply beyond what anybody could wait for.
    static func areUsable(_ paths: [String], _ label: String, at node: Node, in scope: Scope) -> Bool {
        guard let path = paths.first(where: { $0.contains("{") && Glob($0).isTooBroad }) else { return true }
        let shown = path.count > 40 ? path.prefix(40) + "…" : path[...]
        scope.error(label, "has too many alternatives in \(shown) (maximum \(Glob.maximumAlternatives))", at: node)
        return false
    }
}

/// `rules:exists`. Reference: https://docs.gitlab.com/ci/yaml/#rulesexists
enum RuleExistsEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope, allowsString: Bool) -> PathExistence? {
        if allowsString, let path = node.string {
            guard RuleChangesEntry.areUsable([path], label + " config", at: node, in: scope) else { return nil }
            return PathExistence(paths: [path])
        }
        if node.sequence != nil {
            return RuleChangesEntry.paths(node, label + " config", in: scope).map { PathExistence(paths: $0) }
        }
        guard node.mapping != nil else {
            scope.error(
                label + " config", "should be an array or a hash", at: node, help: node.string.map { "write a list: [\"\($0)\"]" })
            return nil
        }
        guard let mapping = scope.mapping(node, label, keys: ["paths", "project", "ref"]) else { return nil }
        if let ref = mapping.entry("ref"), !mapping.contains("project") {
            scope.error(label + " config", "ref requires project", at: ref.key, code: "missing-keyword")
        }
        guard let list = scope.require("paths", in: mapping, label, at: node),
            let paths = RuleChangesEntry.paths(list, label + " paths", in: scope)
        else { return nil }
        return PathExistence(
            paths: paths, project: mapping["project"].flatMap { scope.string($0, label + " project") },
            ref: mapping["ref"].flatMap { scope.text($0, label + " ref") })
    }
}
