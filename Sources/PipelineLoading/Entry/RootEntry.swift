internal import PipelineModel
internal import YAML

/// The whole configuration. Reference: https://docs.gitlab.com/ci/yaml/#global-keywords
enum RootEntry {
    static let keywords = [
        "after_script", "before_script", "cache", "default", "image", "include", "services", "spec", "stages", "variables",
        "workflow",
    ]
    private static let reserved = Set(keywords)

    /// - Parameter unresolved: entries that lack something because of a problem that is reported already.
    static func read(
        _ root: Mapping, _ node: Node, files: [String], unresolved: Set<String>, problems: DiagnosticCollector
    ) -> (Pipeline, [JobSource]) {
        let scope = Scope(owner: .root, problems: problems, cache: EntryCache())
        let defaults = DefaultEntry.read(root: root, in: scope)
        var pipeline = Pipeline(
            stages: StagesEntry.read(root["stages"], in: scope), variables: [], workflow: Workflow(), jobs: [], files: files)
        if let variables = root["variables"] { pipeline.variables = VariablesEntry.readGlobal(variables, in: scope) }
        if let workflow = root["workflow"], !workflow.isNull { pipeline.workflow = WorkflowEntry.read(workflow, in: scope) }
        if let spec = root["spec"] { SpecEntry.check(spec, in: scope) }
        scope.cache.hasWorkflowRules = pipeline.workflow.rules != nil
        scope.cache.unresolvedJobs = unresolved
        var sources: [JobSource] = []
        var hasVisibleJob = false
        for entry in root.entries {
            let name = entry.key.scalar?.text ?? ""
            if reserved.contains(name) || name.hasPrefix(".") { continue }
            hasVisibleJob = true
            if let job = JobEntry.read(entry.key, entry.value, defaults: defaults, in: scope) {
                pipeline.jobs.append(job)
                sources.append(JobSource(key: entry.key, node: entry.value))
            }
        }
        if !hasVisibleJob {
            problems.add(
                .error, "no-visible-jobs", "jobs config should contain at least one visible job", at: node,
                help: "a job is a top-level key with a script, whose name does not start with a dot")
        }
        return (pipeline, sources)
    }
}

/// Where a job was written, for checks that see several jobs.
struct JobSource {
    var key: Node
    var node: Node
}
