package import PipelineModel

/// What planning came to.
package struct PlanResult: Sendable {
    /// nil when a diagnostic is an error, or when nothing is to run.
    package var plan: Plan?
    package var diagnostics: [Diagnostic]
    /// Why GitLab would make no pipeline in this context, in its words.
    package var filteredOut: String?
    /// The jobs that the context leaves out; told also when no job is left and there is no plan.
    package var excluded: [ExcludedJob]

    package init(
        plan: Plan? = nil, diagnostics: [Diagnostic] = [], filteredOut: String? = nil, excluded: [ExcludedJob] = []
    ) {
        self.plan = plan
        self.diagnostics = diagnostics
        self.filteredOut = filteredOut
        self.excluded = excluded
    }
}
