internal import FoundationEssentials
internal import Glibc

/// A private folder for one diff; gone when it is done. What a killed process left is removed by the next one: a lock says whose
/// folder is still in use.
struct Workspace: Sendable {
    let path: String
    private let lock: WorkspaceLock

    init(in cache: CacheDirectory) throws(KollaDiffError) {
        try makeDirectory(cache.work)
        try makeDirectory(cache.ground)
        Self.removeAbandoned(in: cache.work)
        path = "\(cache.work)/\(getpid())-\(UInt32.random(in: 0 ... .max))"
        // The lock comes first, so that there is never a folder without one.
        guard let lock = WorkspaceLock(path + ".lock") else {
            throw KollaDiffError(.system, operation: "lock \(path)", message: String(cString: strerror(errno)))
        }
        self.lock = lock
        try makeDirectory(path)
    }

    /// A new folder for a side.
    func side(_ name: String) throws(KollaDiffError) -> String {
        try makeDirectory(path + "/" + name)
        return path + "/" + name
    }

    func sealed(_ name: String) -> String { path + "/sealed-" + name }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        unlink(path + ".lock")
    }

    private static func removeAbandoned(in directory: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasSuffix(".lock") {
            guard let lock = WorkspaceLock(directory + "/" + name) else { continue }
            withExtendedLifetime(lock) {
                try? FileManager.default.removeItem(atPath: directory + "/" + name.dropLast(".lock".count))
                unlink(directory + "/" + name)
            }
        }
    }
}

/// Held as long as the value, or its process, lives.
private final class WorkspaceLock: Sendable {
    private let descriptor: Int32

    /// nil when another process holds it, or it cannot be made; `errno` says why.
    init?(_ path: String) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            errno = reason
            return nil
        }
    }

    deinit { close(descriptor) }
}
