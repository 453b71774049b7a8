internal import Execution
internal import PipelineModel
internal import PipelinePlanning

/// Explains jobs for commands that show it.
enum Explaining {
    /// - Parameter isAskedAbout: see `Planner.explain`.
    static func explain(
        _ pipeline: Pipeline, in context: PlanningContext, jobs isAskedAbout: (String) -> Bool = { _ in true }
    ) -> PlanExplanation {
        var explanation = Planner.explain(pipeline, in: context, jobs: isAskedAbout)
        explanation.mask(SecretMasking(context.maskedValues).masked(_:))
        return explanation
    }
}

extension PlanningContext {
    /// The values of the variables that were given as masked.
    var maskedValues: [String] {
        (projectVariables.levels.joined().map(\.variable) + pipelineVariables).filter(\.isMasked).map(\.value)
    }
}
