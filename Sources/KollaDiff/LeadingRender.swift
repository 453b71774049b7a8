internal import Glibc
internal import Synchronization

/// The render of one side of a diff, which the other side follows while it goes on: what has come out the same it takes over, play by
/// play. The file `leading` in the side's folder is locked until the render ends, however it ends; see `Driver/slipway_leader.py`.
final class LeadingRender: Sendable {
    /// The folder of the side.
    let folder: String
    private let descriptor: Mutex<Int32>

    init(folder: String) throws(KollaDiffError) {
        self.folder = folder
        let file = open(folder + "/leading", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw KollaDiffError(.system, operation: "lock \(folder)/leading", message: String(cString: strerror(errno)))
        }
        descriptor = Mutex(file)
    }

    func end() {
        descriptor.withLock { file in
            if file >= 0 { close(file) }
            file = -1
        }
    }

    deinit { end() }
}
