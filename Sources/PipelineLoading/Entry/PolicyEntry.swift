internal import PipelineModel
internal import RegularExpressions
internal import YAML

/// `only` and `except`. Reference: https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except
enum PolicyEntry {
    static func read(_ node: Node, _ keyword: String, in scope: Scope) -> RefPolicy? {
        if node.sequence != nil {
            return RefPolicy(refs: refs(node, ":\(keyword) config", in: scope), location: scope.location(node))
        }
        guard node.mapping != nil else {
            let help = node.string.map { "write a list: [\($0)]" }
            scope.error(":\(keyword)", "has to be either an array of conditions or a hash", at: node, help: help)
            return nil
        }
        guard let mapping = scope.mapping(node, ":\(keyword)", keys: ["refs", "variables", "changes", "kubernetes"]) else {
            return nil
        }
        if mapping.isEmpty { scope.error(":\(keyword) config", "can't be blank", at: node, code: "blank") }
        var policy = RefPolicy(location: scope.location(node))
        if let list = mapping["refs"], !list.isNull { policy.refs = refs(list, ":\(keyword) refs", in: scope) }
        if let list = mapping["variables"], !list.isNull {
            if scope.strings(list, ":\(keyword) variables") != nil {
                policy.variables = list.sequence?.compactMap { ExpressionEntry.read($0, ":\(keyword) variables", in: scope) }
            }
        }
        if let list = mapping["changes"], !list.isNull {
            policy.changes = scope.nestedStrings(list, ":\(keyword) changes", allowsString: false)
        }
        if let state = mapping["kubernetes"], !state.isNull {
            policy.kubernetes = scope.choice(state, ":\(keyword) kubernetes", from: ["active"]) != nil
        }
        return policy
    }

    private static func refs(_ node: Node, _ label: String, in scope: Scope) -> [String]? {
        let message = "should be an array of strings or regular expressions using re2 syntax"
        guard let refs = scope.strings(node, label, message) else { return nil }
        for (position, ref) in refs.enumerated() {
            guard let pattern = SlashedPattern(ref) else { continue }
            do {
                _ = try RegularExpression(pattern.body, flags: pattern.flags)
            } catch {
                scope.error(label, message, at: node.sequence?[position] ?? node, help: error.message)
            }
        }
        return refs
    }
}
