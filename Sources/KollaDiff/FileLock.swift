internal import Glibc

/// A lock between processes, held as long as the value lives. The file stays.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Waits until no other process holds the lock.
    init(path: String) async throws(KollaDiffError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw KollaDiffError(.system, operation: "lock \(path)", message: String(cString: strerror(errno)))
        }
        self.descriptor = descriptor
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw KollaDiffError(.system, operation: "lock \(path)", message: String(cString: strerror(errno)))
            }
            do { try await Task.sleep(for: .milliseconds(200)) } catch {
                throw KollaDiffError(.canceled, operation: "lock \(path)", message: "canceled")
            }
        }
    }

    deinit { close(descriptor) }
}
