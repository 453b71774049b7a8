internal import PipelineModel
internal import YAML

/// `cache`: one, or a list of at most four. Reference: https://docs.gitlab.com/ci/yaml/#cache
enum CacheEntry {
    private static let keys = ["key", "paths", "untracked", "unprotect", "when", "policy", "fallback_keys"]
    private static let maximum = 4

    static func read(_ node: Node, in scope: Scope) -> [Cache]? {
        guard let items = node.sequence else { return cache(node, in: scope).map { [$0] } }
        let flat = flattened(items)
        if flat.count > maximum {
            scope.error(
                ":caches config", "no more than \(maximum) caches can be created", at: flat[maximum], help: "merge some of them")
            return nil
        }
        return flat.compactMap { cache($0, in: scope) }
    }

    private static func flattened(_ items: [Node]) -> [Node] {
        items.flatMap { $0.sequence.map(flattened) ?? [$0] }
    }

    private static func cache(_ node: Node, in scope: Scope) -> Cache? {
        guard let mapping = scope.mapping(node, ":cache", keys: keys) else { return nil }
        // `cache: {}` switches caching off.
        var cache = Cache()
        for entry in mapping.entries where !entry.value.isNull {
            let value = entry.value
            switch entry.key.text ?? "" {
            case "key": if let key = key(value, in: scope) { cache.key = key }
            case "paths": cache.paths = scope.nestedStrings(value, ":cache:paths config", allowsString: false) ?? []
            case "untracked": cache.untracked = scope.boolean(value, ":cache:untracked config") ?? false
            case "unprotect": cache.unprotect = scope.boolean(value, ":cache:unprotect config") ?? false
            case "when": cache.when = scope.choice(value, ":cache when") ?? .onSuccess
            case "policy": cache.policy = policy(value, in: scope)
            case "fallback_keys":
                cache.fallbackKeys = scope.strings(value, ":cache:fallback_keys config") ?? []
                if cache.fallbackKeys.count > 5 {
                    scope.error(":cache fallback keys", "has to many entries (maximum 5)", at: value)
                }
            default: break
            }
        }
        return cache
    }

    private static func policy(_ node: Node, in scope: Scope) -> Cache.Policy {
        switch node.string {
        case "pull": return .pull
        case "push": return .push
        case "pull-push": return .pullPush
        case let text? where text.hasPrefix("$"): return .variable(text)
        default:
            scope.error(
                ":cache policy", "should be a variable or one of: pull-push, push, pull", at: node,
                help: node.string.flatMap { Spelling.help(for: $0, among: ["pull-push", "push", "pull"]) })
            return .pullPush
        }
    }

    private static func key(_ node: Node, in scope: Scope) -> Cache.Key? {
        if let mapping = node.mapping { return filesKey(mapping, node, in: scope) }
        // Numbers serve as keys too.
        guard let text = node.value == nil ? nil : VariablesEntry.text(of: node) else {
            scope.error(":cache:key", "should be a hash, a string or a symbol", at: node)
            return nil
        }
        let message: String?
        if text.contains("/") || text.lowercased().contains("%2f") {
            message = "cannot contain the \"/\" character"
        } else if text == "." || text == ".." || text == "%2E" || text == "%2e" {
            message = "cannot be \".\" or \"..\""
        } else {
            message = nil
        }
        if let message {
            scope.error(":cache:key config", message, at: node)
            return nil
        }
        return .name(text)
    }

    private static func filesKey(_ mapping: Mapping, _ node: Node, in scope: Scope) -> Cache.Key? {
        scope.checkKeys(of: mapping, ":cache:key", allowed: ["files", "files_commits", "prefix"])
        let byCommit = mapping["files_commits"]
        if byCommit != nil, let entry = mapping.entry("files") {
            scope.error(":cache:key config", "these keys cannot be used together: files, files_commits", at: entry.key)
        }
        guard let list = mapping["files"] ?? byCommit else {
            scope.error(":cache:key config", "missing required keys: files", at: node, code: "missing-keyword")
            return nil
        }
        guard let files = scope.strings(list, ":cache:key:files config") else { return nil }
        if files.isEmpty || files.count > 2 {
            let message = files.isEmpty ? "requires at least 1 item" : "has too many items (maximum is 2)"
            scope.error(":cache:key:files config", message, at: list)
            return nil
        }
        let prefix = mapping["prefix"].flatMap { $0.isNull ? nil : scope.text($0, ":cache:key:prefix config") }
        return .files(files, prefix: prefix, byCommit: mapping["files"] == nil)
    }
}
