internal import PipelineModel
internal import YAML

/// `image`. Reference: https://docs.gitlab.com/ci/yaml/#image
enum ImageEntry {
    static let keys = ["name", "entrypoint", "pull_policy", "docker", "kubernetes", "ports"]

    static func read(_ node: Node, in scope: Scope) -> Image? {
        guard node.mapping != nil else { return name(node, ":image config", in: scope).map { Image(name: $0) } }
        guard let mapping = scope.mapping(node, ":image", keys: keys) else { return nil }
        return read(mapping, node, ":image", in: scope)
    }

    /// What an image and a service have in common.
    static func read(_ mapping: Mapping, _ node: Node, _ label: String, in scope: Scope) -> Image? {
        guard let nameNode = scope.require("name", in: mapping, label, at: node),
            let name = name(nameNode, label + " name", in: scope)
        else { return nil }
        var image = Image(name: name)
        if let entrypoint = mapping["entrypoint"], !entrypoint.isNull {
            image.entrypoint = scope.strings(entrypoint, label + " entrypoint")
        }
        if let policy = mapping["pull_policy"], !policy.isNull { image.pullPolicies = pullPolicies(policy, label, in: scope) }
        if let docker = mapping.entry("docker") {
            let options = executorOptions(docker, label + ":docker", ["platform", "user"], in: scope)
            image.platform = options["platform"]
            image.user = options["user"]
        }
        if let kubernetes = mapping.entry("kubernetes") {
            let options = executorOptions(kubernetes, label + ":kubernetes", ["user"], in: scope)
            image.user = image.user ?? options["user"]
        }
        return image
    }

    private static func name(_ node: Node, _ label: String, in scope: Scope) -> String? {
        guard let name = node.string else {
            scope.error(label, "should be a hash or a string", at: node, help: node.sequence == nil ? nil : "a job has one image")
            return nil
        }
        if name.isEmpty { scope.error(label, "can't be blank", at: node, code: "blank") }
        return name
    }

    private static func pullPolicies(_ node: Node, _ label: String, in scope: Scope) -> [String] {
        if let items = node.sequence, items.isEmpty {
            scope.error(label + ":pull_policy config", "can't be blank", at: node, code: "blank")
        }
        return (node.sequence ?? [node]).compactMap {
            scope.choice($0, label + ":pull_policy config", from: ["always", "if-not-present", "never"])
        }
    }

    private static func executorOptions(
        _ entry: Mapping.Entry, _ label: String, _ keys: [String], in scope: Scope
    ) -> [String: String] {
        guard let mapping = scope.mapping(entry.value, label, keys: keys) else { return [:] }
        var options: [String: String] = [:]
        for option in mapping.entries {
            guard let key = option.key.text, keys.contains(key) else { continue }
            // A user can be a number.
            guard let text = scope.text(option.value, "\(label) \(key)") else { continue }
            if text.isEmpty { scope.error("\(label) \(key)", "can't be blank", at: option.value, code: "blank") }
            options[key] = text
        }
        return options
    }
}
