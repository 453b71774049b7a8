internal import Glibc

/// A directory tree as it was at one moment, to be put back into that state by removing what has come since.
///
/// Files are compared by what `stat` says of them, change time and inode included, as git's index does: every way to change a
/// file sets its change time, and no program can set it back.
struct DirectoryRecord: Sendable {
    private struct Entry: Sendable {
        var status: FileStatus
        /// By name; nil for what is no directory.
        var entries: [String: Entry]?
    }

    private let root: Entry

    /// Records a tree that nobody changes meanwhile. Takes a tick of the kernel's clock, some milliseconds: a file that is changed
    /// in the tick in which it was written would look unchanged.
    /// - Returns: nil when the tree cannot be read, holds something besides files, links and directories, or lies on a file
    ///   system that keeps no exact times.
    @concurrent
    static func take(of path: String) async -> DirectoryRecord? {
        guard let root = entry(path, in: AT_FDCWD), root.status.hasExactTimes else { return nil }
        var tick = timespec()
        guard clock_getres(CLOCK_REALTIME_COARSE, &tick) == 0,
            (try? await Task.sleep(for: .nanoseconds(tick.nanoseconds))) != nil
        else { return nil }
        return DirectoryRecord(root: root)
    }

    /// Removes what has come since the record was made.
    /// - Returns: false when something is gone or changed; the tree may then be in any state.
    /// - Throws: when something new cannot be removed.
    func restore(_ path: String) throws(WorkspaceError) -> Bool {
        try restore(root, path, in: AT_FDCWD, path: path, removing: true)
    }

    /// Whether the tree is as it was. Takes a look at each of its files, and no more.
    func holds(of path: String) -> Bool {
        // Nothing is removed, so nothing can fail.
        (try? restore(root, path, in: AT_FDCWD, path: path, removing: false)) ?? false
    }

    private func restore(
        _ entry: Entry, _ name: String, in parent: Int32, path: String, removing: Bool
    ) throws(WorkspaceError) -> Bool {
        guard let entries = entry.entries else {
            return FileStatus(name, in: parent) == entry.status
        }
        guard let directory = OpenDirectory(name, in: parent), let status = FileStatus(directory.descriptor),
            status.isSameDirectory(as: entry.status)
        else { return false }
        // Whatever comes into a directory or leaves it sets the directory's change time.
        if status.changed != entry.status.changed {
            guard let names = directory.names() else { return false }
            for name in names where entries[name] == nil {
                guard removing else { return false }
                try WorkspaceRemoval.remove(path + "/" + name)
            }
        }
        for (name, child) in entries {
            let path = path + "/" + name
            guard try restore(child, name, in: directory.descriptor, path: path, removing: removing) else { return false }
        }
        return true
    }

    private static func entry(_ name: String, in parent: Int32) -> Entry? {
        guard let status = FileStatus(name, in: parent) else { return nil }
        guard status.isDirectory else { return status.isFileOrLink ? Entry(status: status) : nil }
        guard let directory = OpenDirectory(name, in: parent), let names = directory.names() else { return nil }
        var entries: [String: Entry] = [:]
        for name in names {
            guard let child = entry(name, in: directory.descriptor) else { return nil }
            entries[name] = child
        }
        return Entry(status: status, entries: entries)
    }
}
