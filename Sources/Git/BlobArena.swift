internal import Glibc

/// Contents of many blobs, one after the other, in a nameless file that is mapped into memory: read from the object database
/// once, written out often, and in the page cache instead of on the heap.
final class BlobArena: @unchecked Sendable {
    // Immutable after `init`, hence safe to share.
    private let base: UnsafeMutableRawPointer?
    private let size: Int

    /// - Parameter directory: exists; the file is made and unlinked there.
    init(_ blobs: [ObjectID], of repository: borrowing Repository, in directory: String) throws(GitError) {
        var template = Array("\(directory)/.blobs-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw GitError(errno: errno, "create a temporary file", path: directory) }
        defer { close(file) }
        unlink(template)
        var size = 0
        for id in blobs {
            size += try repository.withBlob(id) { bytes throws(GitError) in
                try OutputDirectory.write(bytes, to: file, path: directory)
                return bytes.count
            }
        }
        self.size = size
        guard size > 0 else {
            base = nil
            return
        }
        let mapped = mmap(nil, size, PROT_READ, MAP_SHARED, file, 0)
        guard let mapped, mapped != MAP_FAILED else { throw GitError(errno: errno, "map a file", path: directory) }
        base = mapped
    }

    deinit { if let base { munmap(base, size) } }

    subscript(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base.map { UnsafeRawPointer($0) + range.lowerBound }, count: range.count)
    }
}
