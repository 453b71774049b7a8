internal import CGit2

extension Repository {
    /// The commit that a change would be merged into. `name` is a branch, or any other revision.
    ///
    /// Of a branch that is both here and at origin the one that is further on counts, and the one here when neither holds the other;
    /// while it is checked out, origin's.
    /// - Throws: code `noSuchRevision` when there is no such branch here or at origin.
    package func targetCommit(_ name: String) throws(GitError) -> ObjectID {
        let local = try lookup(name)
        let remote = try lookup("refs/remotes/origin/" + name)
        switch (local, remote) {
        case (let local?, let remote?):
            if try head().branch == name { return remote }
            return try mergeBase(local, remote) == local ? remote : local
        case (let found?, nil), (nil, let found?): return found
        case (nil, nil):
            throw GitError(
                .noSuchRevision, "find the target branch",
                "there is no branch \(name), neither here nor at origin; `git fetch origin \(name):refs/remotes/origin/\(name)` gets it"
            )
        }
    }

    /// nil when nothing has that name.
    private func lookup(_ revision: String) throws(GitError) -> ObjectID? {
        do { return try resolve(revision) } catch {
            if error.code == .noSuchRevision { return nil }
            throw error
        }
    }
}
