internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning
internal import Scheduling

/// Loads and plans the child pipelines that trigger jobs start.
/// Reference: https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#parent-child-pipelines
struct ChildPipelines: Sendable {
    private let project: Project

    init(project: Project) { self.project = project }

    @concurrent
    func plan(_ request: ChildPipelineRequest) async -> Result<Plan, ChildPipelineFailure> {
        do throws(ChildPipelineFailure) {
            var job = request.job
            job.variables = request.variables
            job.job.trigger = request.trigger
            return .success(try await load(startedBy: job, archives: request.archives).plan)
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

    /// - Parameter archives: of the jobs that have run, by planned name; see `ChildPipelineRequest`.
    func load(startedBy job: PlannedJob, archives: [String: String] = [:]) async throws(ChildPipelineFailure) -> Child {
        guard case .child(let sources)? = job.job.trigger?.target else {
            throw ChildPipelineFailure(message: "a pipeline of another project cannot be started here yet")
        }
        var child = project
        child.context = project.context.child(of: job)

        let configuration = try ChildConfiguration(sources, of: job, archives: archives)
        child.source = ArtifactOverlay(artifacts: configuration.artifacts, base: project.source)
        let loaded = await load(configuration, in: child)
        guard let pipeline = loaded.pipeline, !loaded.diagnostics.hasErrors else {
            throw invalid(loaded.diagnostics)
        }
        let planned = Planner.plan(pipeline, in: child.context)
        guard let plan = planned.plan else {
            if planned.diagnostics.hasErrors { throw invalid(planned.diagnostics) }
            throw ChildPipelineFailure(message: planned.filteredOut ?? "the child pipeline has no jobs")
        }
        return Child(project: child, loaded: loaded, plan: plan)
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
            message: "the child pipeline is invalid: \(place)\(first?.message ?? "it cannot be read")", diagnostics: diagnostics)
    }
}
