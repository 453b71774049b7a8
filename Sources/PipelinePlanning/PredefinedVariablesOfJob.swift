package import PipelineModel

extension PredefinedVariables {
    /// Those of one job that are known before its rules are looked at.
    /// - Parameter position: the place among the jobs that `parallel` made of one.
    package static func job(_ instance: JobInstance, in context: PlanningContext) -> [Variable] {
        let job = instance.job
        var variables = [
            Variable("CI_JOB_NAME", instance.name),
            Variable("CI_JOB_NAME_SLUG", Slug.name(instance.name)),
            Variable("CI_JOB_GROUP_NAME", job.name),
            Variable("CI_JOB_STAGE", job.stage),
            Variable("CI_JOB_TIMEOUT", "\(job.timeout?.components.seconds ?? Int64(context.project.defaultTimeout))"),
            Variable("CI_NODE_TOTAL", "\(instance.total)"),
        ]
        if let index = instance.index { variables.append(Variable("CI_NODE_INDEX", "\(index)")) }
        if let image = job.image { variables.append(Variable("CI_JOB_IMAGE", image.name)) }
        return variables
    }

    /// Those of one job that its rules and its expanded environment decide.
    package static func job(when: When, environment: Environment?) -> [Variable] {
        var variables: [Variable] = []
        if when == .manual { variables.append(Variable("CI_JOB_MANUAL", "true")) }
        guard let environment else { return variables }
        variables += [
            Variable("CI_ENVIRONMENT_NAME", environment.name),
            Variable("CI_ENVIRONMENT_SLUG", Slug.environment(environment.name)),
            Variable("CI_ENVIRONMENT_ACTION", environment.action.rawValue),
            Variable("CI_ENVIRONMENT_TIER", environment.deploymentTier ?? DeploymentTier.guess(environment.name)),
        ]
        if let url = environment.url { variables.append(Variable("CI_ENVIRONMENT_URL", url)) }
        return variables
    }
}
