internal import Glibc

/// Unpacks an archive below a directory. Nothing is ever written through a symbolic link, whether the archive or the directory
/// brought it, so nothing outside the directory can be touched. Existing files are replaced, directories kept.
struct TarExtraction {
    private let root: Int32
    private let reader: TarReader

    /// - Returns: the number of members.
    @discardableResult
    static func unpack(_ archive: String, into directory: String) throws(ExecutionError) -> Int {
        let root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw .system("open \(directory)") }
        defer { close(root) }
        return try TarExtraction(root: root, reader: TarReader(path: archive)).unpack()
    }

    private func unpack() throws(ExecutionError) -> Int {
        var count = 0
        // A directory's mode and time are set at the end: files are written into it first.
        var directories: [TarEntry] = []
        while let entry = try reader.next() {
            count += 1
            guard !entry.path.isEmpty else { continue }
            let (parent, name) = try openParent(entry.path)
            defer { close(parent) }
            switch entry.kind {
            case .directory:
                if mkdirat(parent, name, 0o700) != 0 {
                    var status = stat()
                    guard errno == EEXIST, fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                        status.st_mode & S_IFMT == S_IFDIR
                    else { throw reader.invalid("\(entry.path) is in the way of a directory") }
                }
                directories.append(entry)
            case .link(let target):
                unlinkat(parent, name, 0)
                guard symlinkat(target, parent, name) == 0 else { throw .system("create \(entry.path)") }
                setTime(entry, parent, name)
            case .file:
                unlinkat(parent, name, 0)
                let file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
                guard file >= 0 else { throw .system("create \(entry.path)") }
                defer { close(file) }
                var buffer = [UInt8](repeating: 0, count: min(1 << 18, max(1, entry.size)))
                while case let length = try reader.read(into: &buffer), length > 0 {
                    try writeAll(Array(buffer[..<length]), to: file, "write \(entry.path)")
                }
                fchmod(file, mode_t(entry.mode))
                setTime(entry, parent, name)
            }
        }
        for entry in directories.reversed() {
            let (parent, name) = try openParent(entry.path)
            defer { close(parent) }
            fchmodat(parent, name, mode_t(entry.mode | 0o700), 0)
            setTime(entry, parent, name)
        }
        return count
    }

    private func setTime(_ entry: TarEntry, _ parent: Int32, _ name: String) {
        let time = timespec(tv_sec: entry.modified.seconds, tv_nsec: entry.modified.nanoseconds)
        utimensat(parent, name, [time, time], AT_SYMLINK_NOFOLLOW)
    }

    /// The directory an entry belongs into, made where it is missing, and the entry's name in it.
    private func openParent(_ path: String) throws(ExecutionError) -> (Int32, String) {
        var current = fcntl(root, F_DUPFD_CLOEXEC, 0)
        guard current >= 0 else { throw .system("open a directory") }
        var parts = path.split(separator: "/").map(String.init)
        let name = parts.removeLast()
        for part in parts {
            mkdirat(current, part, 0o755)
            let next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let error = errno
            close(current)
            guard next >= 0 else {
                if error == ENOTDIR || error == ELOOP {
                    throw reader.invalid("\(path) leads through \(part), which is no directory")
                }
                throw .system("open \(part)", error)
            }
            current = next
        }
        return (current, name)
    }
}
