internal import CGit2

extension Repository {
    /// Writes the files of a commit, tag or tree into a directory, which is created when it is missing: contents as stored (no
    /// line-end conversion, no filters), executable bits and symbolic links. Submodules become empty directories.
    ///
    /// A file that exists already is an error; so is any name that would lead outside of the directory. After an error the
    /// directory holds part of the files.
    package func export(_ treeish: ObjectID, to path: String) throws(GitError) {
        let tree = try treeHandle(treeish)
        let directory = try OutputDirectory(creating: path)
        try export(tree.pointer, into: directory)
    }

    private func export(_ tree: OpaquePointer, into directory: borrowing OutputDirectory) throws(GitError) {
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, index), let id = git_tree_entry_id(entry)?.pointee,
                let rawName = git_tree_entry_name(entry)
            else { continue }
            let name = String(cString: rawName)
            switch git_tree_entry_filemode(entry) {
            case GIT_FILEMODE_TREE:
                var id = id
                let child = try Handle("read a tree", git_tree_free) { git_tree_lookup(&$0, handle, &id) }
                try export(child.pointer, into: directory.directory(name))
            case GIT_FILEMODE_COMMIT:
                _ = try directory.directory(name)
            case GIT_FILEMODE_LINK:
                try directory.link(name, to: String(decoding: blob(ObjectID(id)), as: UTF8.self))
            case let mode:
                try withBlob(ObjectID(id)) { bytes throws(GitError) in
                    try directory.write(bytes, to: name, executable: mode == GIT_FILEMODE_BLOB_EXECUTABLE)
                }
            }
        }
    }
}
