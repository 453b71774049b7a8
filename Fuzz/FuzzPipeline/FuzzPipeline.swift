internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning
internal import YAML

/// The pipeline loader, and the planner on what it accepts: any text is a pipeline or has an error that can be shown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPipeline(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let limits = LoadLimits(
        yaml: Limits(inputBytes: 1 << 16, expandedNodes: 1 << 14, depth: 50), includes: 10, expandedNodes: 1 << 14)
    let result = PipelineLoader(source: NoFiles(), limits: limits).load(bytes: bytes, named: ".gitlab-ci.yml")
    _ = DiagnosticFormatter(usesColor: true).text(result.diagnostics)
    guard let pipeline = result.pipeline, !result.diagnostics.hasErrors else {
        precondition(result.diagnostics.hasErrors, "neither a pipeline nor an error")
        return 0
    }
    let commit = CommitFacts(
        sha: "0123456789abcdef0123456789abcdef01234567", beforeSHA: "fedcba9876543210fedcba9876543210fedcba98", message: "Title\n",
        authorName: "Ada", authorEmail: "ada@example.org", timestamp: "2026-01-01T00:00:00+00:00")
    let context = PlanningContext(
        source: .push, ref: "main", commit: commit, project: ProjectFacts(path: "group/project", defaultBranch: "main"))
    let planned = Planner.plan(pipeline, in: context)
    if let plan = planned.plan {
        let names = Set(plan.jobs.map(\.name))
        precondition(names.count == plan.jobs.count, "two jobs of one name")
        for job in plan.jobs { precondition((job.needs ?? []).allSatisfy(names.contains), "a need of no job") }
    }
    return 0
}

private struct NoFiles: ConfigurationSource {
    func contents(ofFile path: String) -> [UInt8]? { nil }

    func filePaths() -> [String] { [] }
}
