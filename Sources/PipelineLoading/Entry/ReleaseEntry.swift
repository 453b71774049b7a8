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
        if let date = mapping["released_at"]?.text, !date.isEmpty, !date.contains("$"), !isDate(date) {
            scope.error(
                ":release released at", "must be a valid datetime", at: mapping["released_at"] ?? node,
                help: "for example 2026-03-15T08:00:00Z")
        }
        if let milestones = mapping["milestones"], !milestones.isNull {
            _ = scope.stringOrStrings(milestones, ":release milestones")
        }
        if let assets = mapping["assets"], !assets.isNull { checkAssets(assets, in: scope) }
    }

    /// Begins as ISO 8601 does: `2026-03-15`.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.prefix { $0 != "T" && $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let month = Int(parts[1]), let day = Int(parts[2]) else {
            return false
        }
        return Int(parts[0]) != nil && (1...12).contains(month) && (1...31).contains(day)
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
