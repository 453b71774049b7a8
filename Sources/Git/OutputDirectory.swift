internal import Glibc

/// An open directory that files are created in by name, so that nothing (a symbolic link planted earlier, `..`) can lead outside.
package struct OutputDirectory: ~Copyable {
    package let descriptor: Int32
    /// For messages.
    package let path: String

    /// Opens a directory, creating it (and its parents) when it is missing.
    package init(creating path: String) throws(GitError) {
        try Self.makeDirectories(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GitError(errno: errno, "open a directory", path: path) }
        self.init(descriptor: descriptor, path: path)
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens or creates the directory `name` here; a symbolic link of that name is an error.
    package func directory(_ name: String) throws(GitError) -> OutputDirectory {
        let path = try checked(name)
        if mkdirat(descriptor, name, 0o777) != 0, errno != EEXIST { throw GitError(errno: errno, "create a directory", path: path) }
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard child >= 0 else { throw GitError(errno: errno, "open a directory", path: path) }
        return OutputDirectory(descriptor: child, path: path)
    }

    /// Creates a regular file that does not exist yet and returns its descriptor, which the caller closes.
    package func createFile(_ name: String, executable: Bool = false) throws(GitError) -> Int32 {
        let path = try checked(name)
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, executable ? 0o777 : 0o666)
        guard file >= 0 else { throw GitError(errno: errno, "create a file", path: path) }
        return file
    }

    /// Creates a regular file with the given content.
    package func write(_ bytes: UnsafeRawBufferPointer, to name: String, executable: Bool = false) throws(GitError) {
        let file = try createFile(name, executable: executable)
        defer { close(file) }
        try Self.write(bytes, to: file, path: path + "/" + name)
    }

    /// Creates a symbolic link. Its target may be anything: it is stored, never followed.
    package func link(_ name: String, to target: String) throws(GitError) {
        let path = try checked(name)
        guard symlinkat(target, descriptor, name) == 0 else { throw GitError(errno: errno, "create a link", path: path) }
    }

    package static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, path: String) throws(GitError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw GitError(errno: errno, "write a file", path: path) }
            rest = rest.dropFirst(written)
        }
    }

    /// The bytes of a small file; nil when it cannot be read.
    static func contents(ofFile path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 { bytes += buffer[..<count] } else if errno != EINTR { return nil }
        }
    }

    /// git refuses such names when it writes a tree, but a tree made by other means can hold them.
    private func checked(_ name: String) throws(GitError) -> String {
        let isUnsafe = name.isEmpty || name == "." || name == ".." || name.utf8.contains(UInt8(ascii: "/"))
        guard !isUnsafe, name.lowercased() != ".git" else {
            throw GitError(.invalid, "write a tree", "unsafe name in a tree: \(path)/\(name)")
        }
        return path + "/" + name
    }

    private static func makeDirectories(_ path: String) throws(GitError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw GitError(errno: errno, "create a directory", path: path)
        }
        try makeDirectories(String(path[..<slash]))
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw GitError(errno: errno, "create a directory", path: path) }
    }
}
