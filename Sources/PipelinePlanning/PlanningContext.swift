package import PipelineModel

/// For what a pipeline is planned: what started it, on which ref, in which project, with which variables. A plain value, so that
/// a push, a merge request and a schedule can be planned from the same working tree.
package struct PlanningContext: Sendable {
    /// `CI_PIPELINE_SOURCE`. Reference: https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable
    package enum Source: String, Sendable, CaseIterable {
        case api, chat, external, pipeline, push, schedule, trigger, web, webide
        case externalPullRequestEvent = "external_pull_request_event"
        case mergeRequestEvent = "merge_request_event"
        case onDemandDASTScan = "ondemand_dast_scan"
        case onDemandDASTValidation = "ondemand_dast_validation"
        case parentPipeline = "parent_pipeline"
        case securityOrchestrationPolicy = "security_orchestration_policy"
    }

    package var source: Source
    /// The branch or the tag, without `refs/…`; the source branch of a merge request.
    package var ref: String
    package var isTag: Bool
    package var isRefProtected = false
    package var commit: CommitFacts
    package var project: ProjectFacts
    /// Given for merge request pipelines, and for their child pipelines.
    package var mergeRequest: MergeRequestFacts?
    package var server = ServerFacts()
    /// Who started the pipeline.
    package var user: UserFacts?
    /// `CI_PIPELINE_SCHEDULE_DESCRIPTION`.
    package var scheduleDescription: String?
    /// ISO 8601, in UTC: `2026-11-23T20:10:00Z`.
    package var createdAt: String?
    /// `GROUP/PROJECT!IID` of open merge requests from this branch.
    package var openMergeRequests: [String] = []
    /// `CI_CONFIG_PATH`.
    package var configurationPath = ".gitlab-ci.yml"
    /// Variables of project, group and instance.
    package var projectVariables = ScopedVariables()
    /// Variables given to this run, and those a parent pipeline forwards.
    package var pipelineVariables: [Variable] = []
    package var paths: RepositoryPaths

    package init(
        source: Source, ref: String, isTag: Bool = false, commit: CommitFacts, project: ProjectFacts,
        mergeRequest: MergeRequestFacts? = nil, paths: RepositoryPaths = .unknown
    ) {
        self.source = source
        self.ref = ref
        self.isTag = isTag
        self.commit = commit
        self.project = project
        self.mergeRequest = mergeRequest
        self.paths = paths
    }

    /// GitLab's `branch?`: false for tags and in merge request pipelines.
    var isBranch: Bool { !isTag && mergeRequest == nil }
}

/// What rules ask of the repository. Each closure is called at most once for each argument.
package struct RepositoryPaths: Sendable {
    /// The files that differ from a ref (nil: from the commit before the push, or from the merge request's diff base).
    package var changed: @Sendable (_ comparedTo: String?) -> ChangedPaths
    /// All files of the commit, relative to the repository's top.
    package var all: @Sendable () -> [String]
    /// All files of another project at a ref (nil: its `HEAD`), relative to its top; nil when they cannot be had.
    package var elsewhere: @Sendable (_ project: String, _ ref: String?) -> [String]? = { _, _ in nil }

    package init(
        changed: @escaping @Sendable (_ comparedTo: String?) -> ChangedPaths, all: @escaping @Sendable () -> [String]
    ) {
        self.changed = changed
        self.all = all
    }

    /// No diff base, no files.
    package static let unknown = RepositoryPaths(changed: { _ in .nothingToCompareWith }, all: { [] })
}

/// What a comparison of two versions of the repository came to.
package enum ChangedPaths: Hashable, Sendable {
    /// There is no other version, which makes `changes` true.
    case nothingToCompareWith
    /// The ref to compare with is not there.
    case unknownRef
    /// The files that differ, relative to the repository's top, and what they were compared with, for people.
    case compared(base: String, paths: [String])
}
