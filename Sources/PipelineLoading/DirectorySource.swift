internal import Glibc

/// Reads configuration from a directory, the working tree of a repository. Follows symbolic links only while they stay inside,
/// and reads nothing but ordinary files, so that a FIFO or a device cannot stall or flood the reader.
package struct DirectorySource: ConfigurationSource {
    /// GitLab's default limit for a configuration file.
    package static let defaultMaximumFileSize = 2 << 20

    /// The real path, without symbolic links.
    package let root: String
    /// Bytes a file may have.
    package let maximumFileSize: Int

    /// - Throws: `ConfigurationSourceError` when there is no such directory.
    package init(root: String, maximumFileSize: Int = defaultMaximumFileSize) throws(ConfigurationSourceError) {
        guard let real = Self.realPath(root) else {
            throw ConfigurationSourceError(.unreadable, path: root, message: Self.systemMessage())
        }
        self.root = real
        self.maximumFileSize = maximumFileSize
    }

    package func contents(ofFile path: String) throws -> [UInt8]? {
        let whole = root + "/" + path
        guard let real = Self.realPath(whole) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ConfigurationSourceError(.unreadable, path: path, message: Self.systemMessage())
        }
        guard real.hasPrefix(root == "/" ? "/" : root + "/") else {
            throw ConfigurationSourceError(.outside, path: path, message: "leads out of the repository")
        }
        // O_NONBLOCK: opening a FIFO must not wait for a writer. What was opened is then looked at, not the name.
        let descriptor = open(real, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw ConfigurationSourceError(.unreadable, path: path, message: Self.systemMessage())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationSourceError(.notAFile, path: path, message: "is not an ordinary file")
        }
        return try read(descriptor, path: path)
    }

    private func read(_ descriptor: Int32, path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= maximumFileSize {
            var failure: ConfigurationSourceError?
            let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                repeat { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
                if count < 0 {
                    failure = ConfigurationSourceError(.unreadable, path: path, message: Self.systemMessage())
                    count = 0
                }
            }
            if let failure { throw failure }
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
        throw ConfigurationSourceError(.tooBig, path: path, message: "is larger than \(maximumFileSize) bytes")
    }

    package func filePaths() throws -> [String] {
        var paths: [String] = []
        var directories = [""]
        while let directory = directories.popLast() {
            guard let handle = opendir(directory.isEmpty ? root : root + "/" + directory) else { continue }
            defer { closedir(handle) }
            while let entry = readdir(handle) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." || (directory.isEmpty && name == ".git") { continue }
                let path = directory.isEmpty ? name : directory + "/" + name
                switch Self.kind(of: entry.pointee.d_type, at: root + "/" + path) {
                case S_IFDIR: directories.append(path)
                case S_IFREG, S_IFLNK: paths.append(path)
                default: break
                }
            }
        }
        return paths.sorted()
    }

    private static func kind(of type: UInt8, at path: String) -> mode_t {
        switch Int(type) {
        case Int(DT_DIR): return S_IFDIR
        case Int(DT_REG): return S_IFREG
        case Int(DT_LNK): return S_IFLNK
        case Int(DT_UNKNOWN):
            var status = stat()
            return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
        default: return 0
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func systemMessage() -> String { String(cString: strerror(errno)) }
}
