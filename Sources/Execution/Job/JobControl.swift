internal import Synchronization

/// Cancel and kill of one attempt at a job, from any thread, before, while or after it runs.
package final class JobControl: Sendable {
    enum Stop: Sendable {
        /// Tell what runs now to end; `after_script` follows.
        case gracefully
        /// End now, nothing follows.
        case atOnce
    }

    private struct State {
        var isCanceled = false
        var isKilled = false
        /// Stops what runs now.
        var stop: (@Sendable (Stop) -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    package var isCanceled: Bool { state.withLock { $0.isCanceled || $0.isKilled } }
    package var isKilled: Bool { state.withLock { $0.isKilled } }

    /// Asks for a graceful end: the script is told to stop, `after_script` runs, the job ends as canceled.
    package func cancel() {
        let stop = state.withLock { state in
            defer { state.isCanceled = true }
            return state.isCanceled ? nil : state.stop
        }
        stop?(.gracefully)
    }

    /// Ends the job at once, `after_script` included.
    package func kill() {
        let stop = state.withLock { state in
            defer { state.isKilled = true }
            return state.isKilled ? nil : state.stop
        }
        stop?(.atOnce)
    }

    /// Says how to stop what begins now; nil when it has ended. A stop that was wished before is carried out at once, but a cancel
    /// does not reach what follows it (`ignoringCancel`): that is `after_script`.
    func handle(ignoringCancel: Bool = false, _ stop: (@Sendable (Stop) -> Void)?) {
        let wished: Stop? = state.withLock { state in
            state.stop = stop
            return state.isKilled ? .atOnce : state.isCanceled && !ignoringCancel ? .gracefully : nil
        }
        if let wished { stop?(wished) }
    }
}
