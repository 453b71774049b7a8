internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning
internal import Scheduling

/// Loads and plans the pipelines that trigger jobs start: child pipelines, and those of other projects.
/// Reference: https://docs.gitlab.com/ci/pipelines/downstream_pipelines/
struct ChildPipelines: Sendable {
    let projects: DownstreamProjects

    init(project: Project) { projects = DownstreamProjects(of: project) }

    @concurrent
    func plan(_ request: ChildPipelineRequest) async -> Result<Plan, ChildPipelineFailure> {
        do throws(ChildPipelineFailure) {
            var job = request.job
            job.variables = request.variables
            job.job.trigger = request.trigger
            let parent = projects[request.checkout]
            if case .project(let path, let branch) = request.trigger.target {
                return .success(try await plan(path, branch, startedBy: job, from: parent))
            }
            var plan = try await load(startedBy: job, archives: request.archives, in: parent).plan
            plan.checkout = request.checkout
            return .success(plan)
        } catch {
            return .failure(error)
        }
    }

    /// A child pipeline with the configuration that it was planned from.
    struct Child {
        var project: Project
        var loaded: LoadResult
        var plan: Plan
    }

    /// - Parameters:
    ///   - archives: of the jobs that have run, by planned name; see `ChildPipelineRequest`.
    ///   - parent: the project of the trigger job, if not the one that is run.
    func load(
        startedBy job: PlannedJob, archives: [String: String] = [:], in parent: Project? = nil
    ) async throws(ChildPipelineFailure) -> Child {
        guard case .child(let sources)? = job.job.trigger?.target else {
            throw ChildPipelineFailure(message: "it is the pipeline of another project")
        }
        let project = parent ?? projects[nil]
        var child = project
        child.context = project.context.child(of: job)

        let configuration = try ChildConfiguration(sources, of: job, archives: archives)
        child.source = ArtifactOverlay(artifacts: configuration.artifacts, base: project.source)
        let loaded = await load(configuration, in: child)
        guard let pipeline = loaded.pipeline, !loaded.diagnostics.hasErrors else {
            throw invalid(loaded.diagnostics)
        }
        return Child(project: child, loaded: loaded, plan: try plan(pipeline, in: child))
    }

    /// The pipeline of another project, in its own checkout.
    private func plan(
        _ path: String, _ branch: String?, startedBy job: PlannedJob, from parent: Project
    ) async throws(ChildPipelineFailure) -> Plan {
        let scope = VariableScope(layers: job.variables)
        let (name, other) = try projects.open(
            scope.expand(path), branch: branch.map { scope.expand($0) }, startedBy: job, from: parent)
        var context = other.includeContext
        context.inputs = ChildConfiguration.inputs(of: job)
        let loaded = await other.includes.loadInRun(from: other.source) { [context] loader in
            loader.load(file: other.context.configurationPath, context: context)
        }
        guard let pipeline = loaded.pipeline, !loaded.diagnostics.hasErrors else { throw invalid(loaded.diagnostics) }
        var plan = try plan(pipeline, in: other)
        plan.checkout = name
        return plan
    }

    private func plan(_ pipeline: Pipeline, in project: Project) throws(ChildPipelineFailure) -> Plan {
        let planned = Planner.plan(pipeline, in: project.context)
        if let plan = planned.plan { return plan }
        if planned.diagnostics.hasErrors { throw invalid(planned.diagnostics) }
        throw ChildPipelineFailure(message: planned.filteredOut ?? "the child pipeline has no jobs")
    }

    private func load(_ configuration: ChildConfiguration, in child: Project) async -> LoadResult {
        let context = child.includeContext
        return await child.includes.loadInRun(from: child.source) { loader in
            if let file = configuration.singleFile { return loader.load(file: file, context: context) }
            return loader.load(bytes: Array(configuration.text.utf8), named: "trigger:include", context: context)
        }
    }

    private func invalid(_ diagnostics: [Diagnostic]) -> ChildPipelineFailure {
        let first = diagnostics.first { $0.severity == .error }
        let place = first?.location.map { "\($0): " } ?? ""
        return ChildPipelineFailure(
            message: "the downstream pipeline is invalid: \(place)\(first?.message ?? "it cannot be read")",
            diagnostics: diagnostics)
    }
}
