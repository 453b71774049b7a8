internal import Git
internal import Glibc
internal import IncludeSources
internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning

/// The repository a command works on, at one version and in one context.
struct Project {
    /// The top of the working tree, or the git directory of a bare repository.
    let top: String
    /// The commit whose pipeline it is.
    let commit: Commit
    var source: any ConfigurationSource
    var context: PlanningContext
    /// nil when nothing is on disk that could differ, or when it is part of what is looked at.
    let leftBehind: UncommittedPaths?
    let settings: Settings
    let includes: ForeignIncludes

    /// Where runs and caches are kept.
    var stateDirectory: String { top + "/.slipway" }

    /// What is on disk and no part of `commit`.
    func uncommitted() throws -> [String] {
        do {
            return try leftBehind?.all().map(\.path) ?? []
        } catch {
            throw Self.failure(error)
        }
    }

    /// Opens the repository around the current directory.
    static func open(_ options: ContextOptions, at revision: Revision) throws -> Project {
        do {
            return try read(options, at: revision)
        } catch let error as GitError {
            throw failure(error)
        }
    }

    private static func read(_ options: ContextOptions, at revision: Revision) throws -> Project {
        let repository = try Repository(discovering: ".")
        let head = try repository.head()
        let id = try commitID(options, at: revision, head: head, repository: repository)
        let top = repository.workingDirectory ?? repository.gitDirectory
        let commit = try repository.commit(id)
        let isCheckedOut = id == head.commit && !repository.isBare
        var source: any ConfigurationSource
        if case .workingTree = revision, isCheckedOut {
            source = try WorkingTreeSource(top: top, head: id)
        } else {
            source = TreeSource(snapshot: try RepositorySnapshot(repositoryAt: top, treeish: id))
        }
        let settings = try Settings.read(repository: repository.workingDirectory, named: options.settings)
        let facts = GitFacts(top: top, commit: commit, uncommitted: (source as? WorkingTreeSource)?.uncommitted, settings: settings)
        var context = try facts.context(options, repository: repository, head: head, source: source)
        let own = IncludeSettings.OwnProject(
            path: context.project.path, host: context.server.fullHost, directory: top, commit: id.hex, source: source)
        let includes = ForeignIncludes(
            settings: settings, options: options.fetching, origin: try repository.originURL(), own: own)
        context.paths.elsewhere = { [store = includes.store] in store.filePaths(ofProject: $0, at: $1) }
        return Project(
            top: top, commit: commit, source: source, context: context,
            leftBehind: isCheckedOut && facts.uncommitted == nil ? UncommittedPaths(top: top) : nil, settings: settings,
            includes: includes)
    }

    private static func commitID(
        _ options: ContextOptions, at revision: Revision, head: Head, repository: borrowing Repository
    ) throws -> ObjectID {
        if case .commit(let name) = revision, name != "HEAD" { return try repository.resolve(name) }
        if let name = options.tag ?? options.branch { return try repository.resolve(name) }
        guard let commit = head.commit else {
            throw CommandFailure(.usage, "the repository has no commit yet; commit something first")
        }
        return commit
    }

    /// Loads a configuration file of this version.
    func load(_ file: String) async throws -> LoadResult {
        let context = includeContext
        return try await includes.load(from: source) { $0.load(file: file, context: context) }
    }

    /// Loads a text in the place of a file.
    func load(_ bytes: [UInt8], named file: String) async throws -> LoadResult {
        let context = includeContext
        return try await includes.load(from: source) { $0.load(bytes: bytes, named: file, context: context) }
    }

    /// What includes are resolved against.
    var includeContext: IncludeContext {
        let layers = [
            PredefinedVariables.pipeline(context), context.projectVariables.variables(environment: nil), context.pipelineVariables,
        ]
        let variables = layers.joined().map { ($0.key, $0.value) }
        let paths = context.paths
        return IncludeContext(
            variables: Dictionary(variables, uniquingKeysWith: { $1 }),
            maskedVariables: Set(layers.joined().filter(\.isMasked).map(\.key)), matchesChanges: { paths.hasChanges($0) })
    }

    static func failure(_ error: GitError) -> CommandFailure {
        switch error.code {
        case .notARepository:
            CommandFailure(.usage, "this is not a git repository (nor is any directory above); name one with -C DIR")
        case .noSuchRevision, .ambiguous: CommandFailure(.usage, error.message)
        case .noSpace, .permissionDenied, .locked, .other: CommandFailure(.systemFailed, "\(error)")
        case .notFound, .bareRepository, .unbornBranch, .unmerged, .invalid: CommandFailure(.usage, "\(error)")
        }
    }
}
