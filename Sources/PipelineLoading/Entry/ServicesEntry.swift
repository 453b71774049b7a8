internal import PipelineModel
internal import YAML

/// `services`. Reference: https://docs.gitlab.com/ci/yaml/#services
enum ServicesEntry {
    static func read(_ node: Node, in scope: Scope) -> [Service]? {
        guard let items = node.sequence else {
            scope.error(":services config", "should be an array", at: node, help: "write a list: - name: IMAGE")
            return nil
        }
        return flattened(items).compactMap { service($0, in: scope) }
    }

    private static func flattened(_ items: [Node]) -> [Node] {
        items.flatMap { $0.sequence.map(flattened) ?? [$0] }
    }

    private static func service(_ node: Node, in scope: Scope) -> Service? {
        let label = ":services:service"
        if let name = node.string, !name.isEmpty { return Service(image: Image(name: name)) }
        guard node.mapping != nil else {
            scope.error(label + " config", "should be a hash or a string", at: node)
            return nil
        }
        let keys = ImageEntry.keys + ["alias", "command", "variables"]
        guard let mapping = scope.mapping(node, label, keys: keys), let image = ImageEntry.read(mapping, node, label, in: scope)
        else {
            return nil
        }
        var service = Service(image: image)
        if let alias = mapping["alias"], !alias.isNull { service.alias = scope.string(alias, label + " alias") }
        if let command = mapping["command"], !command.isNull {
            service.command = scope.strings(command, label + " command")
            checkNotEmpty(command, label + " command", in: scope)
        }
        if let entrypoint = mapping["entrypoint"] { checkNotEmpty(entrypoint, label + " entrypoint", in: scope) }
        if let variables = mapping["variables"] {
            service.variables = VariablesEntry.read(variables, label + ":variables", in: scope)
        }
        return service
    }

    private static func checkNotEmpty(_ node: Node, _ label: String, in scope: Scope) {
        if let items = node.sequence, items.isEmpty { scope.error(label, "can't be blank", at: node, code: "blank") }
    }
}
