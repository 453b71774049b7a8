package import PipelineModel

/// The `CI_*` and `GITLAB_*` variables that GitLab gives every job, computed from the plain facts of a context.
/// Reference: https://docs.gitlab.com/ci/variables/predefined_variables/
///
/// Not here, since only the run knows them; Execution adds them when a job starts: `CI_BUILDS_DIR`, `CI_CONCURRENT_ID`,
/// `CI_CONCURRENT_PROJECT_ID`, `CI_JOB_ID`, `CI_JOB_URL`, `CI_JOB_TOKEN`, `CI_JOB_STARTED_AT`, `CI_JOB_STATUS`, `CI_PIPELINE_ID`,
/// `CI_PIPELINE_IID`, `CI_PIPELINE_URL`, `CI_PROJECT_DIR`, `CI_REPOSITORY_URL`, `CI_RUNNER_*`, `CI_SERVER_TLS_CA_FILE`,
/// `CI_DISPOSABLE_ENVIRONMENT`, `CI_SHARED_ENVIRONMENT`, `GITLAB_ENV`.
package enum PredefinedVariables {
    /// Those that are the same for all jobs of a pipeline.
    /// - Parameter name: `workflow:name`, expanded; for `CI_PIPELINE_NAME`.
    package static func pipeline(_ context: PlanningContext, name: String? = nil) -> [Variable] {
        var variables: [(String, String?)] = [("CI", "true"), ("GITLAB_CI", "true")]
        variables += server(context.server)
        variables += project(context.project, context.server)
        variables += commit(context)
        variables += [
            ("CI_CONFIG_PATH", context.configurationPath),
            ("CI_PIPELINE_SOURCE", context.source.rawValue),
            ("CI_PIPELINE_CREATED_AT", context.createdAt),
            ("CI_PIPELINE_NAME", name),
            ("CI_PIPELINE_SCHEDULE_DESCRIPTION", context.scheduleDescription),
            ("CI_PIPELINE_TRIGGERED", context.source == .trigger ? "true" : nil),
            // The first characters of a token that nobody has here.
            ("CI_TRIGGER_SHORT_TOKEN", context.source == .trigger ? "0000" : nil),
            (
                "CI_OPEN_MERGE_REQUESTS",
                context.openMergeRequests.isEmpty ? nil : context.openMergeRequests.prefix(4).joined(separator: ",")
            ),
        ]
        if let user = context.user {
            variables += [
                ("GITLAB_USER_ID", "\(user.id)"), ("GITLAB_USER_LOGIN", user.login), ("GITLAB_USER_NAME", user.name),
                ("GITLAB_USER_EMAIL", user.email),
            ]
        }
        if let mergeRequest = context.mergeRequest { variables += Self.mergeRequest(mergeRequest, context) }
        // GitLab marks what people write as raw, so that a `$` in a commit message is only a dollar sign.
        return variables.compactMap { key, value in value.map { Variable(key, $0, isRaw: writtenByPeople.contains(key)) } }
    }

    private static let writtenByPeople: Set<String> = [
        "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_COMMIT_DESCRIPTION", "CI_COMMIT_TAG_MESSAGE", "CI_COMMIT_AUTHOR",
        "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION", "CI_PIPELINE_SCHEDULE_DESCRIPTION", "CI_PROJECT_DESCRIPTION",
        "CI_PROJECT_TITLE", "GITLAB_USER_NAME",
    ]

    private static func server(_ server: ServerFacts) -> [(String, String?)] {
        let version = server.version.split(separator: ".").map(String.init)
        return [
            ("CI_SERVER", "yes"),
            ("CI_SERVER_NAME", "GitLab"),
            ("CI_SERVER_URL", server.url),
            ("CI_SERVER_HOST", server.host),
            ("CI_SERVER_FQDN", server.fullHost),
            ("CI_SERVER_PORT", "\(server.effectivePort)"),
            ("CI_SERVER_PROTOCOL", server.scheme),
            ("CI_SERVER_SHELL_SSH_HOST", server.host),
            ("CI_SERVER_SHELL_SSH_PORT", "22"),
            ("CI_SERVER_VERSION", server.version),
            ("CI_SERVER_VERSION_MAJOR", version.first ?? ""),
            ("CI_SERVER_VERSION_MINOR", version.dropFirst().first ?? ""),
            ("CI_SERVER_VERSION_PATCH", version.dropFirst(2).first ?? ""),
            ("CI_SERVER_REVISION", server.revision),
            ("CI_API_V4_URL", server.url + "/api/v4"),
            ("CI_API_GRAPHQL_URL", server.url + "/api/graphql"),
            ("CI_TEMPLATE_REGISTRY_HOST", "registry.gitlab.com"),
        ]
    }

    private static func project(_ project: ProjectFacts, _ server: ServerFacts) -> [(String, String?)] {
        [
            ("CI_PROJECT_ID", "\(project.id)"),
            ("CI_PROJECT_NAME", project.name),
            ("CI_PROJECT_TITLE", project.title.isEmpty ? project.name : project.title),
            ("CI_PROJECT_DESCRIPTION", project.projectDescription),
            ("CI_PROJECT_PATH", project.path),
            ("CI_PROJECT_PATH_SLUG", Slug.name(project.path)),
            ("CI_PROJECT_NAMESPACE", project.namespace),
            ("CI_PROJECT_NAMESPACE_SLUG", Slug.name(project.namespace)),
            ("CI_PROJECT_ROOT_NAMESPACE", project.rootNamespace),
            ("CI_PROJECT_TOPICS", project.topics.joined(separator: ",")),
            ("CI_PROJECT_URL", server.url + "/" + project.path),
            ("CI_PROJECT_VISIBILITY", project.visibility),
            ("CI_DEFAULT_BRANCH", project.defaultBranch),
            ("CI_DEFAULT_BRANCH_SLUG", Slug.name(project.defaultBranch)),
            ("CI_REGISTRY", server.registry.isEmpty ? nil : server.registry),
            ("CI_REGISTRY_IMAGE", server.registry.isEmpty ? nil : server.registry + "/" + project.path.lowercased()),
        ]
    }

    private static func commit(_ context: PlanningContext) -> [(String, String?)] {
        let commit = context.commit
        return [
            ("CI_COMMIT_SHA", commit.sha),
            ("CI_COMMIT_SHORT_SHA", String(commit.sha.prefix(8))),
            ("CI_COMMIT_BEFORE_SHA", context.mergeRequest == nil ? commit.beforeSHA : CommitFacts.zeroSHA),
            ("CI_COMMIT_REF_NAME", context.ref),
            ("CI_COMMIT_REF_SLUG", Slug.name(context.ref)),
            ("CI_COMMIT_REF_PROTECTED", "\(context.isRefProtected)"),
            ("CI_COMMIT_BRANCH", context.isBranch ? context.ref : nil),
            ("CI_COMMIT_TAG", context.isTag ? context.ref : nil),
            ("CI_COMMIT_TAG_MESSAGE", context.isTag ? commit.tagMessage ?? "" : nil),
            ("CI_COMMIT_MESSAGE", commit.message),
            ("CI_COMMIT_TITLE", commit.title),
            ("CI_COMMIT_DESCRIPTION", commit.description),
            ("CI_COMMIT_AUTHOR", "\(commit.authorName) <\(commit.authorEmail)>"),
            ("CI_COMMIT_TIMESTAMP", commit.timestamp),
        ]
    }

    /// GitLab cuts the description of a merge request here.
    private static let descriptionLimit = 2700

    private static func mergeRequest(_ facts: MergeRequestFacts, _ context: PlanningContext) -> [(String, String?)] {
        let server = context.server
        let project = context.project
        let sourcePath = facts.sourceProjectPath ?? project.path
        let hasHeads = facts.eventType != .detached
        return [
            ("CI_MERGE_REQUEST_ID", "\(facts.id)"),
            ("CI_MERGE_REQUEST_IID", "\(facts.iid)"),
            ("CI_MERGE_REQUEST_REF_PATH", "refs/merge-requests/\(facts.iid)/\(hasHeads ? "merge" : "head")"),
            ("CI_MERGE_REQUEST_PROJECT_ID", "\(project.id)"),
            ("CI_MERGE_REQUEST_PROJECT_PATH", project.path),
            ("CI_MERGE_REQUEST_PROJECT_URL", server.url + "/" + project.path),
            ("CI_MERGE_REQUEST_TITLE", facts.title),
            ("CI_MERGE_REQUEST_DESCRIPTION", String(facts.text.prefix(descriptionLimit))),
            ("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED", "\(facts.text.count > descriptionLimit)"),
            ("CI_MERGE_REQUEST_DRAFT", "\(facts.isDraft)"),
            ("CI_MERGE_REQUEST_APPROVED", facts.isApproved ? "true" : nil),
            ("CI_MERGE_REQUEST_SQUASH_ON_MERGE", "\(facts.squashesOnMerge)"),
            ("CI_MERGE_REQUEST_EVENT_TYPE", facts.eventType.rawValue),
            ("CI_MERGE_REQUEST_LABELS", facts.labels.isEmpty ? nil : facts.labels.joined(separator: ",")),
            ("CI_MERGE_REQUEST_ASSIGNEES", facts.assignees.isEmpty ? nil : facts.assignees.joined(separator: ", ")),
            ("CI_MERGE_REQUEST_MILESTONE", facts.milestone),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", facts.diffBaseSHA),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", facts.sourceBranch),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED", "\(facts.isSourceBranchProtected)"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", hasHeads ? facts.sourceBranchSHA : ""),
            ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", facts.sourceProjectPath == nil ? "\(project.id)" : nil),
            ("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", sourcePath),
            ("CI_MERGE_REQUEST_SOURCE_PROJECT_URL", server.url + "/" + sourcePath),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", facts.targetBranch),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED", "\(facts.isTargetBranchProtected)"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", hasHeads ? facts.targetBranchSHA : ""),
        ]
    }
}
