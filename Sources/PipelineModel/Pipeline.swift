/// A whole pipeline configuration as values: what PipelineLoading makes of the text and PipelinePlanning plans from.
package struct Pipeline: Hashable, Sendable {
    /// In order, `.pre` first and `.post` last.
    package var stages: [String]
    package var variables: [GlobalVariable]
    package var workflow: Workflow
    /// Visible jobs in written order. Names are unique.
    package var jobs: [Job]
    /// The files it was read from, in the order they were read, as the reader would name them.
    package var files: [String]

    package init(stages: [String], variables: [GlobalVariable], workflow: Workflow, jobs: [Job], files: [String]) {
        self.stages = stages
        self.variables = variables
        self.workflow = workflow
        self.jobs = jobs
        self.files = files
    }
}
