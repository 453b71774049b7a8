internal import YAML

/// `spec`, the header of a configuration that takes inputs. Reference: https://docs.gitlab.com/ci/yaml/#spec
enum SpecEntry {
    static let componentKeys = ["name", "sha", "version", "reference"]

    static func check(_ node: Node, in scope: Scope) {
        if node.isNull { return }
        guard let mapping = scope.mapping(node, ":spec", keys: ["inputs", "include", "component", "description"]) else { return }
        checkInputs(mapping["inputs"], in: scope)
        if let component = mapping["component"] {
            for item in component.sequence ?? [component] {
                _ = scope.choice(item, ":spec:component config", from: componentKeys)
            }
        }
        if let description = mapping["description"], let text = scope.text(description, ":spec description"),
            text.unicodeScalars.count > 256
        {
            scope.error(":spec description", "is too long (maximum is 256 characters)", at: description)
        }
        if let include = mapping["include"] { _ = IncludeEntry.read(include, kind: .header, in: scope) }
    }

    static func checkInputs(_ node: Node?, in scope: Scope) {
        guard let node, !node.isNull else { return }
        guard let definitions = node.mapping else {
            scope.error(":spec:inputs config", "should be a hash", at: node)
            return
        }
        for entry in definitions.entries {
            InputDefinitionEntry.check(entry.value, ":spec:inputs:\(entry.key.text ?? "")", at: entry.key, in: scope)
        }
    }
}
