internal import PipelineModel

/// What `workflow` makes of a context: whether there is a pipeline, its name and its variables.
/// Reference: https://docs.gitlab.com/ci/yaml/#workflow
struct PipelineDecision {
    /// False when `workflow:rules` make no pipeline.
    private(set) var isMade = true
    /// Of the pipeline as a whole.
    private(set) var variables = VariableLayers()
    /// `workflow:name`, expanded.
    private(set) var name: String?
    private(set) var cancelsOnJobFailure = false
    private(set) var diagnostics: [Diagnostic] = []
    /// The variables that `workflow:rules` see.
    let scope: VariableScope

    init(_ pipeline: Pipeline, _ context: PlanningContext, _ rules: RuleEvaluator) {
        variables.pipelinePredefined = PredefinedVariables.pipeline(context)
        variables.globalYAML = pipeline.variables.map(\.variable)
        variables.project = context.projectVariables.variables(environment: nil)
        variables.pipeline = context.pipelineVariables
        scope = VariableScope(layers: variables)

        var autoCancel = pipeline.workflow.autoCancel
        if let workflowRules = pipeline.workflow.rules {
            let match = rules.firstMatch(workflowRules, scope)
            diagnostics = rules.unknownRefs(workflowRules, upTo: match?.place, scope)
            guard let rule = match?.rule, rule.when != .never else {
                isMade = false
                return
            }
            variables.globalYAML = variables.globalYAML.overridden(by: rule.variables)
            if let override = rule.autoCancel {
                autoCancel = AutoCancel(
                    onNewCommit: override.onNewCommit ?? autoCancel?.onNewCommit,
                    onJobFailure: override.onJobFailure ?? autoCancel?.onJobFailure)
            }
        }
        cancelsOnJobFailure = autoCancel?.onJobFailure == "all"
        name = pipeline.workflow.name.flatMap { Self.name($0, variables) }
        if name != nil { variables.pipelinePredefined = PredefinedVariables.pipeline(context, name: name) }
    }

    /// `workflow:name`, expanded, at most 255 characters; nil when nothing is left.
    private static func name(_ text: String, _ variables: VariableLayers) -> String? {
        let words = VariableScope(layers: variables).expand(text).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : String(words.joined(separator: " ").prefix(255))
    }
}
