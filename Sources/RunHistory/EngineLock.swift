internal import Glibc

/// The lock that keeps two engines out of one repository. The kernel drops it when the process ends, however it ends; readers
/// never take it. The file holds the owner's process id, for the message only.
struct EngineLock: ~Copyable {
    private let descriptor: Int32

    init(path: String) throws(HistoryError) {
        let descriptor = try System.open(path, O_RDWR | O_CREAT)
        guard System.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let failure = System.error("lock \(path)")
            let isTaken = errno == EWOULDBLOCK
            let owner = (try? System.readToEnd(descriptor, path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            close(descriptor)
            guard isTaken else { throw failure }
            let process = owner.isEmpty ? "" : " (process \(owner))"
            throw HistoryError(
                .locked, "lock \(path)", "another slipway run is active in this repository\(process); wait for it or stop it")
        }
        ftruncate(descriptor, 0)
        _ = System.writeAll(descriptor, Array(String(getpid()).utf8))
        self.descriptor = descriptor
    }

    deinit {
        ftruncate(descriptor, 0)
        close(descriptor)
    }
}
