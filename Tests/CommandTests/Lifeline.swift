import Foundation
import Testing

/// A named pipe that processes hold open for writing: it hangs up when the last of them has ended.
final class Lifeline: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        try #require(mkfifo(path, 0o600) == 0)
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }

    /// True when every process that held the pipe has ended, or does so in time. Some process must have opened it before.
    func haveEnded(within time: Duration) async -> Bool {
        let descriptor = descriptor
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var waiting = pollfd(fd: descriptor, events: 0, revents: 0)
                let count = poll(&waiting, 1, Int32(time.components.seconds * 1000))
                continuation.resume(returning: count == 1 && waiting.revents & Int16(POLLHUP) != 0)
            }
        }
    }
}
