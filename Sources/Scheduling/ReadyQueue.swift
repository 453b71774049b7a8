/// A job of one of the run's pipelines.
struct JobKey: Hashable, Sendable {
    /// Index of the pipeline in the run.
    var pipeline: Int
    /// Index of the job in its plan.
    var job: Int
}

/// Jobs that are ready, first in, first out, and the slots they can run in. Adding, withdrawing and starting take the same time
/// whatever the number of jobs.
struct ReadyQueue {
    /// In order; holds withdrawn jobs until they are reached.
    private var keys: [JobKey] = []
    private var next = 0
    private var waiting: Set<JobKey> = []
    private var freeSlots: [Int]

    init(slots: Int) { freeSlots = Array((0..<slots).reversed()) }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ key: JobKey) {
        if waiting.insert(key).inserted { keys.append(key) }
    }

    mutating func withdraw(_ key: JobKey) { waiting.remove(key) }

    /// The next job with the slot it runs in; nil when there is none, or no slot.
    mutating func start() -> (key: JobKey, slot: Int)? {
        guard !isEmpty, !freeSlots.isEmpty else { return nil }
        while next < keys.count {
            let key = keys[next]
            next += 1
            if next > 1024, next * 2 > keys.count {
                keys.removeFirst(next)
                next = 0
            }
            if waiting.remove(key) != nil, let slot = freeSlots.popLast() { return (key, slot) }
        }
        return nil
    }

    mutating func free(slot: Int) { freeSlots.append(slot) }
}
