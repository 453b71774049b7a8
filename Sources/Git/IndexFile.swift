internal import CGit2
internal import Glibc

/// Writes git's index: the list of tracked files with what `stat` said of each, which lets `git status` skip reading them.
/// Reference: https://git-scm.com/docs/index-format
struct IndexFile: ~Copyable {
    private let index: Handle

    /// Starts a new index that will be written to `path`.
    init(path: String) throws(GitError) {
        index = try Handle("create an index", git_index_free) { git_index_open(&$0, path) }
    }

    /// - Parameter status: of the file in the working tree; nil when the file differs from `id`, so that git looks at it.
    func add(_ path: String, mode: TreeEntry.Mode, id: git_oid, status: stat?) throws(GitError) {
        var entry = git_index_entry()
        entry.mode = mode.rawValue
        entry.id = id
        if let status {
            // git compares the lower 32 bits of each.
            entry.ctime = git_index_time(
                seconds: Int32(truncatingIfNeeded: status.st_ctim.tv_sec), nanoseconds: UInt32(status.st_ctim.tv_nsec))
            entry.mtime = git_index_time(
                seconds: Int32(truncatingIfNeeded: status.st_mtim.tv_sec), nanoseconds: UInt32(status.st_mtim.tv_nsec))
            entry.dev = UInt32(truncatingIfNeeded: status.st_dev)
            entry.ino = UInt32(truncatingIfNeeded: status.st_ino)
            entry.uid = status.st_uid
            entry.gid = status.st_gid
            entry.file_size = UInt32(truncatingIfNeeded: status.st_size)
        }
        let result = path.withCString { pointer in
            entry.path = pointer
            return git_index_add(index.pointer, &entry)
        }
        try check(result, "add \(path) to an index")
    }

    func write() throws(GitError) { try check(git_index_write(index.pointer), "write an index") }
}
