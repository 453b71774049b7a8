package import PipelineModel

/// Decides what of a pipeline runs in a context.
package enum Planner {
    /// Plans a pipeline: `workflow:rules`, each job's rules, `parallel`, needs, artifact sources, variables.
    /// Diagnostics are collected; with an error among them there is no plan. Linear in jobs and needs.
    package static func plan(
        _ pipeline: Pipeline, in context: PlanningContext, limits: PlanningLimits = PlanningLimits()
    ) -> PlanResult {
        let rules = RuleEvaluator(paths: PathMatcher(context.paths))
        var variables = VariableLayers()
        variables.pipelinePredefined = PredefinedVariables.pipeline(context)
        variables.globalYAML = pipeline.variables.map(\.variable)
        variables.project = context.projectVariables
        variables.pipeline = context.pipelineVariables

        var autoCancel = pipeline.workflow.autoCancel
        if let workflowRules = pipeline.workflow.rules {
            guard let rule = rules.firstMatch(workflowRules, VariableScope(layers: variables))?.rule, rule.when != .never else {
                return PlanResult(filteredOut: "Pipeline filtered out by workflow rules.")
            }
            variables.globalYAML = variables.globalYAML.overridden(by: rule.variables)
            if let override = rule.autoCancel {
                autoCancel = AutoCancel(
                    onNewCommit: override.onNewCommit ?? autoCancel?.onNewCommit,
                    onJobFailure: override.onJobFailure ?? autoCancel?.onJobFailure)
            }
        }
        let name = pipeline.workflow.name.flatMap { Self.name($0, variables) }
        if name != nil { variables.pipelinePredefined = PredefinedVariables.pipeline(context, name: name) }

        var selection = JobSelection(pipeline: pipeline, context: context, rules: rules, variables: variables, limits: limits)
        selection.run()
        var diagnostics = selection.diagnostics
        guard selection.jobs.contains(where: { $0.planned.stage != ".pre" && $0.planned.stage != ".post" }) else {
            return PlanResult(
                diagnostics: diagnostics,
                filteredOut: diagnostics.hasErrors
                    ? nil
                    : "Pipeline will not run for the selected trigger. "
                        + "The rules configuration prevented any jobs from being added to the pipeline.",
                excluded: selection.excluded)
        }
        var needs = NeedsResolution(pipeline: pipeline, jobs: selection.jobs, limits: limits)
        needs.run()
        diagnostics += needs.diagnostics
        guard !diagnostics.hasErrors else { return PlanResult(diagnostics: diagnostics, excluded: selection.excluded) }

        // By place: a job is large, and taking its stage through `map` copies it.
        let used = needs.jobs.indices.reduce(into: Set<String>()) { $0.insert(needs.jobs[$1].stage) }
        let plan = Plan(
            name: name, stages: pipeline.stages.filter(used.contains), jobs: needs.jobs, excluded: selection.excluded,
            variables: variables, cancelsOnJobFailure: autoCancel?.onJobFailure == "all")
        return PlanResult(plan: plan, diagnostics: diagnostics, excluded: selection.excluded)
    }

    /// `workflow:name`, expanded, at most 255 characters; nil when nothing is left.
    private static func name(_ text: String, _ variables: VariableLayers) -> String? {
        let words = VariableScope(layers: variables).expand(text).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : String(words.joined(separator: " ").prefix(255))
    }
}

extension [Variable] {
    /// These variables with others in their place or behind them.
    func overridden(by others: [Variable]) -> [Variable] {
        guard !others.isEmpty else { return self }
        let keys = Set(others.map(\.key))
        return filter { !keys.contains($0.key) } + others
    }
}
