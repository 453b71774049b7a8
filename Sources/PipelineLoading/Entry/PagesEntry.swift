internal import YAML

/// `pages` of a job. Reference: https://docs.gitlab.com/ci/yaml/#pages
enum PagesEntry {
    static func check(_ node: Node, in scope: Scope) {
        if node.bool != nil { return }
        guard node.mapping != nil else {
            scope.error(":pages config", "should be a hash or a boolean value", at: node)
            return
        }
        guard let mapping = scope.mapping(node, ":pages", keys: ["path_prefix", "expire_in", "publish"]) else { return }
        if let prefix = mapping["path_prefix"], !prefix.isNull { _ = scope.text(prefix, ":pages path prefix") }
        if let publish = mapping["publish"], !publish.isNull { _ = scope.string(publish, ":pages publish") }
        if let expiry = mapping["expire_in"], !expiry.isNull, expiry.string != "never", expiry.string?.contains("$") != true {
            _ = scope.duration(expiry, ":pages expire in")
        }
    }
}
