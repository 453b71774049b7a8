package import Git

/// One side, before anything is rendered.
package enum RevisionSource: Hashable, Sendable {
    /// Anything git can resolve to a commit.
    case revision(String)
    /// The files as they are now, uncommitted changes and untracked files included.
    case workingTree
    /// The commit of a branch that changes are merged into; see `Repository.targetCommit`.
    case target(String)
    /// What merging a revision into a branch would give; without a revision, what merging the files as they are now would.
    case mergeResult(of: String?, into: String)
    /// Where a revision, or the commit checked out, left a branch.
    case mergeBase(of: String?, with: String)

    /// A side as git has it.
    package struct Resolved: Hashable, Sendable {
        /// As people name it: `main`, `feature merged into main`.
        package var revision: String
        /// The commit that was named, in full; nil for uncommitted work.
        package var commit: String?
        /// First line of its message.
        package var title: String
        /// A commit or tree that holds the files.
        package var files: ObjectID
    }

    /// Finds the files of this side. Those of a merge are made where the handle writes new objects: open the repository with
    /// `keepingNewObjectsInMemory`, and nothing is written to it.
    /// - Throws: `.mergeConflict` with the files that conflict, `.noSuchRevision`.
    package func resolve(in repository: borrowing Repository) throws(KollaDiffError) -> Resolved {
        if case .mergeResult(let revision, let branch) = self { return try Self.merge(revision, into: branch, in: repository) }
        do throws(GitError) {
            switch self {
            case .mergeResult: preconditionFailure("merged above")
            case .revision(let name):
                return try Self.commit(try repository.resolve(name), named: name, in: repository)
            case .workingTree:
                return Resolved(
                    revision: "working tree", commit: nil, title: "uncommitted changes", files: try repository.snapshotWorkingTree()
                )
            case .target(let branch):
                return try Self.commit(try repository.targetCommit(branch), named: branch, in: repository)
            case .mergeBase(let revision, let branch):
                let head = try repository.resolve(revision ?? "HEAD")
                guard let base = try repository.mergeBase(try repository.targetCommit(branch), head) else {
                    throw Self.unrelated(revision ?? "HEAD", branch, in: repository)
                }
                return try Self.commit(base, named: "merge base with \(branch)", in: repository)
            }
        } catch { throw KollaDiffError(error) }
    }

    private static func merge(
        _ revision: String?, into branch: String, in repository: borrowing Repository
    ) throws(KollaDiffError) -> Resolved {
        var resolved: Resolved
        let result: MergeResult
        let target: ObjectID
        do throws(GitError) {
            target = try repository.targetCommit(branch)
            let head = try repository.resolve(revision ?? "HEAD")
            resolved = try commit(head, named: revision ?? "working tree", in: repository)
            guard let base = try repository.mergeBase(target, head) else {
                throw unrelated(revision ?? "HEAD", branch, in: repository)
            }
            if revision == nil {
                let files = try repository.snapshotWorkingTree()
                result = try repository.mergeTrees(base: base, ours: target, theirs: files)
                (resolved.commit, resolved.title) = (nil, "uncommitted changes")
            } else {
                result = try repository.mergeTrees(ours: target, theirs: head)
            }
        } catch { throw KollaDiffError(error) }
        resolved.revision += " merged into \(branch)"
        switch result {
        case .clean(let tree):
            resolved.files = tree
            return resolved
        case .conflicts(let paths):
            throw KollaDiffError(
                .mergeConflict, operation: "merge \(revision ?? "the working tree") into \(branch) (\(target.short))",
                message: "conflicts in \(paths.joined(separator: ", ")); what merging will do cannot be said before they are"
                    + " resolved (git merge \(branch)); --base compares two revisions as they are")
        }
    }

    private static func commit(
        _ id: ObjectID, named name: String, in repository: borrowing Repository
    ) throws(GitError) -> Resolved {
        Resolved(revision: name, commit: id.hex, title: try repository.commit(id).title, files: id)
    }

    private static func unrelated(_ one: String, _ other: String, in repository: borrowing Repository) -> GitError {
        GitError(
            .noSuchRevision, "find the merge base",
            "\(one) and \(other) have no common history"
                + (repository.isShallow ? " in this shallow clone; `git fetch --unshallow` gets the rest" : ""))
    }

    struct Exported: Sendable {
        var revision: String
        var commit: String?
        var title: String
        /// For reading the same files from git's data.
        var snapshot: RepositorySnapshot
    }

    /// Writes the files of this side of the repository into a new directory. The repository itself is not written to.
    func export(from repositoryPath: String, to directory: String) throws(KollaDiffError) -> Exported {
        let repository: Repository
        do throws(GitError) { repository = try Repository(discovering: repositoryPath, keepingNewObjectsInMemory: true) } catch {
            throw KollaDiffError(error)
        }
        let resolved = try resolve(in: repository)
        let needed: Repository.MissingSubmodule?
        do throws(GitError) {
            try repository.export(resolved.files, to: directory)
            let missing = try repository.exportSubmodules(of: resolved.files, to: directory)
            needed = try SubmoduleCheck.firstNeeded(of: missing, in: repository, files: resolved.files)
        } catch { throw KollaDiffError(error) }
        if let needed { throw SubmoduleCheck.error(needed, revision: resolved.revision) }
        do throws(GitError) {
            return Exported(
                revision: resolved.revision, commit: resolved.commit, title: resolved.title,
                snapshot: try RepositorySnapshot(of: SharedRepository(repository), treeish: resolved.files))
        } catch { throw KollaDiffError(error) }
    }
}
