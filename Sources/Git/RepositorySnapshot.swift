internal import Synchronization

/// The files of one commit or tree, readable from any task: a repository handle of its own behind a lock.
package final class RepositorySnapshot: Sendable {
    /// The commit, tag or tree it was made for.
    package let treeish: ObjectID
    private let repository: Mutex<Repository>
    private let listing = Mutex<[String]?>(nil)

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

    /// All files and links, in git's order, relative to the top. Listed once.
    package func filePaths() throws(GitError) -> [String] {
        if let known = listing.withLock({ $0 }) { return known }
        let paths = try repository.withLock { repository throws(GitError) in try repository.paths(in: treeish) }
        listing.withLock { $0 = paths }
        return paths
    }
}
