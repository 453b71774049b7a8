package import PipelineModel

/// What is known when a trigger job wants its child pipeline planned.
package struct ChildPipelineRequest: Sendable {
    package var trigger: Trigger
    package var job: PlannedJob
    /// `job.variables` with the dotenv layer filled in; what is forwarded is decided by `trigger`.
    package var variables: VariableLayers
    /// Absolute paths of the archives of the pipeline's jobs so far, by planned job name: for `include:artifact`.
    package var archives: [String: String]
    package var runID: Int
    /// The pipeline of the trigger job: the child's `CI_PIPELINE_SOURCE` is `parent_pipeline`.
    package var pipelineID: Int
    /// 1 for a child of the root pipeline, 2 for a child's child.
    package var depth: Int
    /// `Plan.checkout` of the trigger job's pipeline.
    package var checkout: String?
}

/// Why a child pipeline could not be created.
package struct ChildPipelineFailure: Error, Sendable {
    package var reason: FailureReason
    /// One line.
    package var message: String
    /// What is wrong with the child's configuration.
    package var diagnostics: [Diagnostic]

    package init(
        reason: FailureReason = .downstreamPipelineCreationFailed, message: String, diagnostics: [Diagnostic] = []
    ) {
        self.reason = reason
        self.message = message
        self.diagnostics = diagnostics
    }
}

/// Loads and plans a child pipeline.
package typealias ChildPlanner = @Sendable (ChildPipelineRequest) async -> Result<Plan, ChildPipelineFailure>
