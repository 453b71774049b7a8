internal import CGit2

extension Repository {
    /// Writes the working tree to the object database as a tree: tracked files as they are now (deleted ones gone), and untracked
    /// ones that are not ignored. The user's index is read, never written.
    package func snapshotWorkingTree(includingUntracked: Bool = true) throws(GitError) -> ObjectID {
        let operation = "snapshot the working tree"
        guard let workingDirectory else { throw GitError(.bareRepository, operation, "the repository is bare") }
        // A second handle, because the change to its index must not be seen by later reads through this one.
        let copy = try Repository(discovering: workingDirectory)
        let database = try Handle(operation, git_odb_free) { git_repository_odb(&$0, handle) }
        try check(git_repository_set_odb(copy.handle, database.pointer), operation)
        let index = try Handle(operation, git_index_free) { git_repository_index(&$0, copy.handle) }
        if includingUntracked {
            try check(git_index_add_all(index.pointer, nil, GIT_INDEX_ADD_DEFAULT.rawValue, nil, nil), operation)
        }
        try check(git_index_update_all(index.pointer, nil, nil, nil), operation)
        var tree = git_oid()
        try check(git_index_write_tree(&tree, index.pointer), operation)
        return ObjectID(tree)
    }
}
