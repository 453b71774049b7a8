internal import Git
internal import Glibc
internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning

/// Reads from git what GitLab would know about a commit, its branch and its merge request.
struct GitFacts {
    var top: String
    var commit: Commit
    /// Files on disk that count as changed, too; nil for a commit as it is.
    var uncommitted: UncommittedPaths?
    var settings = Settings()

    func context(
        _ options: ContextOptions, repository: borrowing Repository, head: Head, source: any ConfigurationSource
    ) throws -> PlanningContext {
        let event = try PipelineEventFacts(options)
        let ref = options.tag ?? options.branch ?? head.branch ?? "HEAD"
        let remote = try repository.originURL().flatMap { RemoteAddress($0) }
        let name = top.split(separator: "/").last.map(String.init) ?? "project"
        let project = ProjectFacts(
            path: remote?.path ?? "local/\(name)", defaultBranch: try repository.defaultBranch() ?? head.branch ?? "main")

        var mergeRequest: MergeRequestFacts?
        var base: ComparisonBase?
        if let target = options.target, event.isForMergeRequest {
            let facts = try self.mergeRequest(target: target, branch: ref, repository: repository)
            base = try ComparisonBase(id: repository.resolve(facts.diffBaseSHA), name: "the merge base with \(target)")
            mergeRequest = facts
        } else if event.hasCommitBefore {
            base = try commitBefore(branch: ref, repository: repository)
        }

        var context = PlanningContext(
            source: event.source, ref: ref, isTag: options.tag != nil, commit: facts(before: mergeRequest == nil ? base?.id : nil),
            project: project,
            mergeRequest: mergeRequest, paths: paths(base: base, source: source))
        if options.target != nil { context.openMergeRequests = ["\(project.path)!1"] }
        if event.source == .schedule { context.scheduleDescription = "local schedule" }
        if let remote { context.server = ServerFacts(scheme: remote.scheme, host: remote.host, port: remote.port) }
        let email = try repository.configValue("user.email") ?? ""
        context.user = UserFacts(
            login: getenv("USER").map { String(cString: $0) } ?? "root", name: try repository.configValue("user.name") ?? "",
            email: email)
        context.createdAt = Timestamp.utc(Int64(time(nil)))
        context.configurationPath = options.file
        context.isRefProtected = isProtected(context)
        context.commit.tagMessage = try options.tag.flatMap { try repository.message(ofTag: $0) }
        let variables = ScopedVariables(levels: [settings.variables] + (try options.variableFiles.map(VariableFile.read(_:))))
        context.projectVariables = context.isRefProtected ? variables : variables.unprotected
        context.pipelineVariables = try options.variables.map(VariableFile.parse(assignment:))
        return context
    }

    /// A new project on GitLab protects its default branch. A merge request's pipeline counts as protected when both its branches are.
    /// Reference: https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/#control-access-to-protected-variables-and-runners
    private func isProtected(_ context: PlanningContext) -> Bool {
        func matches(_ patterns: [String], _ name: String) -> Bool { patterns.contains { EnvironmentScope($0).matches(name) } }
        if context.isTag { return matches(settings.protectedTags ?? [], context.ref) }
        let patterns = settings.protectedBranches ?? [context.project.defaultBranch]
        return matches(patterns, context.ref) && (context.mergeRequest.map { matches(patterns, $0.targetBranch) } ?? true)
    }

    private func facts(before: ObjectID?) -> CommitFacts {
        CommitFacts(
            sha: commit.id.description, beforeSHA: before?.description ?? CommitFacts.zeroSHA, message: commit.message,
            authorName: commit.authorName, authorEmail: commit.authorEmail,
            timestamp: Timestamp.text(seconds: commit.author.seconds, offsetMinutes: commit.author.offsetMinutes))
    }

    /// The merge request that this branch would be: compared with the target branch of this clone, or with origin's.
    private func mergeRequest(target: String, branch: String, repository: borrowing Repository) throws -> MergeRequestFacts {
        let targetCommit = try Self.resolveBranch(target, repository)
        guard let base = try repository.mergeBase(targetCommit, commit.id) else {
            throw CommandFailure(.usage, "\(branch) and \(target) have no common history")
        }
        return MergeRequestFacts(
            iid: 1, title: commit.title, sourceBranch: branch, targetBranch: target, diffBaseSHA: base.description)
    }

    /// A branch or any other revision of this clone, or a branch of origin's.
    static func resolveBranch(_ name: String, _ repository: borrowing Repository) throws -> ObjectID {
        var last: GitError?
        let heads = "refs/heads/"
        let atOrigin = name.hasPrefix(heads) ? "refs/remotes/origin/" + name.dropFirst(heads.count) : "origin/" + name
        for candidate in [name, atOrigin] {
            do {
                return try repository.resolve(candidate)
            } catch {
                last = last ?? error
            }
        }
        if let last, last.code != .noSuchRevision { throw last }
        throw CommandFailure(.usage, "there is no branch \"\(name)\", neither here nor at origin")
    }

    /// What a push would start from: the upstream branch where there is one behind this commit, else the commit's first parent, as if
    /// the last commit had been pushed. nil for a first commit.
    private func commitBefore(branch: String, repository: borrowing Repository) throws -> ComparisonBase? {
        if let upstream = try repository.upstream(ofBranch: branch), let pushed = try? repository.resolve(upstream),
            pushed != commit.id,
            try repository.mergeBase(pushed, commit.id) == pushed
        {
            return ComparisonBase(id: pushed, name: upstream)
        }
        return commit.parents.first.map { ComparisonBase(id: $0, name: "the commit before") }
    }

    private func paths(base: ComparisonBase?, source: any ConfigurationSource) -> RepositoryPaths {
        let facts = self
        return RepositoryPaths(
            changed: { ref in
                do {
                    return try facts.changedPaths(since: base, comparedTo: ref)
                } catch is CommandFailure {
                    return .unknownRef
                } catch {
                    // What cannot be compared must not look unchanged.
                    return .nothingToCompareWith
                }
            },
            all: { (try? source.filePaths()) ?? [] })
    }

    private func changedPaths(since base: ComparisonBase?, comparedTo ref: String?) throws -> ChangedPaths {
        let repository = try Repository(discovering: top)
        var base = base
        if let ref {
            base = try repository.mergeBase(try Self.resolveBranch(ref, repository), commit.id).map {
                ComparisonBase(id: $0, name: "the merge base with \(ref)")
            }
        }
        guard let base else { return .nothingToCompareWith }
        var paths: Set<String> = []
        // A move counts for both names, and so need not be found out.
        var changes = try repository.changedPaths(from: base.id, to: commit.id, detectingRenames: false)
        if let uncommitted { changes += try uncommitted.all() }
        for change in changes {
            paths.insert(change.path)
            if let old = change.oldPath { paths.insert(old) }
        }
        return .compared(base: "\(base.id.short), \(base.name)", paths: paths.sorted())
    }
}

/// The version that changed files are looked for against.
private struct ComparisonBase: Sendable {
    var id: ObjectID
    /// For people.
    var name: String
}
