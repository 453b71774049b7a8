internal import ArgumentParser
internal import Git
internal import IncludeSources
internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning
internal import Scheduling
internal import Synchronization

/// The projects whose pipelines a run is made of: the one that is run, and those that its trigger jobs start in checkouts that
/// the settings name. Reference: https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#multi-project-pipelines
final class DownstreamProjects: Sendable {
    private let root: Project
    private let others = Mutex<[String: Project]>([:])

    init(of root: Project) { self.root = root }

    /// The project of a checkout; nil is the one that is run.
    subscript(_ checkout: String?) -> Project { checkout.flatMap { name in others.withLock { $0[name] } } ?? root }

    /// Opens the checkout of a project for the pipeline that a job starts.
    /// - Returns: with the name for `Plan.checkout`, which is the same whoever starts it.
    func open(
        _ path: String, branch: String?, startedBy job: PlannedJob, from upstream: Project
    ) throws(ChildPipelineFailure) -> (name: String, project: Project) {
        let directory: String
        switch root.includes.store.settings.mapping(of: path) {
        case .directory(let named)?: directory = named
        case .url?:
            throw ChildPipelineFailure(
                message: "the settings name a URL for \(path); its pipeline can be run only in a checkout on this machine")
        case nil:
            throw ChildPipelineFailure(
                message: "the pipeline of \(path) is not run locally: no checkout is known (`projects: {\(path): DIRECTORY}` in "
                    + ".slipway/settings.yml names one)")
        }
        do {
            var project = try Project.downstream(path, in: directory, branch: branch, from: upstream)
            project.context.pipelineVariables = upstream.context.child(of: job).pipelineVariables
            let name = "\(path.lowercased())@\(project.context.ref)"
            let opened = project
            others.withLock { $0[name] = opened }
            return (name, project)
        } catch let failure as CommandFailure {
            throw ChildPipelineFailure(message: "the checkout of \(path) in \(directory): \(failure.message)")
        } catch let error as GitError {
            throw ChildPipelineFailure(message: "the checkout of \(path) in \(directory): \(Project.failure(error).message)")
        } catch {
            throw ChildPipelineFailure(message: "the checkout of \(path) in \(directory): \(error)")
        }
    }
}

extension Project {
    /// The checkout of another project, at the tip of a branch (default: the one checked out), as a pipeline sees it that an
    /// upstream pipeline started: on the same server, by the same person.
    fileprivate static func downstream(
        _ path: String, in directory: String, branch: String?, from upstream: Project
    ) throws -> Project {
        let repository = try Repository(discovering: directory)
        let head = try repository.head()
        let id: ObjectID
        if let branch {
            id = try GitFacts.resolveBranch(branch, repository)
        } else if let commit = head.commit {
            id = commit
        } else {
            throw CommandFailure(.usage, "it has no commit yet")
        }
        let top = repository.workingDirectory ?? repository.gitDirectory
        // A directory inside some other repository is no checkout of its own.
        guard try DirectorySource(root: directory).root == top else {
            throw CommandFailure(.usage, "it is not the top of a git repository")
        }
        let commit = try repository.commit(id)
        let source = TreeSource(snapshot: try RepositorySnapshot(repositoryAt: top, treeish: id))
        var options = try ContextOptions.parse([])
        options.source = PlanningContext.Source.pipeline.rawValue
        options.branch = branch ?? head.branch
        let settings = try Settings.read(repository: repository.workingDirectory, named: nil)
        let facts = GitFacts(top: top, commit: commit, uncommitted: nil, settings: settings)
        var context = try facts.context(options, repository: repository, head: head, source: source)
        context.project.path = path
        context.server = upstream.context.server
        context.user = upstream.context.user
        context.paths.elsewhere = upstream.context.paths.elsewhere
        return Project(
            top: top, commit: commit, source: source, context: context, leftBehind: nil, settings: settings,
            includes: upstream.includes)
    }
}
