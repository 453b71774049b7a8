internal import CGit2

/// An open git repository: bare, with a working tree, a linked worktree or a submodule.
///
/// One handle belongs to one task at a time; opening another costs 0.3 ms. Nothing here touches the user's references, index or
/// working tree, runs a hook, or reads the network. Objects that are made (merge results, snapshots) are written to the object
/// database without a reference, as `git merge-tree --write-tree` does, and `git gc` removes them in time; or they are kept in
/// memory, and are gone with the handle.
package struct Repository: ~Copyable {
    let handle: OpaquePointer

    /// Opens the repository that `path` lies in, searching upwards as git does. `GIT_DIR` and its kin are not consulted: what the
    /// caller named is what is opened, also from inside a git hook.
    /// - Parameter keepingNewObjectsInMemory: objects that are made through this handle are never written to the repository. They are
    ///   known to this handle alone, and found there like any other.
    package init(discovering path: String, keepingNewObjectsInMemory: Bool = false) throws(GitError) {
        try Library.initialize()
        var handle: OpaquePointer?
        let status = git_repository_open_ext(&handle, path, 0, nil)
        guard status >= 0, let handle else {
            let error = GitError(status: status, "open the repository")
            throw error.code == .notFound
                ? GitError(.notARepository, "open the repository", "not a git repository (or any of its parents): \(path)") : error
        }
        do throws(GitError) { if keepingNewObjectsInMemory { try Self.keepNewObjectsInMemory(handle) } } catch {
            git_repository_free(handle)
            throw error
        }
        self.handle = handle
    }

    private static func keepNewObjectsInMemory(_ handle: OpaquePointer) throws(GitError) {
        let operation = "keep objects in memory"
        let database = try Handle(operation, git_odb_free) { git_repository_odb(&$0, handle) }
        var memory: UnsafeMutablePointer<git_odb_backend>?
        try check(git_mempack_new(&memory), operation)
        // What comes first is written to; the database owns it from here on.
        let status = git_odb_add_backend(database.pointer, memory, beforeFiles)
        if status < 0 { memory?.pointee.free?(memory) }
        try check(status, operation)
    }

    /// libgit2's own files have the priorities 1 and 2.
    private static let beforeFiles: Int32 = 1000

    /// Opens exactly what lies at a path: a working tree with `.git`, or a git directory. No search upwards.
    init(at path: String) throws(GitError) {
        try Library.initialize()
        var handle: OpaquePointer?
        try check(git_repository_open_ext(&handle, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil), "open the repository")
        guard let handle else { throw GitError(.notARepository, "open the repository", "not a git repository: \(path)") }
        self.handle = handle
    }

    deinit { git_repository_free(handle) }

    /// The top of the working tree, without a slash at the end; nil for a bare repository.
    package var workingDirectory: String? { git_repository_workdir(handle).map { Self.directory($0) } }

    /// What `git rev-parse --absolute-git-dir` prints.
    package var gitDirectory: String { git_repository_path(handle).map { Self.directory($0) } ?? "" }

    /// Where objects and references are kept; differs from `gitDirectory` in a linked worktree.
    package var commonDirectory: String { git_repository_commondir(handle).map { Self.directory($0) } ?? gitDirectory }

    package var isBare: Bool { git_repository_is_bare(handle) == 1 }

    /// True when history ends early (`git clone --depth`).
    package var isShallow: Bool { git_repository_is_shallow(handle) == 1 }

    /// A setting as git would see it here: system, global and repository level, the last one wins; nil when it is not set.
    package func configValue(_ name: String) throws(GitError) -> String? {
        let operation = "read the setting \(name)"
        let config = try Handle(operation, git_config_free) { git_repository_config_snapshot(&$0, handle) }
        var value: UnsafePointer<CChar>?
        let status = git_config_get_string(&value, config.pointer, name)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try check(status, operation)
        return value.map { String(cString: $0) }
    }

    private static func directory(_ path: UnsafePointer<CChar>) -> String {
        let text = String(cString: path)
        return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
