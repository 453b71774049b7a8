internal import PipelinePlanning

/// What started the pipeline, from `--source`, `--target` and `--tag`.
/// Reference: https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable
struct PipelineEventFacts: Equatable {
    var source: PlanningContext.Source
    /// True when the pipeline checks a merge request, or is a child of one that does.
    var isForMergeRequest: Bool
    /// False when there is no older commit to compare with, so that `changes` is true.
    var hasCommitBefore: Bool

    init(_ options: ContextOptions) throws {
        source = try Self.source(options)
        isForMergeRequest = options.target != nil && (source == .mergeRequestEvent || source == .parentPipeline)
        // GitLab knows the commit before of a branch that was pushed, and passes it on to child pipelines.
        hasCommitBefore = (source == .push || source == .parentPipeline) && options.tag == nil
    }

    private static func source(_ options: ContextOptions) throws -> PlanningContext.Source {
        if options.tag != nil, options.target != nil {
            throw CommandFailure(.usage, "a tag has no merge request: use --tag or --target")
        }
        guard let name = options.source else { return options.target == nil ? .push : .mergeRequestEvent }
        if name == "tag" {
            guard options.tag != nil else {
                throw CommandFailure(.usage, "a tag pipeline is the push of a tag: name it with --tag NAME")
            }
            return .push
        }
        guard let source = PlanningContext.Source(rawValue: name) else {
            let known = PlanningContext.Source.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "there is no pipeline source \"\(name)\"; the sources are \(known)")
        }
        if source == .mergeRequestEvent, options.target == nil {
            throw CommandFailure(.usage, "a merge request needs a target branch: add --target BRANCH")
        }
        return source
    }
}
