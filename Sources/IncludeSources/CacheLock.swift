internal import Glibc
internal import PipelineLoading

/// Keeps two processes from fetching into one repository at a time, as long as the value lives. The file stays.
final class CacheLock: Sendable {
    private let descriptor: Int32

    /// Waits until no other process holds the lock, at most as long as a fetch may take.
    init(path: String) async throws(ForeignProblem) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw IncludeCache.failure("lock", path) }
        self.descriptor = descriptor
        var waits = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            waits += 1
            guard errno == EWOULDBLOCK || errno == EINTR, waits < 1500, (try? await Task.sleep(for: .milliseconds(200))) != nil
            else {
                throw ForeignProblem("include-not-fetched", "another process is fetching it: \(path) is locked")
            }
        }
    }

    deinit { close(descriptor) }
}
