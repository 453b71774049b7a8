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
        let patch = try Handle(operation, git_patch_free) { pointer in
            withBytes(old) { old, oldCount in
                withBytes(new) { new, newCount in
                    git_patch_from_buffers(&pointer, old, oldCount, path, new, newCount, path, &options)
                }
            }
        }
        if let delta = git_patch_get_delta(patch.pointer)?.pointee, delta.flags & GIT_DIFF_FLAG_BINARY.rawValue != 0 { return nil }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try check(git_patch_to_buf(&buffer, patch.pointer), operation)
        guard let start = buffer.ptr else { return "" }
        let text = String(
            decoding: UnsafeRawBufferPointer(start: start, count: buffer.size), as: UTF8.self)
        // The lines before are git's own: modes and object names.
        guard
            let header = text.hasPrefix("--- ")
                ? text.startIndex : text.firstRange(of: "\n--- ").map({ text.index(after: $0.lowerBound) })
        else { return "" }
        return String(text[header...])
    }

    private static func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result) -> Result {
        guard let bytes else { return body(nil, 0) }
        // An empty array may have no address, which would stand for a file that is not there.
        return (bytes + [0]).withUnsafeBytes { body($0.baseAddress, bytes.count) }
    }
}
