internal import CGit2

extension Repository {
    /// The files that differ between two commits, tags or trees, sorted by path. A nil `old` stands for the empty tree.
    /// - Parameter detectingRenames: as git does by default, at 50 % similarity. Without it a move is a deletion and an addition.
    package func changedPaths(
        from old: ObjectID?, to new: ObjectID, detectingRenames: Bool = true
    ) throws(GitError) -> [ChangedPath] {
        let operation = "compare two trees"
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        options.flags |= GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
        let newTree = try treeHandle(new)
        let diff: Handle
        if let old {
            let oldTree = try treeHandle(old)
            diff = try Handle(operation, git_diff_free) {
                git_diff_tree_to_tree(&$0, handle, oldTree.pointer, newTree.pointer, &options)
            }
        } else {
            diff = try Handle(operation, git_diff_free) { git_diff_tree_to_tree(&$0, handle, nil, newTree.pointer, &options) }
        }
        if detectingRenames { try detectRenames(in: diff, operation) }
        return Self.changedPaths(in: diff)
    }

    /// What differs between `HEAD` and the working tree, staged or not, untracked files included and ignored ones not, sorted by
    /// path. In a bare repository nothing does.
    package func uncommittedPaths() throws(GitError) -> [ChangedPath] {
        if isBare { return [] }
        let operation = "compare the working tree with HEAD"
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        options.flags |=
            GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_INCLUDE_UNTRACKED.rawValue | GIT_DIFF_RECURSE_UNTRACKED_DIRS.rawValue
        let diff: Handle
        if let commit = try head().commit {
            let tree = try treeHandle(commit)
            diff = try Handle(operation, git_diff_free) {
                git_diff_tree_to_workdir_with_index(&$0, handle, tree.pointer, &options)
            }
        } else {
            diff = try Handle(operation, git_diff_free) { git_diff_tree_to_workdir_with_index(&$0, handle, nil, &options) }
        }
        return Self.changedPaths(in: diff)
    }

    /// True when `uncommittedPaths()` would not be empty.
    package func isDirty() throws(GitError) -> Bool { try !uncommittedPaths().isEmpty }

    private func detectRenames(in diff: borrowing Handle, _ operation: String) throws(GitError) {
        var options = git_diff_find_options()
        try check(git_diff_find_options_init(&options, UInt32(GIT_DIFF_FIND_OPTIONS_VERSION)), operation)
        options.flags = GIT_DIFF_FIND_RENAMES.rawValue
        // git's own default since 2.35.
        options.rename_limit = 1000
        try check(git_diff_find_similar(diff.pointer, &options), operation)
    }

    private static func changedPaths(in diff: borrowing Handle) -> [ChangedPath] {
        var changes: [ChangedPath] = []
        for index in 0..<git_diff_num_deltas(diff.pointer) {
            guard let delta = git_diff_get_delta(diff.pointer, index)?.pointee, let kind = kind(of: delta.status) else { continue }
            guard let new = delta.new_file.path ?? delta.old_file.path else { continue }
            let path = String(cString: kind == .deleted ? delta.old_file.path ?? new : new)
            let oldPath = kind == .renamed ? delta.old_file.path.map { String(cString: $0) } : nil
            changes.append(ChangedPath(path: path, oldPath: oldPath, kind: kind))
        }
        return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func kind(of status: git_delta_t) -> ChangedPath.Kind? {
        switch status {
        case GIT_DELTA_ADDED, GIT_DELTA_COPIED: .added
        case GIT_DELTA_DELETED: .deleted
        case GIT_DELTA_MODIFIED, GIT_DELTA_UNREADABLE: .modified
        case GIT_DELTA_RENAMED: .renamed
        case GIT_DELTA_TYPECHANGE: .typeChanged
        case GIT_DELTA_UNTRACKED: .untracked
        case GIT_DELTA_CONFLICTED: .conflicted
        default: nil
        }
    }
}
