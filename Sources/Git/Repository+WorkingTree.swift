internal import CGit2

/// A submodule as `.gitmodules` and the configuration describe it.
package struct Submodule: Hashable, Sendable {
    package var name: String
    package var path: String
    /// As written, possibly relative (`../roles.git`); nil when missing.
    package var url: String?
    /// The commit that `HEAD` wants; nil when `HEAD` does not have it.
    package var commit: ObjectID?
}

extension Repository {
    /// Writes the working tree to the object database as a tree: tracked files as they are now (deleted ones gone), and untracked
    /// ones that are not ignored. The user's index is read, never written.
    package func snapshotWorkingTree(includingUntracked: Bool = true) throws(GitError) -> ObjectID {
        let operation = "snapshot the working tree"
        guard let workingDirectory else { throw GitError(.bareRepository, operation, "the repository is bare") }
        // A second handle, because the change to its index must not be seen by later reads through this one.
        let copy = try Repository(discovering: workingDirectory)
        let index = try Handle(operation, git_index_free) { git_repository_index(&$0, copy.handle) }
        if includingUntracked {
            try check(git_index_add_all(index.pointer, nil, GIT_INDEX_ADD_DEFAULT.rawValue, nil, nil), operation)
        }
        try check(git_index_update_all(index.pointer, nil, nil, nil), operation)
        var tree = git_oid()
        try check(git_index_write_tree(&tree, index.pointer), operation)
        return ObjectID(tree)
    }

    /// The submodules of the working tree, sorted by path.
    package func submodules() throws(GitError) -> [Submodule] {
        final class Collector { var found: [Submodule] = [] }
        let collector = Collector()
        let status = git_submodule_foreach(
            handle,
            { submodule, name, payload in
                guard let payload, let path = git_submodule_path(submodule), let name else { return 0 }
                let collector = Unmanaged<Collector>.fromOpaque(payload).takeUnretainedValue()
                collector.found.append(
                    Submodule(
                        name: String(cString: name), path: String(cString: path),
                        url: git_submodule_url(submodule).map { String(cString: $0) },
                        commit: git_submodule_head_id(submodule).map { ObjectID($0.pointee) }))
                return 0
            }, Unmanaged.passUnretained(collector).toOpaque())
        try check(status, "list the submodules")
        return collector.found.sorted { $0.path < $1.path }
    }
}
