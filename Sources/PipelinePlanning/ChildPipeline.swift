package import PipelineModel

extension PlanningContext {
    /// The context of a pipeline that a trigger job starts: the same ref, commit and merge request, `parent_pipeline` as source,
    /// and the variables that the job forwards, which count as the child's pipeline variables.
    /// Reference: https://docs.gitlab.com/ci/yaml/#triggerforward
    package func child(of job: PlannedJob) -> PlanningContext {
        var context = self
        context.source = .parentPipeline
        context.configurationPath = ".gitlab-ci.yml"
        var forwarded: [Variable] = []
        if job.job.trigger?.forwardsYAMLVariables ?? true {
            let scope = VariableScope(layers: job.variables)
            let yaml = job.variables.globalYAML.overridden(by: job.variables.jobYAML)
            forwarded = yaml.map { variable in
                var variable = variable
                if !variable.isRaw { variable.value = scope.expand(variable.value, keepsUndefined: true) }
                return variable
            }
        }
        if job.job.trigger?.forwardsPipelineVariables ?? false { forwarded = forwarded.overridden(by: job.variables.pipeline) }
        context.pipelineVariables = forwarded
        return context
    }
}
