import PipelineModel
import PipelinePlanning

/// A job of a test pipeline, at `ci.yml:LINE:1`.
func job(_ name: String, line: Int = 1) -> Job { job(name, line: line) { _ in } }

func job(_ name: String, line: Int = 1, _ change: (inout Job) throws -> Void) rethrows -> Job {
    var job = Job(name: name, location: SourceLocation(file: "ci.yml", line: line, column: 1))
    job.script = ["true"]
    try change(&job)
    return job
}

func pipeline(
    _ jobs: [Job], stages: [String] = [".pre", "build", "test", "deploy", ".post"], variables: [Variable] = [],
    workflow: Workflow = Workflow()
) -> Pipeline {
    Pipeline(
        stages: stages, variables: variables.map { GlobalVariable($0) }, workflow: workflow, jobs: jobs, files: ["ci.yml"])
}

func rule(
    _ condition: String? = nil, when: When? = nil, allowFailure: Bool? = nil, variables: [Variable] = [], needs: [Need]? = nil,
    changes: PathChanges? = nil, exists: [String]? = nil, line: Int = 10
) throws -> Rule {
    Rule(
        condition: try condition.map { try Expression(parsing: $0) }, changes: changes,
        exists: exists.map { PathExistence(paths: $0) },
        when: when, allowFailure: allowFailure, variables: variables, needs: needs,
        location: SourceLocation(file: "ci.yml", line: line, column: 7))
}

func need(_ name: String, line: Int = 20, optional: Bool = false, artifacts: Bool = true, matrix: [MatrixRow]? = nil) -> Need {
    Need(
        job: name, artifacts: artifacts, optional: optional, matrix: matrix,
        location: SourceLocation(file: "ci.yml", line: line, column: 9))
}

let commit = CommitFacts(
    sha: "0123456789abcdef0123456789abcdef01234567", beforeSHA: "fedcba9876543210fedcba9876543210fedcba98",
    message: "Raise the limit\n\nBecause $USERS asked.\n", authorName: "Ada", authorEmail: "ada@example.org",
    timestamp: "2026-11-23T20:10:00+00:00")

let project = ProjectFacts(path: "Cloud/Team/kayobe-config", defaultBranch: "main")

func context(
    _ source: PlanningContext.Source = .push, ref: String = "main", isTag: Bool = false, changed: [String]? = nil,
    all: [String] = []
) -> PlanningContext {
    PlanningContext(
        source: source, ref: ref, isTag: isTag, commit: commit, project: project,
        paths: RepositoryPaths(changed: { _ in ChangedPaths(changed) }, all: { all }))
}

func mergeRequestContext(changed: [String]? = nil) -> PlanningContext {
    var context = context(.mergeRequestEvent, ref: "feature/x", changed: changed)
    context.mergeRequest = MergeRequestFacts(
        iid: 7, title: "Raise", sourceBranch: "feature/x", targetBranch: "main", diffBaseSHA: "abc")
    return context
}

extension ChangedPaths {
    /// nil: nothing to compare with.
    init(_ paths: [String]?) { self = paths.map { .compared(base: "base", paths: $0) } ?? .nothingToCompareWith }
}

extension PlanResult {
    var names: [String] { plan?.jobs.map(\.name) ?? [] }
    func job(_ name: String) -> PlannedJob? { plan?.jobs.first { $0.name == name } }
    func reason(_ name: String) -> String? { plan?.excluded.first { $0.name == name }?.reason }
    /// `ci.yml:3:1: message`, each.
    var messages: [String] { diagnostics.map { "\($0.location?.description ?? "-"): \($0.message)" } }
}

extension PlannedJob {
    func value(_ key: String) -> String? { ResolvedVariables(layers: variables).value(key) }
}
