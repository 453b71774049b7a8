internal import CLinux
internal import Synchronization

/// Stops one running process tree, from any thread, before, while or after it runs. A request made before the start takes
/// effect at the start; one made after the end does nothing.
package final class ProcessControl: Sendable {
    private struct State {
        var terminates = false
        var kills = false
        /// An eventfd of the supervising thread, while there is one.
        var bell: Int32?
    }

    private let state = Mutex(State())

    package init() {}

    /// Asks the process group to end (SIGTERM); what is left after the grace period is killed.
    package func terminate() { ring { $0.terminates = true } }

    /// Kills the whole tree now.
    package func kill() { ring { $0.kills = true } }

    private func ring(_ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            if let bell = state.bell { linux_eventfd_ring(bell) }
        }
    }

    func attach(bell: Int32) {
        state.withLock { state in
            state.bell = bell
            if state.terminates || state.kills { linux_eventfd_ring(bell) }
        }
    }

    func detach() { state.withLock { $0.bell = nil } }

    var requests: (terminates: Bool, kills: Bool) { state.withLock { ($0.terminates, $0.kills) } }
}
