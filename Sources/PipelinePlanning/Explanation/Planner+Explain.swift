package import PipelineModel

extension Planner {
    /// Evaluates a pipeline's rules as `plan` does, and tells how. Problems are not told: `plan` does that.
    /// - Parameter isAskedAbout: whether a job is to be explained; asked with each name that `parallel` makes of it, too.
    package static func explain(
        _ pipeline: Pipeline, in context: PlanningContext, jobs isAskedAbout: (String) -> Bool = { _ in true }
    ) -> PlanExplanation {
        let rules = RuleEvaluator(paths: PathMatcher(context.paths))
        let explainer = RuleExplainer(rules: rules)
        let decision = PipelineDecision(pipeline, context, rules)
        var explanation = PlanExplanation(
            workflow: pipeline.workflow.rules.map { explainer.explain($0, .workflowRules, decision.scope) }, jobs: [])
        guard decision.isMade else {
            explanation.filteredOut = "Pipeline filtered out by workflow rules."
            return explanation
        }
        var selection = JobSelection(
            pipeline: pipeline, context: context, rules: rules, variables: decision.variables, limits: PlanningLimits())
        for job in pipeline.jobs {
            let isWhole = isAskedAbout(job.name)
            for instance in JobInstance.all(of: job) where isWhole || isAskedAbout(instance.name) {
                explanation.jobs.append(selection.explain(instance, explainer))
            }
        }
        return explanation
    }
}

extension JobSelection {
    mutating func explain(_ instance: JobInstance, _ explainer: RuleExplainer) -> JobExplanation {
        let job = instance.job
        let scope = VariableScope(layers: layers(of: instance), index: index)
        var explanation = JobExplanation(name: instance.name, location: job.location, rules: [])
        switch decide(instance) {
        case .runs(let selected): explanation.planned = selected.planned
        case .excluded(let reason): explanation.reason = reason
        }
        if let rules = job.rules {
            explanation.rules = [explainer.explain(rules, .rules, scope)]
        } else {
            explanation.rules = PolicyExplainer(policies: policies, rules: explainer)
                .explain(job, scope, hasDefault: pipeline.workflow.rules == nil)
        }
        return explanation
    }
}
