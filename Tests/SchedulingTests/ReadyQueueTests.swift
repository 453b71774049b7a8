import Testing

@testable import Scheduling

@Suite struct ReadyQueueTests {
    private func key(_ job: Int) -> JobKey { JobKey(pipeline: 0, job: job) }

    @Test func startsInOrderAsSlotsBecomeFree() {
        var queue = ReadyQueue(slots: 2)
        for job in 0..<4 { queue.add(key(job)) }
        let first = queue.start()
        #expect(first?.key == key(0) && first?.slot == 0)
        #expect(queue.start()?.slot == 1)
        #expect(queue.start() == nil)
        queue.free(slot: 0)
        let third = queue.start()
        #expect(third?.key == key(2) && third?.slot == 0)
    }

    @Test func withdrawnJobsAreNotStarted() {
        var queue = ReadyQueue(slots: 3)
        for job in 0..<3 { queue.add(key(job)) }
        queue.withdraw(key(1))
        #expect(queue.start()?.key == key(0))
        #expect(queue.start()?.key == key(2))
        #expect(queue.isEmpty && queue.start() == nil)
    }

    @Test func manyJobsKeepTheirOrder() {
        var queue = ReadyQueue(slots: 1)
        var expected = 0
        for job in 0..<5_000 {
            queue.add(key(job))
            guard job.isMultiple(of: 2), let (key, slot) = queue.start() else { continue }
            #expect(key.job == expected)
            expected += 1
            queue.free(slot: slot)
        }
        while let (key, slot) = queue.start() {
            #expect(key.job == expected)
            expected += 1
            queue.free(slot: slot)
        }
        #expect(expected == 5_000)
    }
}
