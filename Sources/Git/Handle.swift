internal import CGit2

/// Owns one libgit2 object and frees it at the end of its life.
struct Handle: ~Copyable {
    typealias Release = @convention(c) (OpaquePointer?) -> Void

    let pointer: OpaquePointer
    private let release: Release

    /// - Parameter create: stores the new object and returns libgit2's status.
    init(
        _ operation: @autoclosure () -> String, _ release: @escaping Release, _ create: (inout OpaquePointer?) -> Int32
    ) throws(GitError) {
        var pointer: OpaquePointer?
        let status = create(&pointer)
        guard status >= 0, let pointer else { throw GitError(status: status, operation()) }
        self.pointer = pointer
        self.release = release
    }

    deinit { release(pointer) }
}
