internal import PipelineModel
internal import YAML

/// `inherit`. Reference: https://docs.gitlab.com/ci/yaml/#inherit
enum InheritEntry {
    struct Value {
        /// nil: all keywords of `default`.
        var defaults: Set<JobKeyword>?
        var variables = VariableInheritance.all
    }

    static func read(_ node: Node, in scope: Scope) -> Value {
        var value = Value()
        guard let mapping = scope.mapping(node, ":inherit", keys: ["default", "variables"]) else { return value }
        if let defaults = mapping["default"], !defaults.isNull { value.defaults = readDefaults(defaults, in: scope) }
        if let variables = mapping["variables"], !variables.isNull { value.variables = readVariables(variables, in: scope) }
        return value
    }

    private static func readDefaults(_ node: Node, in scope: Scope) -> Set<JobKeyword>? {
        if let all = node.bool { return all ? nil : [] }
        guard node.sequence != nil else {
            scope.error(":inherit:default", "should be a bool or array of strings", at: node)
            return nil
        }
        guard let names = scope.strings(node, ":inherit:default config") else { return nil }
        var keywords: Set<JobKeyword> = []
        for (position, name) in names.enumerated() {
            if let keyword = JobKeyword(rawValue: name), DefaultEntry.keywords.contains(keyword) {
                keywords.insert(keyword)
            } else {
                scope.error(
                    ":inherit:default config", "contains unknown values: \(name)", at: node.sequence?[position] ?? node,
                    help: Spelling.help(for: name, among: DefaultEntry.keywords.map(\.rawValue)))
            }
        }
        return keywords
    }

    private static func readVariables(_ node: Node, in scope: Scope) -> VariableInheritance {
        if let all = node.bool { return all ? .all : .none }
        guard node.sequence != nil else {
            scope.error(":inherit:variables", "should be a bool or array of strings", at: node)
            return .all
        }
        return scope.strings(node, ":inherit:variables config").map { .only($0) } ?? .all
    }
}
