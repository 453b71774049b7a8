internal import Glibc

/// Writes an archive of files below a directory, into a temporary file that takes the final name when all is written.
///
/// Plain tar, no compression: archives move between jobs on one machine, where a compressor costs far more time than the
/// bytes it saves.
final class TarWriter {
    private let path: String
    private let temporary: String
    private var file: Int32
    private var buffer: [UInt8] = []
    private(set) var size = 0

    init(path: String) throws(ExecutionError) {
        self.path = path
        temporary = "\(path).\(getpid()).tmp"
        file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .system("create \(temporary)") }
    }

    deinit {
        if file >= 0 {
            close(file)
            unlink(temporary)
        }
    }

    /// Adds one file, directory (itself only) or symbolic link. Anything else, and what has vanished meanwhile, is passed over.
    /// - Returns: what was added; nil: nothing.
    func add(_ relative: String, below directory: String) throws(ExecutionError) -> TarEntry.Kind? {
        let full = "\(directory)/\(relative)"
        var status = stat()
        guard lstat(full, &status) == 0 else { return nil }
        var entry = TarEntry(
            path: relative, kind: .file, mode: UInt32(status.st_mode & 0o7777),
            modified: (Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)), size: 0)
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            entry.kind = .directory
            try append(TarBlock.header(entry))
        case S_IFLNK:
            guard let target = linkTarget(full) else { return nil }
            entry.kind = .link(target: target)
            try append(TarBlock.header(entry))
        case S_IFREG:
            let source = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard source >= 0 else {
                if errno == ENOENT { return nil }
                throw .system("read \(relative)")
            }
            defer { close(source) }
            entry.size = Int(status.st_size)
            try append(TarBlock.header(entry))
            try copy(source, entry.size, relative)
            try append([UInt8](repeating: 0, count: TarBlock.padding(entry.size)))
        default:
            return nil
        }
        return entry.kind
    }

    /// Ends the archive and gives it its name.
    func finish() throws(ExecutionError) {
        try append([UInt8](repeating: 0, count: 2 * TarBlock.size))
        try flush()
        let closing = close(file)
        file = -1
        guard closing == 0, rename(temporary, path) == 0 else {
            let error = ExecutionError.system("write \(path)")
            unlink(temporary)
            throw error
        }
    }

    /// Exactly `count` bytes, whatever happens to the file meanwhile: the header has promised them.
    private func copy(_ source: Int32, _ count: Int, _ name: String) throws(ExecutionError) {
        var left = count
        var chunk = [UInt8](repeating: 0, count: min(1 << 18, max(count, 1)))
        while left > 0 {
            let length = read(source, &chunk, min(left, chunk.count))
            if length < 0 && errno == EINTR { continue }
            if length < 0 { throw .system("read \(name)") }
            if length == 0 {
                try append([UInt8](repeating: 0, count: left))
                return
            }
            try append(chunk[..<length])
            left -= length
        }
    }

    private func append(_ bytes: some Collection<UInt8>) throws(ExecutionError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 18 { try flush() }
    }

    private func flush() throws(ExecutionError) {
        try writeAll(buffer, to: file, "write \(path)")
        size += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}

/// The target of a symbolic link.
func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink(path, &buffer, buffer.count)
    guard length > 0, length < buffer.count else { return nil }
    return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func writeAll(_ bytes: [UInt8], to file: Int32, _ operation: String) throws(ExecutionError) {
    var offset = 0
    while offset < bytes.count {
        let count = bytes.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .system(operation) }
        offset += count
    }
}
