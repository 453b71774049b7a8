internal import CGit2

/// The difference of two versions of a file, as `git diff` shows it.
package enum TextPatch {
    /// - Parameters:
    ///   - old: nil when the file is new.
    ///   - new: nil when it is gone.
    /// - Returns: from the line `--- a/…` on, three lines of context; nil for binary contents, empty when nothing differs.
    package static func unified(old: [UInt8]?, new: [UInt8]?, path: String) throws(GitError) -> String? {
        let operation = "compare two versions of \(path)"
        try Library.initialize()
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        // libgit2 reads the contents when it writes the text, not before.
        return try withBytes(old) { old, oldCount throws(GitError) in
            try withBytes(new) { new, newCount throws(GitError) in
                let patch = try Handle(operation, git_patch_free) {
                    git_patch_from_buffers(&$0, old, oldCount, path, new, newCount, path, &options)
                }
                if let delta = git_patch_get_delta(patch.pointer)?.pointee, delta.flags & GIT_DIFF_FLAG_BINARY.rawValue != 0 {
                    return nil
                }
                return try text(of: patch, operation)
            }
        }
    }

    private static func text(of patch: borrowing Handle, _ operation: String) throws(GitError) -> String {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try check(git_patch_to_buf(&buffer, patch.pointer), operation)
        guard let start = buffer.ptr else { return "" }
        let text = String(decoding: UnsafeRawBufferPointer(start: start, count: buffer.size), as: UTF8.self)
        if text.hasPrefix("--- ") { return text }
        // The lines before are git's own: modes and object names.
        guard let header = text.firstRange(of: "\n--- ") else { return "" }
        return String(text[text.index(after: header.lowerBound)...])
    }

    private static func withBytes<Result>(
        _ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        guard let bytes else { return try body(nil, 0) }
        // An empty array may have no address, which would stand for a file that is not there.
        let terminated = bytes + [0]
        return try terminated.withUnsafeBufferPointer { buffer throws(GitError) in
            try body(UnsafeRawPointer(buffer.baseAddress), bytes.count)
        }
    }
}
