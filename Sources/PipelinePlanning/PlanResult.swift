package import PipelineModel

/// What planning came to.
package struct PlanResult: Sendable {
    /// nil when a diagnostic is an error, or when nothing is to run.
    package var plan: Plan?
    package var diagnostics: [Diagnostic]
    /// Why GitLab would make no pipeline in this context, in its words.
    package var filteredOut: String?

    package init(plan: Plan? = nil, diagnostics: [Diagnostic] = [], filteredOut: String? = nil) {
        self.plan = plan
        self.diagnostics = diagnostics
        self.filteredOut = filteredOut
    }
}
