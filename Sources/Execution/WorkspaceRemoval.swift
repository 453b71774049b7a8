internal import Glibc
internal import PipelineModel

/// Removes directories that jobs have worked in: whatever permissions they set, however deep and full they made them.
package enum WorkspaceRemoval {
    /// How many directories are open at once. What lies deeper is moved up and removed from there.
    private static let maximumDepth = 64

    /// Removes a directory with all that is in it; a missing one is no error. Symbolic links are removed, never followed, and
    /// what is mounted inside is left alone.
    /// - Throws: at the first entry that cannot be removed; other entries may be gone by then.
    package static func remove(_ path: String) throws(WorkspaceError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw failure(path)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 else { throw failure(path) }
            return
        }
        if status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var removal = Removal(root: descriptor, device: status.st_dev)
        var moved = 0
        repeat {
            moved = removal.moved
            try removal.empty(descriptor, path: path, depth: 0)
        } while removal.moved > moved
        guard rmdir(path) == 0 else { throw failure(path) }
    }

    private struct Removal {
        /// The top directory.
        let root: Int32
        let device: dev_t
        /// Directories that were too deep and lie in `root` now, under a new name each.
        var moved = 0

        /// Removes what is in an open directory.
        mutating func empty(_ directory: Int32, path: String, depth: Int) throws(WorkspaceError) {
            // A descriptor of its own, because closedir closes it.
            let copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard copy >= 0, let stream = fdopendir(copy) else { throw failure(path) }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let isDirectory = entry.pointee.d_type == UInt8(DT_DIR) || entry.pointee.d_type == UInt8(DT_UNKNOWN)
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                if !isDirectory {
                    try unlink(name, in: directory, path: path)
                } else {
                    try removeDirectory(name, in: directory, path: path, depth: depth)
                }
            }
        }

        private func unlink(_ name: String, in directory: Int32, path: String) throws(WorkspaceError) {
            if unlinkat(directory, name, 0) == 0 || errno == ENOENT { return }
            // The job took the right to write from the directory.
            if errno == EACCES, fchmod(directory, 0o700) == 0, unlinkat(directory, name, 0) == 0 { return }
            throw failure(path + "/" + name)
        }

        private mutating func removeDirectory(_ name: String, in parent: Int32, path: String, depth: Int) throws(WorkspaceError) {
            let childPath = path + "/" + name
            var status = stat()
            guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure(childPath) }
            guard status.st_mode & S_IFMT == S_IFDIR else { return try unlink(name, in: parent, path: path) }
            guard status.st_dev == device else {
                throw WorkspaceError(.runnerSystemFailure, "remove a directory", "\(childPath): something is mounted there")
            }
            if status.st_mode & 0o700 != 0o700 {
                _ = fchmodat(parent, name, 0o700, 0)
            }
            if depth >= maximumDepth {
                moved += 1
                let target = ".slipway-removal-\(moved)"
                if renameat(parent, name, root, target) == 0 { return }
                throw failure(childPath)
            }
            let child = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard child >= 0 else { throw failure(childPath) }
            defer { close(child) }
            try empty(child, path: childPath, depth: depth + 1)
            if unlinkat(parent, name, AT_REMOVEDIR) == 0 { return }
            if errno == EACCES, fchmod(parent, 0o700) == 0, unlinkat(parent, name, AT_REMOVEDIR) == 0 { return }
            throw failure(childPath)
        }
    }

    private static func failure(_ path: String) -> WorkspaceError {
        WorkspaceError(.runnerSystemFailure, "remove a directory", "\(path): \(String(cString: strerror(errno)))")
    }
}
