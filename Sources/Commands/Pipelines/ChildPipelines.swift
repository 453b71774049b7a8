internal import Execution
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
            return .success(try load(startedBy: job, archives: request.archives).plan)
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
    func load(startedBy job: PlannedJob, archives: [String: String] = [:]) throws(ChildPipelineFailure) -> Child {
        guard case .child(let sources)? = job.job.trigger?.target else {
            throw ChildPipelineFailure(message: "a pipeline of another project cannot be started here yet")
        }
        var child = project
        child.context = project.context.child(of: job)

        let scope = VariableScope(layers: job.variables)
        var artifacts: [String: [UInt8]] = [:]
        var paths: [String] = []
        for source in sources {
            switch source {
            case .local(let path): paths.append(Self.relative(scope.expand(path)))
            case .artifact(let path, let producer):
                let path = Self.relative(scope.expand(path))
                artifacts[path] = try artifact(path, of: producer, archives)
                paths.append(path)
            case .project, .template, .remote, .component:
                throw ChildPipelineFailure(
                    message: "trigger:include takes local files and artifacts here; other kinds cannot be read yet")
            }
        }
        child.source = ArtifactOverlay(artifacts: artifacts, base: project.source)
        let loaded = paths.count == 1 ? child.load(paths[0]) : child.load(including: paths)
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

    private func invalid(_ diagnostics: [Diagnostic]) -> ChildPipelineFailure {
        let first = diagnostics.first { $0.severity == .error }
        let place = first?.location.map { "\($0): " } ?? ""
        return ChildPipelineFailure(
            message: "the child pipeline is invalid: \(place)\(first?.message ?? "it cannot be read")", diagnostics: diagnostics)
    }

    private func artifact(
        _ path: String, of producer: String, _ archives: [String: String]
    ) throws(ChildPipelineFailure) -> [UInt8] {
        guard let archive = archives[producer] else {
            throw ChildPipelineFailure(message: "\(producer) has stored no artifacts, so there is no \(path) to read")
        }
        let members: [ArtifactStore.Member]
        do {
            members = try ArtifactStore.members(of: archive) { $0 == path }
        } catch {
            throw ChildPipelineFailure(message: "cannot read the artifacts of \(producer): \(error)")
        }
        guard let member = members.first else {
            throw ChildPipelineFailure(message: "the artifacts of \(producer) hold no \(path)")
        }
        return member.bytes
    }

    private static func relative(_ path: String) -> String { String(path.drop { $0 == "/" }) }
}

/// The repository's files with a job's artifacts on top.
private struct ArtifactOverlay: ConfigurationSource {
    var artifacts: [String: [UInt8]]
    var base: any ConfigurationSource

    func contents(ofFile path: String) throws -> [UInt8]? { try artifacts[path] ?? base.contents(ofFile: path) }

    func filePaths() throws -> [String] { try base.filePaths() }
}
