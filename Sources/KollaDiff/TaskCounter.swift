internal import Synchronization

/// Counts the tasks of one side.
final class TaskCounter: Sendable {
    private let count = Mutex(0)

    var total: Int { count.withLock { $0 } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
