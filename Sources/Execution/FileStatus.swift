internal import Glibc

/// What tells a changed file from an unchanged one.
struct FileStatus: Sendable, Equatable {
    private var device: dev_t
    private var inode: ino_t
    private var mode: mode_t
    private var user: uid_t
    private var group: gid_t
    private var size: off_t
    private var modified: Int64
    /// The change time, in nanoseconds since 1970.
    private(set) var changed: Int64

    /// Of a file, or of a symbolic link itself; nil when there is none.
    init?(_ name: String, in directory: Int32) {
        var status = stat()
        guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        self.init(status)
    }

    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        mode = status.st_mode
        user = status.st_uid
        group = status.st_gid
        size = status.st_size
        modified = status.st_mtim.nanoseconds
        changed = status.st_ctim.nanoseconds
    }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isFileOrLink: Bool { mode & S_IFMT == S_IFREG || mode & S_IFMT == S_IFLNK }

    /// False on file systems that count in milliseconds or more, where two changes can have one time.
    var hasExactTimes: Bool { changed % 1_000_000 != 0 }

    /// The same directory with the same rights. Other entries are no difference; a change of anything but the entries is one.
    func isSameDirectory(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode && mode == other.mode && user == other.user && group == other.group
            && (modified != other.modified || changed == other.changed)
    }
}

extension timespec {
    /// Since 1970.
    var nanoseconds: Int64 { Int64(tv_sec) * 1_000_000_000 + Int64(tv_nsec) }
}
