internal import PipelineModel
internal import YAML

/// `allow_failure`. Reference: https://docs.gitlab.com/ci/yaml/#allow_failure
enum AllowFailureEntry {
    static func read(_ node: Node, in scope: Scope) -> AllowFailure? {
        if let value = node.bool { return value ? .yes : .no }
        guard node.mapping != nil else {
            scope.error(":allow_failure config", "should be a hash or a boolean value", at: node)
            return nil
        }
        guard let mapping = scope.mapping(node, ":allow_failure", keys: ["exit_codes"]),
            let codes = scope.require("exit_codes", in: mapping, ":allow_failure", at: node)
        else { return nil }
        return ExitCodesEntry.read(codes, ":allow_failure exit codes", in: scope).map { .exitCodes($0) }
    }
}
