/// How long jobs took in the last successful runs, for estimates. One small file, read as a whole.
package struct DurationHistory: Sendable, Codable, Equatable {
    /// How many durations are kept of each job.
    static let depth = 5

    /// Seconds, oldest first.
    private var jobs: [String: [Double]]

    package init() { jobs = [:] }

    /// The name under which a job is remembered: jobs of a child pipeline do not mix with the parent's of the same name.
    package static func key(pipeline path: [String], job: String) -> String {
        (path + [job]).joined(separator: " › ")
    }

    /// The median of the last durations in seconds; nil for a job that never succeeded.
    package func estimate(_ key: String) -> Double? {
        guard let durations = jobs[key], !durations.isEmpty else { return nil }
        let sorted = durations.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    package mutating func add(_ key: String, seconds: Double) {
        jobs[key, default: []].append(seconds)
        if let count = jobs[key]?.count, count > Self.depth { jobs[key]?.removeFirst(count - Self.depth) }
    }
}
