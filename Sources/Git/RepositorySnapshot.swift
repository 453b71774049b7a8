internal import Synchronization

/// The files of one commit or tree, readable from any task: a repository handle of its own behind a lock.
package final class RepositorySnapshot: Sendable {
    /// The commit, tag or tree it was made for.
    package let treeish: ObjectID
    private let repository: Mutex<Repository>
    private let listing = Mutex<[TreeEntry]?>(nil)

    package init(repositoryAt path: String, treeish: ObjectID) throws(GitError) {
        let repository = try Repository(discovering: path)
        _ = try repository.treeHandle(treeish)
        self.treeish = treeish
        self.repository = Mutex(repository)
    }

    /// The bytes of a file; nil when there is no such file.
    package func contents(ofFile path: String) throws(GitError) -> [UInt8]? {
        try repository.withLock { repository throws(GitError) in try repository.contents(of: path, in: treeish) }
    }

    /// How many bytes a file has, without reading it; nil when there is no such file.
    package func size(ofFile path: String) throws(GitError) -> Int? {
        try repository.withLock { repository throws(GitError) in try repository.size(of: path, in: treeish) }
    }

    /// What lies at a path; nil when nothing or a directory does.
    package func entry(at path: String) throws(GitError) -> TreeEntry? {
        try repository.withLock { repository throws(GitError) in try repository.entry(at: path, in: treeish) }
    }

    /// All files and links, in git's order, relative to the top.
    package func filePaths() throws(GitError) -> [String] {
        try entries().compactMap { $0.mode == .submodule ? nil : $0.path }
    }

    /// Everything in the tree, in git's order. Listed once.
    package func entries() throws(GitError) -> [TreeEntry] {
        if let known = listing.withLock({ $0 }) { return known }
        let entries = try repository.withLock { repository throws(GitError) in try repository.entries(in: treeish) }
        listing.withLock { $0 = entries }
        return entries
    }

    /// The bytes of a blob.
    package func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
        try repository.withLock { repository throws(GitError) in try repository.blob(id) }
    }
}
