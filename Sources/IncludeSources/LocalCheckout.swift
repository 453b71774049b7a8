internal import Git
internal import PipelineLoading

/// A project in a directory of this machine: a checkout, a bare repository, or files without git.
struct LocalCheckout {
    let directory: String

    func tree(_ request: ProjectRequest) throws(ForeignProblem) -> ForeignTree {
        let source: DirectorySource
        do {
            source = try DirectorySource(root: directory)
        } catch {
            throw request.notFound(help: "the settings say it is in \(directory): \(error.message)")
        }
        guard try isRepository(source.root, request) else { return try plain(source, request) }
        do throws(GitError) {
            let repository = try Repository(discovering: source.root)
            let references = try Self.references(of: repository)
            var version: String?
            var commit = references.commit(request.ref)
            if let ref = request.ref, request.host != nil {
                if let released = references.released(ref) { (commit, version) = (released.commit, released.version) }
                if version == nil, references.tags[ref] != nil, SemanticVersion(ref) != nil { version = ref }
            }
            if commit == nil, let ref = request.ref, CommitName.isCommit(ref) { commit = try? repository.resolve(ref) }
            guard let commit else { throw GitError(.noSuchRevision, "", "") }
            let snapshot = try RepositorySnapshot(repositoryAt: source.root, treeish: commit)
            return ForeignTree(
                source: CommitFiles(snapshot: snapshot), commit: commit.hex, version: version, origin: ForeignOrigin(source.root))
        } catch {
            guard error.code == .noSuchRevision, error.operation.isEmpty else {
                throw ForeignProblem("include-not-readable", "\(request.subject) cannot be read in \(source.root): \(error)")
            }
            throw request.noReference(knownReferences(source.root), note: "looked for in \(source.root)")
        }
    }

    /// A directory inside some other repository is a directory like any other.
    private func isRepository(_ root: String, _ request: ProjectRequest) throws(ForeignProblem) -> Bool {
        do throws(GitError) {
            let repository = try Repository(discovering: root)
            return repository.workingDirectory.map { $0 == root } ?? (repository.gitDirectory == root)
        } catch {
            if error.code == .notARepository { return false }
            throw ForeignProblem("include-not-readable", "\(request.subject) cannot be read in \(root): \(error)")
        }
    }

    private func plain(_ source: DirectorySource, _ request: ProjectRequest) throws(ForeignProblem) -> ForeignTree {
        if let ref = request.ref {
            throw ForeignProblem(
                "include-not-found", "\(request.subject) reference `\(ref)` does not exist!",
                help: "\(source.root) is no git repository, so it has no refs")
        }
        return ForeignTree(source: source, commit: nil, origin: ForeignOrigin(source.root))
    }

    private func knownReferences(_ root: String) -> ProjectReferences {
        do throws(GitError) {
            let repository = try Repository(discovering: root)
            return try Self.references(of: repository)
        } catch {
            return ProjectReferences()
        }
    }

    /// What a clone knows: its own branches, those of `origin` that it has no own of, and tags.
    private static func references(of repository: borrowing Repository) throws(GitError) -> ProjectReferences {
        var found = ProjectReferences(head: try repository.head().commit)
        var remote: [String: ObjectID] = [:]
        for reference in try repository.references() {
            let commit = reference.peeled ?? reference.target
            for (prefix, kind) in [("refs/heads/", 0), ("refs/tags/", 1), ("refs/remotes/origin/", 2)]
            where reference.name.hasPrefix(prefix) {
                let name = String(reference.name.dropFirst(prefix.count))
                switch kind {
                case 0: found.branches[name] = commit
                case 1: found.tags[name] = commit
                default: if name != "HEAD" { remote[name] = commit }
                }
            }
        }
        found.branches.merge(remote) { own, _ in own }
        return found
    }
}

/// The id of a commit, whole or in part.
enum CommitName {
    static func isCommit(_ text: String) -> Bool {
        (7...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || (65...70).contains($0) }
    }
}
