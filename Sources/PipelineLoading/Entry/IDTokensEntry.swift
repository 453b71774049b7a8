internal import YAML

/// `id_tokens`: checked here; a local run has nobody to sign them. Reference: https://docs.gitlab.com/ci/yaml/#id_tokens
enum IDTokensEntry {
    static func check(_ node: Node, in scope: Scope) {
        guard let tokens = node.mapping else {
            scope.error(":id_tokens config", "should be a hash", at: node)
            return
        }
        for entry in tokens.entries {
            let label = ":id_tokens:\(entry.key.text ?? "")"
            guard let mapping = scope.mapping(entry.value, label, keys: ["aud"]),
                let audience = scope.require("aud", in: mapping, label, at: entry.key)
            else { continue }
            _ = scope.stringOrStrings(audience, label + " aud")
        }
    }
}
