internal import Git

/// One side, before anything is rendered.
package enum RevisionSource: Hashable, Sendable {
    /// Anything git can resolve to a commit.
    case revision(String)
    /// The files as they are now, uncommitted changes and untracked files included.
    case workingTree

    struct Exported: Sendable {
        var revision: String
        var commit: String?
        var title: String
    }

    /// Writes the files of this side of the repository into a new directory.
    func export(from repositoryPath: String, to directory: String) throws(KollaDiffError) -> Exported {
        do throws(GitError) {
            let repository = try Repository(discovering: repositoryPath)
            switch self {
            case .revision(let name):
                let id = try repository.resolve(name)
                let commit = try repository.commit(id)
                try repository.export(id, to: directory)
                let title = commit.message.split(separator: "\n").first.map(String.init) ?? ""
                return Exported(revision: name, commit: id.hex, title: title)
            case .workingTree:
                try repository.export(try repository.snapshotWorkingTree(), to: directory)
                return Exported(revision: "working tree", commit: nil, title: "uncommitted changes")
            }
        } catch { throw KollaDiffError(error) }
    }
}
