/// What is checked out.
package struct Head: Hashable, Sendable {
    /// Without `refs/heads/`; nil when detached.
    package var branch: String?
    /// Nil when the branch has no commits yet.
    package var commit: ObjectID?

    package init(branch: String?, commit: ObjectID?) {
        self.branch = branch
        self.commit = commit
    }
}
