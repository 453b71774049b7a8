internal import Synchronization

/// A repository that several tasks may read from: one handle behind a lock.
package final class SharedRepository: Sendable {
    fileprivate let handle: Mutex<Repository>

    package init(_ repository: consuming sending Repository) { handle = Mutex(repository) }
}

/// The files of one commit or tree, readable from any task.
package final class RepositorySnapshot: Sendable {
    /// The commit, tag or tree it was made for.
    package let treeish: ObjectID
    private let shared: SharedRepository
    private let listing = Mutex<[TreeEntry]?>(nil)

    /// With a repository handle of its own.
    package convenience init(repositoryAt path: String, treeish: ObjectID) throws(GitError) {
        try self.init(of: SharedRepository(try Repository(discovering: path)), treeish: treeish)
    }

    /// Several snapshots may share a repository: of trees that only its handle knows, or to compare them.
    package init(of shared: SharedRepository, treeish: ObjectID) throws(GitError) {
        try shared.handle.withLock { repository throws(GitError) in _ = try repository.treeHandle(treeish) }
        self.treeish = treeish
        self.shared = shared
    }

    /// The files that differ from those of another snapshot, sorted by path. A move is a deletion and an addition.
    package func changedPaths(since old: RepositorySnapshot) throws(GitError) -> [ChangedPath] {
        try shared.handle.withLock { repository throws(GitError) in
            try repository.changedPaths(from: old.treeish, to: treeish, detectingRenames: false)
        }
    }

    /// The bytes of a file; nil when there is no such file.
    package func contents(ofFile path: String) throws(GitError) -> [UInt8]? {
        try shared.handle.withLock { repository throws(GitError) in try repository.contents(of: path, in: treeish) }
    }

    /// How many bytes a file has, without reading it; nil when there is no such file.
    package func size(ofFile path: String) throws(GitError) -> Int? {
        try shared.handle.withLock { repository throws(GitError) in try repository.size(of: path, in: treeish) }
    }

    /// What lies at a path; nil when nothing or a directory does.
    package func entry(at path: String) throws(GitError) -> TreeEntry? {
        try shared.handle.withLock { repository throws(GitError) in try repository.entry(at: path, in: treeish) }
    }

    /// All files and links, in git's order, relative to the top.
    package func filePaths() throws(GitError) -> [String] {
        try entries().compactMap { $0.mode == .submodule ? nil : $0.path }
    }

    /// Everything in the tree, in git's order. Listed once.
    package func entries() throws(GitError) -> [TreeEntry] {
        if let known = listing.withLock({ $0 }) { return known }
        let entries = try shared.handle.withLock { repository throws(GitError) in try repository.entries(in: treeish) }
        listing.withLock { $0 = entries }
        return entries
    }

    /// What lies directly in a directory, sorted as git does; nil when there is no such directory.
    package func directory(_ path: String) throws(GitError) -> [DirectoryEntry]? {
        try shared.handle.withLock { repository throws(GitError) in try repository.directory(path, in: treeish) }
    }

    /// The bytes of a blob.
    package func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
        try shared.handle.withLock { repository throws(GitError) in try repository.blob(id) }
    }
}
