internal import Git
internal import Glibc
internal import PipelineLoading
internal import PipelinePlanning

/// Reads from git what GitLab would know about a commit, its branch and its merge request.
struct GitFacts {
    var top: String
    var commit: Commit
    /// Whether files on disk count as changed.
    var includesWorkingTree: Bool

    func context(
        _ options: ContextOptions, repository: borrowing Repository, head: Head, source: any ConfigurationSource
    ) throws -> PlanningContext {
        let kind = try pipelineSource(options)
        let ref = options.tag ?? options.branch ?? head.branch ?? "HEAD"
        let remote = try repository.originURL().flatMap { RemoteAddress($0) }
        let name = top.split(separator: "/").last.map(String.init) ?? "project"
        let project = ProjectFacts(
            path: remote?.path ?? "local/\(name)", defaultBranch: try repository.defaultBranch() ?? head.branch ?? "main")

        var mergeRequest: MergeRequestFacts?
        if let target = options.target { mergeRequest = try self.mergeRequest(target: target, branch: ref, repository: repository) }
        let before = try kind == .push && options.tag == nil ? commitBefore(branch: ref, repository: repository) : nil
        var base = before
        if let mergeRequest { base = try repository.resolve(mergeRequest.diffBaseSHA) }

        var context = PlanningContext(
            source: kind, ref: ref, isTag: options.tag != nil, commit: facts(before: mergeRequest == nil ? before : nil),
            project: project,
            mergeRequest: mergeRequest, paths: paths(base: base, source: source))
        if let remote { context.server = ServerFacts(scheme: remote.scheme, host: remote.host, port: remote.port) }
        let email = try repository.configValue("user.email") ?? ""
        context.user = UserFacts(
            login: getenv("USER").map { String(cString: $0) } ?? "root", name: try repository.configValue("user.name") ?? "",
            email: email)
        context.createdAt = Timestamp.utc(Int64(time(nil)))
        context.configurationPath = options.file
        context.projectVariables = try options.variableFiles.flatMap(VariableFile.read(_:))
        context.pipelineVariables = try options.variables.map(VariableFile.parse(assignment:))
        return context
    }

    private func pipelineSource(_ options: ContextOptions) throws -> PlanningContext.Source {
        guard let name = options.source else { return options.target == nil ? .push : .mergeRequestEvent }
        guard let source = PlanningContext.Source(rawValue: name) else {
            let known = PlanningContext.Source.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "there is no pipeline source \"\(name)\"; the sources are \(known)")
        }
        if source == .mergeRequestEvent, options.target == nil {
            throw CommandFailure(.usage, "a merge request needs a target branch: add --target BRANCH")
        }
        if options.target != nil, source != .mergeRequestEvent {
            throw CommandFailure(.usage, "--target goes with --source merge_request_event, not with \(name)")
        }
        return source
    }

    private func facts(before: ObjectID?) -> CommitFacts {
        CommitFacts(
            sha: commit.id.description, beforeSHA: before?.description ?? CommitFacts.zeroSHA, message: commit.message,
            authorName: commit.authorName, authorEmail: commit.authorEmail,
            timestamp: Timestamp.text(seconds: commit.author.seconds, offsetMinutes: commit.author.offsetMinutes))
    }

    /// The merge request that this branch would be: compared with the target branch of this clone, or with origin's.
    private func mergeRequest(target: String, branch: String, repository: borrowing Repository) throws -> MergeRequestFacts {
        let targetCommit = try resolveBranch(target, repository)
        guard let base = try repository.mergeBase(targetCommit, commit.id) else {
            throw CommandFailure(.usage, "\(branch) and \(target) have no common history")
        }
        return MergeRequestFacts(
            iid: 1, title: commit.title, sourceBranch: branch, targetBranch: target, diffBaseSHA: base.description)
    }

    private func resolveBranch(_ name: String, _ repository: borrowing Repository) throws -> ObjectID {
        var last: GitError?
        for candidate in [name, "origin/\(name)"] {
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
    private func commitBefore(branch: String, repository: borrowing Repository) throws -> ObjectID? {
        if let upstream = try repository.upstream(ofBranch: branch), let pushed = try? repository.resolve(upstream),
            pushed != commit.id,
            try repository.mergeBase(pushed, commit.id) == pushed
        {
            return pushed
        }
        return commit.parents.first
    }

    private func paths(base: ObjectID?, source: any ConfigurationSource) -> RepositoryPaths {
        let top = top
        let commit = commit.id
        let includesWorkingTree = includesWorkingTree
        return RepositoryPaths(
            changed: { ref in
                // nil makes `changes` true: what cannot be compared must not look unchanged.
                try? Self.changedPaths(top: top, base: base, comparedTo: ref, commit: commit, andWorkingTree: includesWorkingTree)
            },
            all: { (try? source.filePaths()) ?? [] })
    }

    private static func changedPaths(
        top: String, base: ObjectID?, comparedTo ref: String?, commit: ObjectID, andWorkingTree includesWorkingTree: Bool
    ) throws(GitError) -> [String]? {
        let repository = try Repository(discovering: top)
        var from = base
        if let ref {
            var other: ObjectID
            do {
                other = try repository.resolve(ref)
            } catch {
                other = try repository.resolve("origin/\(ref)")
            }
            from = try repository.mergeBase(other, commit)
        }
        guard let from else { return nil }
        var paths: Set<String> = []
        var changes = try repository.changedPaths(from: from, to: commit)
        if includesWorkingTree { changes += try repository.uncommittedPaths() }
        for change in changes {
            paths.insert(change.path)
            if let old = change.oldPath { paths.insert(old) }
        }
        return paths.sorted()
    }
}
