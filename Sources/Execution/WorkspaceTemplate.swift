internal import Git
internal import Glibc
internal import Synchronization

/// Prepares the working directories of a run's jobs, as GitLab Runner's `get_sources` does, from the local repository.
///
/// Every job gets a fresh directory with a real `.git`: `HEAD` detached at the commit, `origin/…` and tags, objects borrowed from
/// the user's repository (`objects/info/alternates`), an index that makes `git status` instant. The user's hooks and settings are
/// not part of it, and nothing a job does there reaches the user's repository: pushing to `origin` is switched off.
///
/// Safe to use from many tasks at once. Nothing comes from the network, submodules excepted.
package final class WorkspaceTemplate: Sendable {
    package let source: WorkspaceSource
    /// The repository's `GIT_COMMON_DIR`.
    private let commonDirectory: String
    private let checkout: CheckoutTemplate
    let submodules: [Submodule]
    /// Where git keeps the user's clones of submodules.
    var submodulesDirectory: String { commonDirectory + "/modules" }
    private let references: [Reference]
    private let defaultBranch: String
    /// How directories were left when they had been prepared, for the next job in the same slot.
    private let prepared = Mutex<[String: (settings: WorkspaceSettings, record: DirectoryRecord)]>([:])
    /// `.git/shallow` by `GIT_DEPTH`; 0 stands for all history.
    private let boundaries = Mutex<[Int: [ObjectID]]>([:])

    /// Reads the commit's files once.
    /// - Parameter scratch: an existing directory for a nameless temporary file, best on the file system of the workspaces.
    package init(_ source: WorkspaceSource, scratch: String) throws(WorkspaceError) {
        do throws(GitError) {
            let repository = try Repository(discovering: source.repository)
            self.source = source
            commonDirectory = repository.commonDirectory
            submodules = try repository.submodules(in: source.uncommittedTree ?? source.commit)
            references = try Self.references(of: repository, for: source)
            defaultBranch = try repository.defaultBranch() ?? "main"
            checkout = try CheckoutTemplate(
                repository: repository, files: source.uncommittedTree ?? source.commit, index: source.commit, scratch: scratch)
        } catch {
            throw WorkspaceError(error)
        }
    }

    /// What `prepare` would tell of a directory that is just as it was prepared for an earlier job with these settings; nil when there
    /// is something to do for `prepare`. Quick.
    package func readyNotices(_ directory: String, settings: WorkspaceSettings) -> [String]? {
        guard settings.isReusable, let known = prepared.withLock({ $0[directory] }), known.settings == settings,
            known.record.holds(of: directory)
        else { return nil }
        return checkoutNotices(settings)
    }

    /// Prepares `directory`, replacing what is there. What an earlier job left as it was prepared for it is kept (`GIT_STRATEGY:
    /// fetch`): on most file systems making and removing files costs more than all else that a small job needs.
    /// - Parameter environment: of the `git` program, which is run for submodules only.
    /// - Returns: what to tell in the job's trace, a line each.
    /// - Throws: with nothing usable left in `directory`.
    @concurrent
    package func prepare(
        _ directory: String, settings: WorkspaceSettings, environment: [String: String] = [:]
    ) async throws(WorkspaceError) -> [String] {
        let known = prepared.withLock { $0.removeValue(forKey: directory) }
        if let known, known.settings == settings, settings.isReusable, try known.record.restore(directory) {
            prepared.withLock { $0[directory] = known }
            return checkoutNotices(settings)
        }
        if access(directory, F_OK) == 0 { try WorkspaceRemoval.remove(directory) }
        do throws(GitError) {
            switch settings.strategy {
            case .none, .empty:
                _ = try OutputDirectory(creating: directory)
                return settings.strategy == .none
                    ? ["Skipping Git repository setup"]
                    : ["Skipping Git repository setup and creating an empty build directory"]
            case .fetch, .clone:
                try writeRepository(directory, settings: settings)
            }
            if settings.checksOut { try checkout.write(to: directory, indexPath: directory + "/.git/index") }
        } catch {
            throw WorkspaceError(error)
        }
        if settings.isReusable, let record = await DirectoryRecord.take(of: directory) {
            prepared.withLock { $0[directory] = (settings, record) }
        }
        let notices = checkoutNotices(settings)
        if settings.submodules == .none || !settings.checksOut { return notices }
        return notices + (try await updateSubmodules(in: directory, settings: settings, environment: environment))
    }

    private func checkoutNotices(_ settings: WorkspaceSettings) -> [String] {
        guard settings.checksOut else { return ["Skipping Git checkout"] }
        let uncommitted = source.uncommittedTree == nil ? "" : " with uncommitted changes"
        let notices = ["Checking out \(source.commit.short) as detached HEAD (ref is \(refName))\(uncommitted)..."]
        return settings.submodules == .none ? notices + ["Skipping Git submodules setup"] : notices
    }

    private var refName: String { source.tag ?? source.branch ?? source.commit.short }

    /// Writes `.git` without an index.
    private func writeRepository(_ directory: String, settings: WorkspaceSettings) throws(GitError) {
        let path = directory + "/.git"
        let git = try OutputDirectory(creating: path)
        let objects = try git.directory("objects")
        _ = try objects.directory("pack")
        try write("\(commonDirectory)/objects\n", to: "alternates", in: objects.directory("info"))
        let names = try git.directory("refs")
        _ = try names.directory("heads")
        _ = try names.directory("tags")
        let kept = settings.depth == nil ? references : references.filter(isOfThisPipeline)
        try write(Self.packed(kept), to: "packed-refs", in: git)
        let boundary = try boundary(depth: settings.depth)
        if !boundary.isEmpty { try write(boundary.map { "\($0)\n" }.joined(), to: "shallow", in: git) }
        try write(configuration, to: "config", in: git)
        // Without a checkout the branch is unborn, as after `git init`.
        try write(settings.checksOut ? "\(source.commit)\n" : "ref: refs/heads/\(defaultBranch)\n", to: "HEAD", in: git)
    }

    private func write(_ text: String, to name: String, in directory: borrowing OutputDirectory) throws(GitError) {
        var text = text
        // The closure of `withUTF8` cannot throw a typed error, hence the result.
        let result = text.withUTF8 { bytes in
            Result { () throws(GitError) in try directory.write(UnsafeRawBufferPointer(bytes), to: name) }
        }
        try result.get()
    }

    private var configuration: String {
        """
        [core]
        \trepositoryformatversion = 0
        \tfilemode = true
        \tbare = false
        \tlogallrefupdates = true
        [remote "origin"]
        \turl = \(Self.quoted(source.remoteURL ?? source.repository))
        \tfetch = +refs/heads/*:refs/remotes/origin/*
        \tpushurl = pushing-is-off-in-a-job-workspace
        [fetch]
        \trecurseSubmodules = false
        [gc]
        \tauto = 0
        [credential]
        \tinteractive = never

        """
    }

    private func isOfThisPipeline(_ reference: Reference) -> Bool {
        if let tag = source.tag { return reference.name == "refs/tags/\(tag)" }
        return source.branch.map { reference.name == "refs/remotes/origin/\($0)" } ?? false
    }

    private func boundary(depth: Int?) throws(GitError) -> [ObjectID] {
        if let known = boundaries.withLock({ $0[depth ?? 0] }) { return known }
        let repository = try Repository(discovering: source.repository)
        // A shallow repository's own boundary stays one.
        var boundary = try repository.shallowCommits()
        if let depth {
            for id in try repository.shallowBoundary(from: source.commit, depth: depth) where !boundary.contains(id) {
                boundary.append(id)
            }
        }
        let found = boundary
        boundaries.withLock { $0[depth ?? 0] = found }
        return boundary
    }

    /// What a fetch from GitLab would bring: the branches as `origin/…` and the tags. A branch that is known from origin already
    /// counts as it is there, the pipeline's own as it is here.
    private static func references(of repository: borrowing Repository, for source: WorkspaceSource) throws(GitError) -> [Reference]
    {
        let remote = "refs/remotes/origin/"
        var found: [String: Reference] = [:]
        let all = try repository.references()
        for prefix in ["refs/heads/", remote] {
            for reference in all where reference.name.hasPrefix(prefix) {
                let name = remote + reference.name.dropFirst(prefix.count)
                found[name] = Reference(name: name, target: reference.target)
            }
        }
        found[remote + "HEAD"] = nil
        for (branch, commit) in source.remoteBranches { found[remote + branch] = Reference(name: remote + branch, target: commit) }
        if let branch = source.branch { found[remote + branch] = Reference(name: remote + branch, target: source.commit) }
        for reference in all where reference.name.hasPrefix("refs/tags/") { found[reference.name] = reference }
        return found.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func packed(_ references: [Reference]) -> String {
        var text = "# pack-refs with: peeled fully-peeled sorted \n"
        for reference in references {
            text += "\(reference.target) \(reference.name)\n"
            if let peeled = reference.peeled { text += "^\(peeled)\n" }
        }
        return text
    }

    private static func quoted(_ value: String) -> String {
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
