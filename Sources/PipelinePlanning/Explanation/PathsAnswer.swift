/// What `changes` or `exists` came to, and on what grounds.
package struct PathsAnswer: Hashable, Sendable {
    package enum Ground: Hashable, Sendable {
        case match(path: String, pattern: String)
        case noMatch
        /// No commit before the push, a tag, a schedule: `changes` is true then.
        case nothingToCompareWith
        /// Patterns times paths exceed GitLab's limit, and it takes the clause for true without looking.
        case tooManyComparisons
        /// `compare_to` names neither a branch nor a commit. GitLab refuses to make the pipeline.
        case unknownRef(String)
        /// The files of the other project are not on this machine; GitLab would look there.
        case otherProject(String)
    }

    package var ground: Ground
    /// How many paths there were to look at.
    package var examined: Int
    /// What the files were compared with, for people.
    package var base: String?

    package init(_ ground: Ground, examined: Int, base: String? = nil) {
        self.ground = ground
        self.examined = examined
        self.base = base
    }

    package var holds: Bool {
        switch ground {
        case .match, .nothingToCompareWith, .tooManyComparisons: true
        case .noMatch, .unknownRef, .otherProject: false
        }
    }
}
