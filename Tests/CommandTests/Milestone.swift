import Foundation
import Testing

/// A named pipe on which a job says that it has come so far: the test waits for the word, not for a time.
final class Milestone: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        try #require(mkfifo(path, 0o600) == 0)
        // Read and write: opening never blocks, and neither does the job that writes.
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }

    /// Waits for the next line and returns it. Two minutes without one fail the test.
    @discardableResult
    func reached() async throws -> String {
        let descriptor = descriptor
        let line = await withCheckedContinuation { (continuation: CheckedContinuation<String?, Never>) in
            Thread.detachNewThread {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                var text: String?
                if poll(&waiting, 1, 120_000) == 1 {
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    let count = read(descriptor, &buffer, buffer.count)
                    if count > 0 { text = String(decoding: buffer[..<count], as: UTF8.self) }
                }
                continuation.resume(returning: text)
            }
        }
        let text = try #require(line, "nothing arrived")
        return text.trimmingCharacters(in: .newlines)
    }
}
