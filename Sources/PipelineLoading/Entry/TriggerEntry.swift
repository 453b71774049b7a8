internal import PipelineModel
internal import YAML

/// `trigger`. Reference: https://docs.gitlab.com/ci/yaml/#trigger
enum TriggerEntry {
    static func read(_ node: Node, in scope: Scope) -> Trigger? {
        if let path = node.string {
            checkProject(path, node, ":trigger config", in: scope)
            return Trigger(target: .project(path: path, branch: nil))
        }
        guard let mapping = node.mapping else {
            scope.error(":trigger", "has to be either a string or a hash", at: node)
            return nil
        }
        guard var trigger = target(mapping, node, in: scope) else { return nil }
        if let strategy = mapping["strategy"], !strategy.isNull {
            trigger.strategy = scope.choice(strategy, ":trigger strategy", from: [.depend, .mirror]) ?? .none
        }
        if let forward = mapping["forward"], !forward.isNull {
            let options = scope.mapping(forward, ":trigger:forward", keys: ["yaml_variables", "pipeline_variables"])
            if let value = options?["yaml_variables"], !value.isNull {
                trigger.forwardsYAMLVariables = scope.boolean(value, ":trigger:forward yaml variables") ?? true
            }
            if let value = options?["pipeline_variables"], !value.isNull {
                trigger.forwardsPipelineVariables = scope.boolean(value, ":trigger:forward pipeline variables") ?? false
            }
        }
        trigger.inputs = mapping["inputs"].map { InputValuesEntry.read($0, ":trigger:inputs", in: scope) } ?? [:]
        return trigger
    }

    private static func target(_ mapping: Mapping, _ node: Node, in scope: Scope) -> Trigger? {
        if let include = mapping["include"] {
            scope.checkKeys(of: mapping, ":trigger", allowed: ["include", "strategy", "forward", "inputs"])
            let sources = TriggerIncludeEntry.read(include, in: scope)
            guard !sources.isEmpty else { return nil }
            let inputs = sources.map(\.inputs)
            return Trigger(
                target: .child(sources.map(\.source)), includeInputs: inputs.allSatisfy(\.isEmpty) ? [] : inputs)
        }
        scope.checkKeys(of: mapping, ":trigger", allowed: ["project", "branch", "strategy", "forward", "inputs", "include"])
        guard let project = mapping["project"], !project.isNull else {
            scope.error(":trigger config", "must specify either project or include", at: node, code: "missing-keyword")
            return nil
        }
        guard let path = scope.string(project, ":trigger project") else { return nil }
        checkProject(path, project, ":trigger project", in: scope)
        let branch = mapping["branch"].flatMap { $0.isNull ? nil : scope.text($0, ":trigger branch") }
        return Trigger(target: .project(path: path, branch: branch))
    }

    static func checkProject(_ path: String, _ node: Node, _ label: String, in scope: Scope) {
        if path.isEmpty {
            scope.error(label, "can't be blank", at: node, code: "blank", help: ProjectPath.help)
        } else if !ProjectPath.isValid(path) {
            scope.error(label, "should be a project's path", at: node, help: ProjectPath.help)
        }
    }
}
