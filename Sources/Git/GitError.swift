internal import CGit2
internal import Glibc

/// What went wrong in a call to libgit2: the kind of failure for programs, the operation and libgit2's own words for people.
package struct GitError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// The directory is not inside a git repository.
        case notARepository
        /// A revision that names nothing: `no such revision: X`.
        case noSuchRevision
        /// An object, reference or setting is not there.
        case notFound
        /// An abbreviated id that fits several objects.
        case ambiguous
        /// The operation needs a working tree and the repository is bare.
        case bareRepository
        /// `HEAD` names a branch without commits.
        case unbornBranch
        /// The index holds unmerged entries.
        case unmerged
        /// Another program holds a lock file.
        case locked
        /// Input that git does not allow, such as a path outside the tree.
        case invalid
        /// The file system has no room left.
        case noSpace
        /// The user may not read or write a file.
        case permissionDenied
        /// Anything else, with libgit2's code.
        case other(Int32)
    }

    package var code: Code
    /// What was being done, in the infinitive: `open the repository`.
    package var operation: String
    /// One line for people.
    package var message: String

    package init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// Reads libgit2's last error of this thread. Must be called right after the failed call, before any `await`.
    init(status: Int32, _ operation: String) {
        var message = "libgit2 error \(status)"
        if let last = git_error_last(), let text = last.pointee.message { message = String(cString: text) }
        self.init(Code(status: status, message: message), operation, message)
    }

    /// For a failed system call.
    init(errno code: Int32, _ operation: String, path: String) {
        self.init(Code(errno: code), operation, "\(path): \(String(cString: strerror(code)))")
    }
}

extension GitError: CustomStringConvertible {
    package var description: String { "cannot \(operation): \(message)" }
}

extension GitError.Code {
    fileprivate init(status: Int32, message: String) {
        switch status {
        case GIT_ENOTFOUND.rawValue: self = .notFound
        case GIT_EAMBIGUOUS.rawValue: self = .ambiguous
        case GIT_EBAREREPO.rawValue: self = .bareRepository
        case GIT_EUNBORNBRANCH.rawValue: self = .unbornBranch
        case GIT_EUNMERGED.rawValue: self = .unmerged
        case GIT_ELOCKED.rawValue: self = .locked
        case GIT_EINVALIDSPEC.rawValue, GIT_EINVALID.rawValue: self = .invalid
        // libgit2 reports failures of the operating system by text only.
        case _ where message.hasSuffix("No space left on device") || message.hasSuffix("Disk quota exceeded"): self = .noSpace
        case _ where message.hasSuffix("Permission denied") || message.hasSuffix("Read-only file system"): self = .permissionDenied
        default: self = .other(status)
        }
    }

    fileprivate init(errno code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .noSpace
        case EACCES, EPERM, EROFS: self = .permissionDenied
        case ENOENT: self = .notFound
        default: self = .other(code)
        }
    }
}
