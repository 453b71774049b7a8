internal import Glibc

/// The files below one directory: `.slipway/runs/N`. Paths that would leave it (absolute, or with `..`) name no file.
package struct DirectoryFiles: ReportFiles {
    package var root: String

    package init(root: String) { self.root = root }

    package func size(of path: String) -> Int? {
        guard let full = resolve(path) else { return nil }
        var status = stat()
        guard stat(full, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    package func read(_ path: String, from offset: Int, count: Int) throws(ReportError) -> [UInt8] {
        guard let full = resolve(path) else {
            throw ReportError(code: .file, operation: "read \(path)", message: "the path leaves the run's directory")
        }
        let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("read \(path)") }
        defer { _ = close(descriptor) }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                failed = got < 0
                if got <= 0 { return }
                filled += got
            }
        }
        if failed { throw .system("read \(path)") }
        return bytes
    }

    private func resolve(_ path: String) -> String? {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
        guard !path.split(separator: "/").contains("..") else { return nil }
        return root + "/" + path
    }
}

extension ReportError {
    /// The error that `errno` tells of.
    static func system(_ operation: String) -> ReportError {
        ReportError(code: .file, operation: operation, message: String(cString: strerror(errno)))
    }
}
