internal import YAML

/// `hooks`. Reference: https://docs.gitlab.com/ci/yaml/#hooks
enum HooksEntry {
    /// - Returns: `pre_get_sources_script`.
    static func read(_ node: Node, in scope: Scope) -> [String]? {
        guard let mapping = scope.mapping(node, ":hooks", keys: ["pre_get_sources_script"]),
            let script = mapping["pre_get_sources_script"], !script.isNull
        else { return nil }
        return ScriptEntry.read(script, "hooks:pre_get_sources_script", in: scope)
    }
}
