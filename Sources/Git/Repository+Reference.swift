internal import CGit2

/// A name in the repository and the object it points to, after following symbolic references.
package struct Reference: Hashable, Sendable {
    /// In full: `refs/heads/main`.
    package var name: String
    package var target: ObjectID
    /// The commit an annotated tag stands for; nil when `target` is no tag object.
    package var peeled: ObjectID?

    package init(name: String, target: ObjectID, peeled: ObjectID? = nil) {
        self.name = name
        self.target = target
        self.peeled = peeled
    }
}

extension Repository {
    /// All references that lead to a commit, sorted by name.
    package func references() throws(GitError) -> [Reference] {
        let operation = "list the references"
        let iterator = try Handle(operation, git_reference_iterator_free) { git_reference_iterator_new(&$0, handle) }
        var found: [Reference] = []
        while true {
            var name: UnsafePointer<CChar>?
            let status = git_reference_next_name(&name, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try check(status, operation)
            guard let name else { break }
            var id = git_oid()
            // A dangling symbolic reference (origin/HEAD after a rename) leads nowhere; git lists it with a warning.
            guard git_reference_name_to_id(&id, handle, name) == 0 else { continue }
            guard let peeled = try peelToCommit(id) else { continue }
            let target = ObjectID(id)
            found.append(Reference(name: String(cString: name), target: target, peeled: peeled == target ? nil : peeled))
        }
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Short names of the local branches, sorted.
    package func branches() throws(GitError) -> [String] { try names(under: "refs/heads/") { _ in true } }

    /// Short names of the tags on a commit, annotated or not, sorted.
    package func tags(pointingAt commit: ObjectID) throws(GitError) -> [String] {
        try names(under: "refs/tags/") { ($0.peeled ?? $0.target) == commit }
    }

    /// The url of the remote `origin` as configured, `insteadOf` applied; nil when there is no such remote.
    package func originURL() throws(GitError) -> String? {
        var remote: OpaquePointer?
        let status = git_remote_lookup(&remote, handle, "origin")
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try check(status, "read the remote origin")
        defer { git_remote_free(remote) }
        return git_remote_url(remote).map { String(cString: $0) }
    }

    /// The branch that changes are merged into: what `origin/HEAD` points to, else the first of `init.defaultBranch`, `main` and
    /// `master` that exists here or on origin; nil when nothing fits.
    package func defaultBranch() throws(GitError) -> String? {
        let prefix = "refs/remotes/origin/"
        var reference: OpaquePointer?
        if git_reference_lookup(&reference, handle, "refs/remotes/origin/HEAD") == 0 {
            defer { git_reference_free(reference) }
            let target = git_reference_symbolic_target(reference).map { String(cString: $0) }
            if let target, target.hasPrefix(prefix) { return String(target.dropFirst(prefix.count)) }
        }
        let candidates = [try configValue("init.defaultBranch"), "main", "master"].compactMap { $0 }
        for branch in candidates {
            for name in ["refs/heads/\(branch)", prefix + branch] where exists(reference: name) { return branch }
        }
        return nil
    }

    /// The remote-tracking branch of a local branch, such as `origin/main`; nil when none is configured or it does not exist.
    package func upstream(ofBranch branch: String) throws(GitError) -> String? {
        var name = git_buf()
        defer { git_buf_dispose(&name) }
        guard git_branch_upstream_name(&name, handle, "refs/heads/\(branch)") == 0, let text = name.ptr else { return nil }
        let full = String(cString: text)
        guard exists(reference: full) else { return nil }
        return full.hasPrefix("refs/remotes/") ? String(full.dropFirst("refs/remotes/".count)) : full
    }

    private func exists(reference: String) -> Bool {
        var id = git_oid()
        return git_reference_name_to_id(&id, handle, reference) == 0
    }

    private func names(under prefix: String, where matches: (Reference) -> Bool) throws(GitError) -> [String] {
        try references().filter { $0.name.hasPrefix(prefix) && matches($0) }.map { String($0.name.dropFirst(prefix.count)) }
    }

    private func peelToCommit(_ id: git_oid) throws(GitError) -> ObjectID? {
        var id = id
        var object: OpaquePointer?
        guard git_object_lookup(&object, handle, &id, GIT_OBJECT_ANY) == 0 else { return nil }
        defer { git_object_free(object) }
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 else { return nil }
        defer { git_object_free(peeled) }
        return git_object_id(peeled).map { ObjectID($0.pointee) }
    }
}
