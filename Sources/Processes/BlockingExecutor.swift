internal import Synchronization

/// Runs the tasks that prefer it on one thread of its own, one piece at a time, so that they may block it: waiting for a process costs
/// no hand-over to another thread and back. A task prefers it from its beginning: `Task(executorPreference:)`.
package final class BlockingExecutor: TaskExecutor {
    private let queue: Queue

    /// - Throws: `.system` when there is no thread to be had.
    package init() throws(ProcessError) {
        let queue = Queue()
        self.queue = queue
        if let error = Thread.start({ queue.work() }) { throw error }
        queue.executor.withLock { $0 = Weak(self) }
    }

    deinit { queue.stop() }

    package func enqueue(_ job: consuming ExecutorJob) { queue.add(UnownedJob(job)) }

    private struct Weak: Sendable {
        weak let executor: BlockingExecutor?

        init(_ executor: BlockingExecutor) { self.executor = executor }
    }

    private final class Queue: Sendable {
        private struct State {
            var jobs: [UnownedJob] = []
            var isOver = false
        }

        let executor = Mutex<Weak?>(nil)
        private let state = Mutex(State())
        private let bell = Bell()

        func add(_ job: UnownedJob) {
            state.withLock { $0.jobs.append(job) }
            bell.ring()
        }

        func stop() {
            state.withLock { $0.isOver = true }
            bell.ring()
        }

        func work() {
            while true {
                bell.wait()
                let next = state.withLock { state in
                    state.jobs.isEmpty ? nil : state.jobs.removeFirst()
                }
                // Whoever has a job for the executor has the executor.
                guard let next, let executor = executor.withLock({ $0?.executor }) else {
                    if state.withLock({ $0.isOver }) { return }
                    continue
                }
                next.runSynchronously(on: executor.asUnownedTaskExecutor())
            }
        }
    }
}
