internal import PipelineModel
internal import YAML

/// `id_tokens`. Reference: https://docs.gitlab.com/ci/yaml/#id_tokens
enum IDTokensEntry {
    static func read(_ node: Node, in scope: Scope) -> [IDToken] {
        guard let tokens = node.mapping else {
            scope.error(":id_tokens config", "should be a hash", at: node)
            return []
        }
        return tokens.entries.compactMap { entry in
            let name = entry.key.text ?? ""
            let label = ":id_tokens:\(name)"
            guard let mapping = scope.mapping(entry.value, label, keys: ["aud"]),
                let audience = scope.require("aud", in: mapping, label, at: entry.key),
                let audiences = scope.stringOrStrings(audience, label + " aud")
            else { return nil }
            if audiences.isEmpty {
                scope.error(label + " aud", "can't be blank", at: audience, code: "blank")
                return nil
            }
            return IDToken(name, audiences: audiences)
        }
    }
}
