internal import CGit2

/// A file, symbolic link or submodule in a tree.
package struct TreeEntry: Hashable, Sendable {
    package enum Mode: UInt32, Hashable, Sendable, Codable {
        case file = 0o100644
        case executable = 0o100755
        case symbolicLink = 0o120000
        /// `id` is a commit of another repository.
        case submodule = 0o160000
    }

    /// Relative to the top of the tree, with `/` between components.
    package var path: String
    package var mode: Mode
    package var id: ObjectID

    package init(path: String, mode: Mode, id: ObjectID) {
        self.path = path
        self.mode = mode
        self.id = id
    }
}

/// What lies directly in a directory of a tree.
package struct DirectoryEntry: Hashable, Sendable {
    package var name: String
    /// nil: a directory.
    package var mode: TreeEntry.Mode?
    package var id: ObjectID
}

extension Repository {
    /// Every file, link and submodule below a commit, tag or tree, in the order of `git ls-tree -r`.
    package func entries(in treeish: ObjectID) throws(GitError) -> [TreeEntry] {
        let tree = try treeHandle(treeish)
        var entries: [TreeEntry] = []
        try walk(tree.pointer, prefix: "") { entries.append(TreeEntry(path: $0, mode: $1, id: ObjectID($2.pointee))) }
        return entries
    }

    /// The paths of `entries(in:)` without submodules: all files.
    package func paths(in treeish: ObjectID) throws(GitError) -> [String] {
        let tree = try treeHandle(treeish)
        var paths: [String] = []
        try walk(tree.pointer, prefix: "") { path, mode, _ in if mode != .submodule { paths.append(path) } }
        return paths
    }

    /// What lies directly in a directory below a commit, tag or tree, in git's order; nil when there is no such directory. An empty
    /// path is the top.
    package func directory(_ path: String, in treeish: ObjectID) throws(GitError) -> [DirectoryEntry]? {
        let top = try treeHandle(treeish)
        if path.isEmpty { return Self.entries(of: top.pointer) }
        var entry: OpaquePointer?
        let status = git_tree_entry_bypath(&entry, top.pointer, path)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try check(status, "read \(path)")
        defer { git_tree_entry_free(entry) }
        guard git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE, let id = git_tree_entry_id(entry) else { return nil }
        let tree = try Handle("read \(path)", git_tree_free) { git_tree_lookup(&$0, handle, id) }
        return Self.entries(of: tree.pointer)
    }

    private static func entries(of tree: OpaquePointer) -> [DirectoryEntry] {
        (0..<git_tree_entrycount(tree)).compactMap { index in
            guard let entry = git_tree_entry_byindex(tree, index), let id = git_tree_entry_id(entry),
                let name = git_tree_entry_name(entry)
            else { return nil }
            return DirectoryEntry(name: String(cString: name), mode: mode(of: entry), id: ObjectID(id.pointee))
        }
    }

    /// What lies at a path below a commit, tag or tree; nil when nothing or a directory does.
    package func entry(at path: String, in treeish: ObjectID) throws(GitError) -> TreeEntry? {
        let tree = try treeHandle(treeish)
        var entry: OpaquePointer?
        let status = git_tree_entry_bypath(&entry, tree.pointer, path)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try check(status, "read \(path)")
        defer { git_tree_entry_free(entry) }
        guard let id = git_tree_entry_id(entry), let mode = Self.mode(of: entry) else { return nil }
        return TreeEntry(path: path, mode: mode, id: ObjectID(id.pointee))
    }

    /// The bytes of a file (for a symbolic link, its target); nil when there is no such file.
    package func contents(of path: String, in treeish: ObjectID) throws(GitError) -> [UInt8]? {
        guard let entry = try entry(at: path, in: treeish), entry.mode != .submodule else { return nil }
        return try blob(entry.id)
    }

    /// How many bytes `contents(of:in:)` would be, without reading them; nil when there is no such file.
    package func size(of path: String, in treeish: ObjectID) throws(GitError) -> Int? {
        guard let entry = try entry(at: path, in: treeish), entry.mode != .submodule else { return nil }
        let database = try Handle("read a file", git_odb_free) { git_repository_odb(&$0, handle) }
        var oid = entry.id.raw
        var size = 0
        var type = GIT_OBJECT_ANY
        try check(git_odb_read_header(&size, &type, database.pointer, &oid), "read \(path)")
        return size
    }

    /// The bytes of a blob.
    package func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
        try withBlob(id) { Array($0) }
    }

    func withBlob<Result>(_ id: ObjectID, _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result) throws(GitError) -> Result {
        var oid = id.raw
        let blob = try Handle("read a file", git_blob_free) { git_blob_lookup(&$0, handle, &oid) }
        let count = Int(git_blob_rawsize(blob.pointer))
        return try body(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob.pointer), count: count))
    }

    func treeHandle(_ treeish: ObjectID) throws(GitError) -> Handle {
        let operation = "read a tree"
        var oid = treeish.raw
        let object = try Handle(operation, git_object_free) { git_object_lookup(&$0, handle, &oid, GIT_OBJECT_ANY) }
        return try Handle(operation, git_tree_free) { git_object_peel(&$0, object.pointer, GIT_OBJECT_TREE) }
    }

    private func walk(
        _ tree: OpaquePointer, prefix: String, _ visit: (String, TreeEntry.Mode, UnsafePointer<git_oid>) -> Void
    ) throws(GitError) {
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, index), let id = git_tree_entry_id(entry),
                let name = git_tree_entry_name(entry)
            else { continue }
            let path = prefix + String(cString: name)
            if let mode = Self.mode(of: entry) {
                visit(path, mode, id)
                continue
            }
            let child = try Handle("read a tree", git_tree_free) { git_tree_lookup(&$0, handle, id) }
            try walk(child.pointer, prefix: path + "/", visit)
        }
    }

    /// Nil for a directory.
    private static func mode(of entry: OpaquePointer?) -> TreeEntry.Mode? {
        switch git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_TREE: nil
        case GIT_FILEMODE_BLOB_EXECUTABLE: .executable
        case GIT_FILEMODE_LINK: .symbolicLink
        case GIT_FILEMODE_COMMIT: .submodule
        default: .file
        }
    }
}
