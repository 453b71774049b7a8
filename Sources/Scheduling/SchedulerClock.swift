internal import Glibc

/// The scheduler's time, replaceable in tests.
package struct SchedulerClock: Sendable {
    /// Seconds since 1970.
    package var now: @Sendable () -> Double
    /// Returns after this time, or throws when its task is canceled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock, to the millisecond: that is what the journal shows.
    package static let system = SchedulerClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec / 1_000_000) / 1000
        },
        sleep: { try await Task.sleep(for: $0) })
}
