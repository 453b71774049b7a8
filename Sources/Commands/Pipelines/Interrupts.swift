internal import Glibc
internal import Synchronization

/// Ctrl-C and SIGTERM as calls of a function instead of sudden death.
///
/// The handler only writes a byte to a pipe; a thread of its own reads it. Children get the default disposition back when they
/// are started, which blocking the signals would not give them.
enum Interrupts {
    private static let writeEnd = Atomic<Int32>(-1)

    /// Calls `handler` for every SIGINT, SIGTERM and SIGHUP from now on. Once per process.
    static func handle(_ handler: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let readEnd = ends[0]
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        let context = Unmanaged.passRetained(Watch(readEnd: readEnd, handler: handler))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Watch>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            return
        }
        pthread_detach(thread)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in
                let saved = errno
                var byte: UInt8 = 1
                _ = Glibc.write(Interrupts.writeEnd.load(ordering: .relaxed), &byte, 1)
                errno = saved
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// Does work that a signal cancels: what it started is ended and what it made for itself is removed before this returns.
    static func canceling<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        handle { task.cancel() }
        return try await task.value
    }

    private final class Watch: Sendable {
        let readEnd: Int32
        let handler: @Sendable () -> Void

        init(readEnd: Int32, handler: @escaping @Sendable () -> Void) {
            self.readEnd = readEnd
            self.handler = handler
        }

        func run() {
            var byte: UInt8 = 0
            while true {
                let count = read(readEnd, &byte, 1)
                if count == 1 {
                    handler()
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
