internal import Glibc

/// An open directory, reached through no symbolic link.
final class OpenDirectory {
    let descriptor: Int32

    /// nil when there is no directory of this name that can be read; a symbolic link is none.
    init?(_ name: String, in parent: Int32 = AT_FDCWD) {
        descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// What it holds; nil when it cannot be read, or when a name is no valid UTF-8.
    func names() -> [String]? {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return nil }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return nil
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name else { return nil }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
