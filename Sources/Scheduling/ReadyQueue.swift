/// A job of one of the run's pipelines.
struct JobKey: Hashable, Sendable {
    /// Index of the pipeline in the run.
    var pipeline: Int
    /// Index of the job in its plan.
    var job: Int
}

/// Jobs that are ready, first in, first out, and the slots they can run in.
struct ReadyQueue {
    private var keys: [JobKey] = []
    private var next = 0
    private var freeSlots: [Int]

    init(slots: Int) { freeSlots = Array((0..<slots).reversed()) }

    var isEmpty: Bool { next == keys.count }

    mutating func add(_ key: JobKey) { keys.append(key) }

    mutating func remove(_ key: JobKey) {
        guard let index = keys[next...].firstIndex(of: key) else { return }
        keys.remove(at: index)
    }

    mutating func removeAll() {
        keys.removeAll()
        next = 0
    }

    /// The next job with the slot it runs in; nil when there is none, or no slot.
    mutating func start() -> (key: JobKey, slot: Int)? {
        guard !isEmpty, let slot = freeSlots.popLast() else { return nil }
        let key = keys[next]
        next += 1
        if next > 1024, next * 2 > keys.count {
            keys.removeFirst(next)
            next = 0
        }
        return (key, slot)
    }

    mutating func free(slot: Int) { freeSlots.append(slot) }
}
