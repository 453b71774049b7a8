package import PipelineModel

/// Decides what of a pipeline runs in a context.
package enum Planner {
    /// Plans a pipeline: `workflow:rules`, each job's rules, `parallel`, needs, artifact sources, variables.
    /// Diagnostics are collected; with an error among them there is no plan. Linear in jobs and needs.
    package static func plan(
        _ pipeline: Pipeline, in context: PlanningContext, limits: PlanningLimits = PlanningLimits()
    ) -> PlanResult {
        let rules = RuleEvaluator(paths: PathMatcher(context.paths))
        let decision = PipelineDecision(pipeline, context, rules)
        guard decision.isMade else {
            return PlanResult(
                diagnostics: decision.diagnostics,
                filteredOut: decision.diagnostics.hasErrors ? nil : "Pipeline filtered out by workflow rules.")
        }
        let variables = decision.variables
        var selection = JobSelection(pipeline: pipeline, context: context, rules: rules, variables: variables, limits: limits)
        selection.run()
        var diagnostics = decision.diagnostics + selection.diagnostics
        guard selection.jobs.contains(where: { $0.planned.stage != ".pre" && $0.planned.stage != ".post" }) else {
            return PlanResult(
                diagnostics: diagnostics,
                filteredOut: diagnostics.hasErrors ? nil : noJobs,
                excluded: selection.excluded)
        }
        var needs = NeedsResolution(pipeline: pipeline, jobs: selection.jobs, limits: limits)
        needs.run()
        diagnostics += needs.diagnostics
        guard !diagnostics.hasErrors else { return PlanResult(diagnostics: diagnostics, excluded: selection.excluded) }

        // By place: a job is large, and taking its stage through `map` copies it.
        let used = needs.jobs.indices.reduce(into: Set<String>()) { $0.insert(needs.jobs[$1].stage) }
        let plan = Plan(
            name: decision.name, stages: pipeline.stages.filter(used.contains), jobs: needs.jobs, excluded: selection.excluded,
            variables: variables, cancelsOnJobFailure: decision.cancelsOnJobFailure)
        return PlanResult(plan: plan, diagnostics: diagnostics, excluded: selection.excluded)
    }

    static let noJobs =
        "Pipeline will not run for the selected trigger. "
        + "The rules configuration prevented any jobs from being added to the pipeline."
}

extension [Variable] {
    /// These variables with others in their place or behind them.
    func overridden(by others: [Variable]) -> [Variable] {
        guard !others.isEmpty else { return self }
        let keys = Set(others.map(\.key))
        return filter { !keys.contains($0.key) } + others
    }
}
