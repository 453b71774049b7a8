/// One line of `git diff --name-status`.
package struct ChangedPath: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case added = "A"
        case deleted = "D"
        /// Content or mode.
        case modified = "M"
        case renamed = "R"
        /// A file became a symbolic link or a submodule, or the reverse.
        case typeChanged = "T"
        /// In the working tree only: not known to git and not ignored.
        case untracked = "?"
        /// In the working tree only: left over from a merge.
        case conflicted = "U"
    }

    /// Its name on the new side; for a deleted file, the name it had.
    package var path: String
    /// Only for a renamed file.
    package var oldPath: String?
    package var kind: Kind

    package init(path: String, oldPath: String? = nil, kind: Kind) {
        self.path = path
        self.oldPath = oldPath
        self.kind = kind
    }
}
