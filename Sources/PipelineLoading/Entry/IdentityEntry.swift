internal import YAML

/// `identity`. Reference: https://docs.gitlab.com/ci/yaml/#identity
enum IdentityEntry {
    static func check(_ node: Node, in scope: Scope) { _ = scope.choice(node, ":identity config", from: ["google_cloud"]) }
}
