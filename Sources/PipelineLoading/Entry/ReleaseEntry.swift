internal import YAML

/// `release`. Reference: https://docs.gitlab.com/ci/yaml/#release
enum ReleaseEntry {
    private static let keys = ["tag_name", "tag_message", "name", "description", "ref", "milestones", "released_at", "assets"]

    static func check(_ node: Node, in scope: Scope) {
        guard let mapping = scope.mapping(node, ":release", keys: keys) else { return }
        for key in ["tag_name", "description"] {
            if let value = scope.require(key, in: mapping, ":release", at: node) { _ = scope.text(value, ":release \(key)") }
        }
        for key in ["tag_message", "name", "ref", "released_at"] {
            if let value = mapping[key], !value.isNull { _ = scope.text(value, ":release \(key)") }
        }
        if let milestones = mapping["milestones"], !milestones.isNull {
            _ = scope.stringOrStrings(milestones, ":release milestones")
        }
        if let assets = mapping["assets"], !assets.isNull { checkAssets(assets, in: scope) }
    }

    private static func checkAssets(_ node: Node, in scope: Scope) {
        guard let mapping = scope.mapping(node, ":release:assets", keys: ["links"]),
            let links = scope.require("links", in: mapping, ":release:assets", at: node)
        else { return }
        guard let items = links.sequence else {
            scope.error(":release:assets:links config", "should be an array", at: links)
            return
        }
        for item in items {
            let label = ":release:assets:links:link"
            guard let link = scope.mapping(item, label, keys: ["name", "url", "filepath", "link_type"]) else { continue }
            for key in ["name", "url"] {
                if let value = scope.require(key, in: link, label, at: item) { _ = scope.text(value, "\(label) \(key)") }
            }
        }
    }
}
