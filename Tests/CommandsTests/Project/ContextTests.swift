import ArgumentParser
import Git
import PipelineLoading
import PipelineModel
import PipelinePlanning
import TestSupport
import Testing

@testable import Commands

/// The variables of each simulated context are those that GitLab documents for it.
/// Reference: https://docs.gitlab.com/ci/variables/predefined_variables/
@Suite struct ContextTests {
    private struct NoFiles: ConfigurationSource {
        func contents(ofFile path: String) throws -> [UInt8]? { nil }
        func filePaths() throws -> [String] { [] }
    }

    /// A clone of a GitLab project, two commits on main, a third on the branch that is checked out, and a tag on it.
    private static func repository() throws -> TemporaryRepository {
        let repository = try TemporaryRepository(name: "kayobe-config")
        try repository.git("remote", "add", "origin", "git@gitlab.example.org:cloud/team/kayobe-config.git")
        try repository.commit(["a": "1"], "Start")
        try repository.commit(["b": "1"], "Second")
        try repository.git("switch", "-q", "-c", "feature/x")
        try repository.commit(["c": "1"], "Third\n\nBecause.")
        try repository.git("tag", "v1.0")
        try repository.git("tag", "-a", "-m", "Release two", "v2.0")
        return repository
    }

    private func context(_ arguments: [String], in repository: TemporaryRepository) throws -> PlanningContext {
        let opened = try Repository(discovering: repository.path)
        let options = try ContextOptions.parse(arguments)
        let head = try opened.head()
        let facts = GitFacts(
            top: repository.path, commit: try opened.commit(try #require(head.commit)), uncommitted: nil)
        return try facts.context(options, repository: opened, head: head, source: NoFiles())
    }

    @Test(
        arguments: [
            (nil, nil, [], "false"), (nil, nil, ["--branch", "main"], "true"), (["feature/*"], nil, [], "true"),
            (["feature/*"], nil, ["--branch", "main"], "false"), (["main", "feature/*"], nil, ["--target", "main"], "true"),
            (["feature/*"], nil, ["--target", "main"], "false"), (nil, nil, ["--target", "main"], "false"),
            (nil, nil, ["--tag", "v1.0"], "false"), (["v*"], nil, ["--tag", "v1.0"], "false"),
            (nil, ["v*"], ["--tag", "v1.0"], "true"),
        ] as [([String]?, [String]?, [String], String)])
    func protectedRefs(_ branches: [String]?, _ tags: [String]?, _ arguments: [String], _ isProtected: String) throws {
        let repository = try Self.repository()
        let opened = try Repository(discovering: repository.path)
        let head = try opened.head()
        var settings = Settings()
        (settings.protectedBranches, settings.protectedTags) = (branches, tags)
        settings.variables = [ScopedVariable(Variable("SECRET", "1"), isProtected: true)]
        let facts = GitFacts(
            top: repository.path, commit: try opened.commit(try #require(head.commit)), uncommitted: nil, settings: settings)
        let context = try facts.context(
            ContextOptions.parse(arguments), repository: opened, head: head, source: NoFiles())
        #expect("\(context.isRefProtected)" == isProtected)
        #expect(context.projectVariables.variables(environment: nil).isEmpty == (isProtected == "false"))
    }

    private static let onBranch = [
        "CI_COMMIT_BRANCH": "feature/x", "CI_COMMIT_REF_NAME": "feature/x", "CI_COMMIT_REF_SLUG": "feature-x", "CI_COMMIT_TAG": "-",
        "CI_MERGE_REQUEST_IID": "-", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "-", "CI_COMMIT_REF_PROTECTED": "false",
    ]
    private static let ofMergeRequest = [
        "CI_COMMIT_BRANCH": "-", "CI_COMMIT_TAG": "-", "CI_COMMIT_REF_NAME": "feature/x", "CI_MERGE_REQUEST_IID": "1",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature/x", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "<main>", "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
        "CI_MERGE_REQUEST_PROJECT_PATH": "cloud/team/kayobe-config", "CI_MERGE_REQUEST_TITLE": "Third",
        "CI_MERGE_REQUEST_REF_PATH": "refs/merge-requests/1/head",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "cloud/team/kayobe-config",
        "CI_COMMIT_BEFORE_SHA": "<zeros>", "CI_OPEN_MERGE_REQUESTS": "cloud/team/kayobe-config!1",
    ]
    /// Everywhere.
    private static let always = [
        "CI": "true", "GITLAB_CI": "true", "CI_PROJECT_PATH": "cloud/team/kayobe-config", "CI_PROJECT_NAME": "kayobe-config",
        "CI_PROJECT_NAMESPACE": "cloud/team", "CI_PROJECT_ROOT_NAMESPACE": "cloud",
        "CI_PROJECT_PATH_SLUG": "cloud-team-kayobe-config",
        "CI_PROJECT_ID": "1", "CI_PROJECT_VISIBILITY": "private",
        "CI_PROJECT_URL": "https://gitlab.example.org/cloud/team/kayobe-config",
        "CI_SERVER_HOST": "gitlab.example.org", "CI_SERVER_URL": "https://gitlab.example.org", "CI_SERVER": "yes",
        "CI_API_V4_URL": "https://gitlab.example.org/api/v4", "CI_DEFAULT_BRANCH": "main", "CI_CONFIG_PATH": ".gitlab-ci.yml",
        "CI_COMMIT_SHA": "<head>", "CI_COMMIT_SHORT_SHA": "<short>", "CI_COMMIT_TITLE": "Third",
        "CI_COMMIT_MESSAGE": "Third\n\nBecause.\n",
        "CI_COMMIT_DESCRIPTION": "\nBecause.", "CI_COMMIT_AUTHOR": "Ada Operator <ada@example.org>",
        "CI_COMMIT_TIMESTAMP": "2026-01-02T03:04:05+01:00", "GITLAB_USER_EMAIL": "ada@example.org",
        "GITLAB_USER_NAME": "Ada Operator",
    ]
    private static let newBefore = ["CI_COMMIT_BEFORE_SHA": "<main>"]
    private static let noBefore = ["CI_COMMIT_BEFORE_SHA": "<zeros>"]
    private static let notTriggered = [
        "CI_PIPELINE_TRIGGERED": "-", "CI_TRIGGER_SHORT_TOKEN": "-", "CI_PIPELINE_SCHEDULE_DESCRIPTION": "-",
    ]

    /// Arguments, `CI_PIPELINE_SOURCE`, what else there is; `-` for what must not be.
    @Test(
        arguments: [
            ([], "push", [onBranch, newBefore, notTriggered, ["CI_OPEN_MERGE_REQUESTS": "-"]]),
            (["--source", "push"], "push", [onBranch, newBefore]),
            (
                ["--source", "push", "--target", "main"], "push",
                [onBranch, newBefore, ["CI_OPEN_MERGE_REQUESTS": "cloud/team/kayobe-config!1"]]
            ),
            (["--branch", "main"], "push", [["CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_PROTECTED": "true"]]),
            (["--target", "main"], "merge_request_event", [ofMergeRequest, notTriggered]),
            (["--source", "merge_request_event", "--target", "main"], "merge_request_event", [ofMergeRequest]),
            (
                ["--source", "schedule"], "schedule",
                [onBranch, noBefore, ["CI_PIPELINE_SCHEDULE_DESCRIPTION": "local schedule", "CI_PIPELINE_TRIGGERED": "-"]]
            ),
            (
                ["--tag", "v1.0"], "push",
                [
                    noBefore, notTriggered,
                    [
                        "CI_COMMIT_TAG": "v1.0", "CI_COMMIT_BRANCH": "-", "CI_COMMIT_REF_NAME": "v1.0",
                        "CI_COMMIT_REF_SLUG": "v1-0",
                        "CI_COMMIT_TAG_MESSAGE": "", "CI_MERGE_REQUEST_IID": "-",
                    ],
                ]
            ),
            (["--tag", "v2.0"], "push", [["CI_COMMIT_TAG": "v2.0", "CI_COMMIT_TAG_MESSAGE": "Release two\n"]]),
            (["--source", "tag", "--tag", "v1.0"], "push", [["CI_COMMIT_TAG": "v1.0", "CI_COMMIT_BRANCH": "-"]]),
            (["--source", "schedule", "--tag", "v1.0"], "schedule", [["CI_COMMIT_TAG": "v1.0", "CI_COMMIT_BRANCH": "-"]]),
            (["--source", "web"], "web", [onBranch, noBefore, notTriggered]),
            (["--source", "webide"], "webide", [onBranch, noBefore]),
            (["--source", "api"], "api", [onBranch, noBefore, notTriggered]),
            (["--source", "chat"], "chat", [onBranch, noBefore]),
            (
                ["--source", "trigger"], "trigger",
                [onBranch, noBefore, ["CI_PIPELINE_TRIGGERED": "true", "CI_TRIGGER_SHORT_TOKEN": "0000"]]
            ),
            (["--source", "pipeline"], "pipeline", [onBranch, noBefore, notTriggered]),
            (["--source", "parent_pipeline"], "parent_pipeline", [onBranch, newBefore, notTriggered]),
            (["--source", "parent_pipeline", "--target", "main"], "parent_pipeline", [ofMergeRequest]),
            (["--source", "security_orchestration_policy"], "security_orchestration_policy", [onBranch]),
            (["--source", "external_pull_request_event"], "external_pull_request_event", [onBranch]),
            (["--source", "external"], "external", [onBranch]),
            (["--file", "ci/other.yml"], "push", [["CI_CONFIG_PATH": "ci/other.yml"]]),
        ] as [([String], String, [[String: String]])])
    func predefinedVariables(_ arguments: [String], _ source: String, _ expected: [[String: String]]) throws {
        let repository = try Self.repository()
        let context = try context(arguments, in: repository)
        let values = Dictionary(PredefinedVariables.pipeline(context).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        #expect(values["CI_PIPELINE_SOURCE"] == source)
        let head = try repository.git("rev-parse", "HEAD")
        let words = [
            "<head>": head, "<short>": String(head.prefix(8)), "<main>": try repository.git("rev-parse", "main"),
            "<zeros>": CommitFacts.zeroSHA,
        ]
        var all = Self.always
        for some in expected { all.merge(some) { $1 } }
        for (key, value) in all {
            if value == "-" {
                #expect(values[key] == nil, "\(key)")
            } else {
                #expect(values[key] == words[value] ?? value, "\(key)")
            }
        }
    }

    @Test func givenVariablesComeLast() throws {
        let repository = try Self.repository()
        let context = try context(["--variable", "CI_COMMIT_BRANCH=other", "--variable", "A=b=c"], in: repository)
        #expect(context.pipelineVariables == [Variable("CI_COMMIT_BRANCH", "other"), Variable("A", "b=c")])
    }

    @Test(arguments: [
        (["--source", "nope"], "there is no pipeline source \"nope\""), (["--source", "tag"], "name it with --tag NAME"),
        (["--source", "merge_request_event"], "add --target BRANCH"),
        (["--tag", "v1.0", "--target", "main"], "use --tag or --target"),
        (["--target", "nope"], "there is no branch \"nope\", neither here nor at origin"),
    ])
    func nonsenseIsRefused(_ arguments: [String], _ message: String) throws {
        let repository = try Self.repository()
        let failure = #expect(throws: CommandFailure.self) { try context(arguments, in: repository) }
        #expect(failure?.status == .usage && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    /// What `changes` compares with: context, ref, the paths, a part of what is said about the base.
    @Test(
        arguments: [
            ([], nil, ["c"], "the commit before"), (["--target", "main"], nil, ["c"], "the merge base with main"),
            (["--source", "schedule"], nil, nil, ""), (["--tag", "v1.0"], nil, nil, ""),
            (["--source", "web"], "main", ["c"], "the merge base with main"),
            (["--source", "schedule"], "refs/heads/main", ["c"], "the merge base with refs/heads/main"),
            (["--tag", "v1.0"], "HEAD~2", ["b", "c"], "the merge base with HEAD~2"),
            ([], "gone", ["c"], "the merge base with gone"), ([], "refs/heads/gone", ["c"], "the merge base with refs/heads/gone"),
        ] as [([String], String?, [String]?, String)])
    func changedPaths(_ arguments: [String], _ ref: String?, _ paths: [String]?, _ base: String) throws {
        let repository = try Self.repository()
        // A branch that only origin has.
        try repository.git("update-ref", "refs/remotes/origin/gone", "main")
        // The target went on since.
        try repository.git("switch", "-q", "main")
        try repository.commit(["d": "1"], "Fourth")
        try repository.git("switch", "-q", "feature/x")
        switch try context(arguments, in: repository).paths.changed(ref) {
        case .compared(let found, let changed): #expect(changed == paths && found.hasSuffix(base))
        case .nothingToCompareWith: #expect(paths == nil)
        case .unknownRef: Issue.record("unknown ref")
        }
        #expect(try context(arguments, in: repository).paths.changed("nowhere") == .unknownRef)
    }
}
