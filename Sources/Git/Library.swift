internal import CGit2
internal import Glibc

/// libgit2's global state, set up by the first repository that is opened, so that commands that need no git start fast.
enum Library {
    /// Extensions of the repository format that libgit2 can ignore, because they concern neither objects nor references as it reads
    /// them: `git sparse-checkout` sets the first, `git clone --filter` the second.
    private static let harmlessExtensions = ["worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees"]

    private static let status: Int32 = {
        let status = git_libgit2_init()
        guard status >= 0 else { return status }
        // git refuses the repository of another user because it would run that repository's hooks and programs. libgit2 runs
        // none, and a CI job as root in a user's checkout is everyday work.
        _ = slipway_git_set_owner_validation(0)
        let names = harmlessExtensions.map { strdup($0) }
        defer { names.forEach { free($0) } }
        var pointers = names.map { UnsafePointer($0) }
        _ = slipway_git_set_extensions(&pointers, pointers.count)
        return 0
    }()

    static func initialize() throws(GitError) {
        let status = status
        guard status >= 0 else { throw GitError(.other(status), "start libgit2", "libgit2 could not be initialised") }
    }
}

/// Turns a negative status into an error.
@discardableResult
func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(GitError) -> Int32 {
    guard status >= 0 else { throw GitError(status: status, operation()) }
    return status
}
