internal import Git

/// Which version of the repository a command looks at.
enum Revision: Sendable {
    /// A commit as it is.
    case commit(String)
    /// The files as they are on disk, on top of the commit checked out: what an editor shows.
    case workingTree
}
