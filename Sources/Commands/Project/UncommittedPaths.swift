internal import Git
internal import Synchronization

/// What is on disk and not in `HEAD`. Git is asked once, when it is first needed: it looks at every file.
final class UncommittedPaths: Sendable {
    private let top: String
    private let known = Mutex<[ChangedPath]?>(nil)

    init(top: String) { self.top = top }

    func all() throws(GitError) -> [ChangedPath] {
        if let paths = known.withLock({ $0 }) { return paths }
        let paths = try Repository(discovering: top).uncommittedPaths()
        known.withLock { $0 = paths }
        return paths
    }
}
