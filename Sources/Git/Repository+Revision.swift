internal import CGit2

extension Repository {
    /// The commit that a revision names: a branch, a tag (peeled), an abbreviated id, `HEAD~2`, `main@{upstream}`, ….
    /// Reference: https://git-scm.com/docs/gitrevisions
    package func resolve(_ revision: String) throws(GitError) -> ObjectID {
        let operation = "resolve a revision"
        // libgit2 knows `@{…}` but not `@` alone.
        let isHead = revision == "@" || revision.hasPrefix("@~") || revision.hasPrefix("@^")
        let spelled = isHead ? "HEAD" + revision.dropFirst() : revision
        let object: Handle
        do throws(GitError) {
            let named = try Handle(operation, git_object_free) { git_revparse_single(&$0, handle, spelled) }
            object = try Handle(operation, git_object_free) { git_object_peel(&$0, named.pointer, GIT_OBJECT_COMMIT) }
        } catch {
            switch error.code {
            case .ambiguous: throw GitError(.ambiguous, operation, "ambiguous revision: \(revision)")
            case .notFound, .invalid: throw GitError(.noSuchRevision, operation, "no such revision: \(revision)")
            default: throw GitError(.noSuchRevision, operation, "no such revision: \(revision) (\(error.message))")
            }
        }
        guard let id = git_object_id(object.pointer) else {
            throw GitError(.noSuchRevision, operation, "no such revision: \(revision)")
        }
        return ObjectID(id.pointee)
    }

    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        let commit = try commitHandle(id)
        var parents: [ObjectID] = []
        for index in 0..<git_commit_parentcount(commit.pointer) {
            guard let parent = git_commit_parent_id(commit.pointer, index) else { break }
            parents.append(ObjectID(parent.pointee))
        }
        guard let tree = git_commit_tree_id(commit.pointer) else { throw GitError(.notFound, "read a commit", "no tree in \(id)") }
        return Commit(
            id: id, tree: ObjectID(tree.pointee), parents: parents,
            message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "",
            author: Commit.Signature(git_commit_author(commit.pointer)),
            committer: Commit.Signature(git_commit_committer(commit.pointer)))
    }

    package func head() throws(GitError) -> Head {
        let operation = "read HEAD"
        let reference = try Handle(operation, git_reference_free) { git_reference_lookup(&$0, handle, "HEAD") }
        let target = git_reference_symbolic_target(reference.pointer).map { String(cString: $0) }
        let branch = target.flatMap { $0.hasPrefix("refs/heads/") ? String($0.dropFirst("refs/heads/".count)) : nil }
        var id = git_oid()
        let status = git_reference_name_to_id(&id, handle, "HEAD")
        if status == GIT_ENOTFOUND.rawValue { return Head(branch: branch, commit: nil) }
        try check(status, operation)
        return Head(branch: branch, commit: ObjectID(id))
    }

    /// The best common ancestor; nil when the histories are unrelated.
    package func mergeBase(_ one: ObjectID, _ two: ObjectID) throws(GitError) -> ObjectID? {
        var base = git_oid()
        var first = one.raw
        var second = two.raw
        let status = git_merge_base(&base, handle, &first, &second)
        // Unknown commits give the same code as unrelated ones.
        if status == GIT_ENOTFOUND.rawValue {
            _ = try commitHandle(one)
            _ = try commitHandle(two)
            return nil
        }
        if status < 0, isShallow {
            throw GitError(
                .notFound, "find the merge base",
                "the history of this clone ends too early; `git fetch --unshallow` gets the rest (in GitLab CI: GIT_DEPTH: 0)")
        }
        try check(status, "find the merge base")
        return ObjectID(base)
    }

    /// The commits whose shortest path from `tip` has `depth` commits: where `git fetch --depth` ends a history. Empty when the
    /// whole history is shorter.
    package func shallowBoundary(from tip: ObjectID, depth: Int) throws(GitError) -> [ObjectID] {
        var seen: Set<ObjectID> = [tip]
        var level = [tip]
        for _ in 1..<max(depth, 1) where !level.isEmpty {
            var next: [ObjectID] = []
            for id in level {
                for parent in try commit(id).parents where seen.insert(parent).inserted { next.append(parent) }
            }
            level = next
        }
        return level
    }

    /// The commits at which the history of this repository ends early; empty unless it is shallow.
    package func shallowCommits() throws(GitError) -> [ObjectID] {
        guard isShallow, let bytes = OutputDirectory.contents(ofFile: commonDirectory + "/shallow") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { ObjectID(hex: String($0)) }
    }

    func commitHandle(_ id: ObjectID) throws(GitError) -> Handle {
        var oid = id.raw
        return try Handle("read a commit", git_commit_free) { git_commit_lookup(&$0, handle, &oid) }
    }
}

extension Commit.Signature {
    init(_ signature: UnsafePointer<git_signature>?) {
        guard let signature = signature?.pointee else {
            self.init(name: "", email: "", seconds: 0, offsetMinutes: 0)
            return
        }
        self.init(
            name: signature.name.map { String(cString: $0) } ?? "", email: signature.email.map { String(cString: $0) } ?? "",
            seconds: signature.when.time, offsetMinutes: Int(signature.when.offset))
    }
}
