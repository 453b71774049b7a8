package import Git

/// What a run's jobs check out: a commit of the local repository, or that commit with uncommitted work on top.
package struct WorkspaceSource: Hashable, Sendable {
    /// Any directory of the repository.
    package var repository: String
    /// `HEAD` of every workspace.
    package var commit: ObjectID
    /// The files, when they are not those of `commit`: a snapshot of the working tree.
    package var uncommittedTree: ObjectID?
    /// The branch the pipeline runs for: `origin/BRANCH` is `commit` in a workspace.
    package var branch: String?
    /// The tag the pipeline runs for; a history cut by `GIT_DEPTH` keeps no other.
    package var tag: String?
    /// Branches that `origin/…` must show at a certain commit, whatever the repository knows: a merge request's target.
    package var remoteBranches: [String: ObjectID]
    /// The url of the remote `origin`; nil: the repository's own path.
    package var remoteURL: String?

    package init(
        repository: String, commit: ObjectID, uncommittedTree: ObjectID? = nil, branch: String? = nil, tag: String? = nil,
        remoteBranches: [String: ObjectID] = [:], remoteURL: String? = nil
    ) {
        self.repository = repository
        self.commit = commit
        self.uncommittedTree = uncommittedTree
        self.branch = branch
        self.tag = tag
        self.remoteBranches = remoteBranches
        self.remoteURL = remoteURL
    }
}
