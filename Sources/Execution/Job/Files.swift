internal import Glibc

/// The whole content of a regular file of at most `limit` bytes; more is cut off.
func readFile(_ path: String, limit: Int = .max) throws(ExecutionError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .system("read \(path)") }
    defer { close(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while content.count < limit {
        let count = read(file, &buffer, min(buffer.count, limit - content.count))
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .system("read \(path)") }
        if count == 0 { break }
        content += buffer[..<count]
    }
    return content
}

/// Creates a directory and what is missing above it.
func makeDirectories(_ path: String, mode: mode_t = 0o755) throws(ExecutionError) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw .system("create \(path)") }
    try makeDirectories(String(path[..<slash]), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .system("create \(path)") }
}

/// Writes a file nobody else may read, never through a symbolic link.
func writePrivateFile(_ path: String, _ content: [UInt8]) throws(ExecutionError) {
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .system("create \(path)") }
    defer { close(file) }
    try writeAll(content, to: file, "write \(path)")
}

/// Writes a file nobody else may read over an earlier one, never through a link of any kind.
func overwritePrivateFile(_ path: String, _ content: [UInt8]) throws(ExecutionError) {
    let file = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode == S_IFREG | 0o600, status.st_nlink == 1 else {
        if file >= 0 { close(file) }
        return try writePrivateFile(path, content)
    }
    defer { close(file) }
    // Cut off afterwards: many file systems write a file that was cut to nothing to the disk at once.
    try writeAll(content, to: file, "write \(path)")
    guard ftruncate(file, off_t(content.count)) == 0 else { throw .system("write \(path)") }
}
