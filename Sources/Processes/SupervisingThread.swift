internal import Synchronization

/// Threads that do blocking work, so that the cooperative pool never blocks. One that has nothing to do is kept for the next piece:
/// starting a thread costs more than handing over to one.
enum SupervisingThread {
    /// A thread's place to find its work.
    private final class Worker: Sendable {
        let body = Mutex<(@Sendable () -> Void)?>(nil)
        let bell = Bell()

        /// Works for ever, or until enough others have nothing to do.
        func work() {
            while true {
                bell.wait()
                // Nothing of the work is kept while there is nothing to do.
                body.withLock { body in
                    let work = body
                    body = nil
                    return work
                }?()
                let isKept = SupervisingThread.idle.withLock { idle in
                    if idle.count < SupervisingThread.idleLimit { idle.append(self) }
                    return idle.last === self
                }
                if !isKept { return }
            }
        }
    }

    private static let idleLimit = 64
    private static let idle = Mutex<[Worker]>([])

    static func start(_ body: @escaping @Sendable () -> Void, orElse failed: (ProcessError) -> Void) {
        if let worker = idle.withLock({ $0.popLast() }) {
            worker.body.withLock { $0 = body }
            worker.bell.ring()
            return
        }
        let worker = Worker()
        worker.body.withLock { $0 = body }
        worker.bell.ring()
        if let error = makeThread(for: worker) { failed(error) }
    }

    private static func makeThread(for worker: Worker) -> ProcessError? { Thread.start { worker.work() } }
}
