internal import YAML

/// `dast_configuration`. Reference: https://docs.gitlab.com/ci/yaml/#dast_configuration
enum DASTConfigurationEntry {
    static func check(_ node: Node, in scope: Scope) {
        let keys = ["site_profile", "scanner_profile"]
        guard let mapping = scope.mapping(node, ":dast_configuration", keys: keys) else { return }
        for key in keys {
            if let value = mapping[key], !value.isNull { _ = scope.string(value, ":dast_configuration \(key)") }
        }
    }
}
