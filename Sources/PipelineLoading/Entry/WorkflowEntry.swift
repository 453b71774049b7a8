internal import PipelineModel
internal import YAML

/// `workflow`. Reference: https://docs.gitlab.com/ci/yaml/#workflow
enum WorkflowEntry {
    static func read(_ node: Node, in scope: Scope) -> Workflow {
        var workflow = Workflow()
        guard let mapping = scope.mapping(node, ":workflow", keys: ["name", "rules", "auto_cancel"]) else { return workflow }
        if let name = mapping["name"], !name.isNull, let text = scope.text(name, ":workflow name") {
            if text.unicodeScalars.count > 255 {
                scope.error(":workflow name", "is too long (maximum is 255 characters)", at: name)
            }
            workflow.name = text
        }
        if let rules = mapping["rules"], !rules.isNull {
            workflow.rules = RulesEntry.read(rules, ":workflow:rules", kind: .workflow, in: scope)
        }
        if let cancel = mapping["auto_cancel"], !cancel.isNull {
            workflow.autoCancel = AutoCancelEntry.read(cancel, ":workflow:auto_cancel", in: scope)
        }
        return workflow
    }
}
