internal import CGit2

extension Repository {
    /// Merges two commits in memory with git's recursive strategy, renames included.
    /// - Throws: code `invalid` when the commits share no history, as `git merge` refuses it.
    package func mergeTrees(ours: ObjectID, theirs: ObjectID) throws(GitError) -> MergeResult {
        let operation = "merge \(theirs.short) into \(ours.short)"
        guard try mergeBase(ours, theirs) != nil else {
            throw GitError(.invalid, operation, "refusing to merge unrelated histories")
        }
        var options = git_merge_options()
        try check(git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)), operation)
        let ourCommit = try commitHandle(ours)
        let theirCommit = try commitHandle(theirs)
        let index = try Handle(operation, git_index_free) {
            git_merge_commits(&$0, handle, ourCommit.pointer, theirCommit.pointer, &options)
        }
        return try result(index, operation)
    }

    /// Merges what changed between `base` and `theirs` into `ours`: commits, or trees that no commit has, such as a snapshot of
    /// the working tree.
    package func mergeTrees(base: ObjectID, ours: ObjectID, theirs: ObjectID) throws(GitError) -> MergeResult {
        let operation = "merge into \(ours.short)"
        var options = git_merge_options()
        try check(git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)), operation)
        let baseTree = try treeHandle(base)
        let ourTree = try treeHandle(ours)
        let theirTree = try treeHandle(theirs)
        let index = try Handle(operation, git_index_free) {
            git_merge_trees(&$0, handle, baseTree.pointer, ourTree.pointer, theirTree.pointer, &options)
        }
        return try result(index, operation)
    }

    private func result(_ index: borrowing Handle, _ operation: String) throws(GitError) -> MergeResult {
        if git_index_has_conflicts(index.pointer) == 1 { return .conflicts(try conflictedPaths(in: index, operation)) }
        var tree = git_oid()
        try check(git_index_write_tree_to(&tree, index.pointer, handle), operation)
        return .clean(ObjectID(tree))
    }

    /// Writes a commit that no reference points to. Equal arguments and `seconds` give the same id.
    /// - Parameters:
    ///   - author: also the committer.
    package func writeCommit(
        tree: ObjectID, parents: [ObjectID], message: String, author: Commit.Signature
    ) throws(GitError) -> ObjectID {
        let operation = "write a commit"
        var signature: UnsafeMutablePointer<git_signature>?
        try check(
            git_signature_new(&signature, author.name, author.email, author.seconds, Int32(clamping: author.offsetMinutes)),
            operation)
        defer { git_signature_free(signature) }
        let treeHandle = try treeHandle(tree)
        var pointers: [OpaquePointer?] = []
        defer { pointers.forEach { git_commit_free($0) } }
        for parent in parents {
            var oid = parent.raw
            var pointer: OpaquePointer?
            try check(git_commit_lookup(&pointer, handle, &oid), operation)
            pointers.append(pointer)
        }
        var id = git_oid()
        let status = git_commit_create(
            &id, handle, nil, signature, signature, nil, message, treeHandle.pointer, pointers.count, &pointers)
        try check(status, operation)
        return ObjectID(id)
    }

    private func conflictedPaths(in index: borrowing Handle, _ operation: String) throws(GitError) -> [String] {
        let iterator = try Handle(operation, git_index_conflict_iterator_free) {
            git_index_conflict_iterator_new(&$0, index.pointer)
        }
        var paths: Set<String> = []
        while true {
            var ancestor: UnsafePointer<git_index_entry>?
            var ours: UnsafePointer<git_index_entry>?
            var theirs: UnsafePointer<git_index_entry>?
            let status = git_index_conflict_next(&ancestor, &ours, &theirs, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try check(status, operation)
            for side in [ours, theirs, ancestor] {
                guard let path = side?.pointee.path else { continue }
                paths.insert(String(cString: path))
                break
            }
        }
        return paths.sorted()
    }
}
