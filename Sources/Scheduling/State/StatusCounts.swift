package import PipelineModel

/// How a job counts when statuses are put together: its status, but a failure that is allowed is a success with warnings, and
/// a manual job that nobody has to play is ignored.
package enum StatusCategory: Int, Sendable, CaseIterable {
    case created, waitingForResource, pending, running, success, successWithWarnings, failed, canceling, canceled, skipped
    /// `manual` with `allow_failure: true`.
    case ignored
    case manual, scheduled

    package init(_ status: Status, allowsFailure: Bool) {
        self =
            switch status {
            case .created: .created
            case .waitingForResource: .waitingForResource
            case .pending: .pending
            case .running: .running
            case .success: .success
            case .failed: allowsFailure ? .successWithWarnings : .failed
            case .canceling: .canceling
            case .canceled: allowsFailure ? .successWithWarnings : .canceled
            case .skipped: .skipped
            case .manual: allowsFailure ? .ignored : .manual
            case .scheduled: .scheduled
            }
    }

    /// True when jobs that come later need not wait for it.
    package var isComplete: Bool {
        switch self {
        case .success, .successWithWarnings, .failed, .canceled, .skipped, .ignored: true
        case .created, .waitingForResource, .pending, .running, .canceling, .manual, .scheduled: false
        }
    }
}

/// How many jobs are in which category, and the one status they make together. Constant size; adding, removing and asking cost
/// the same whatever the number of jobs.
///
/// The composite follows `Gitlab::Ci::Status::Composite`: tests on the set of categories present, first match wins.
package struct StatusCounts: Equatable, Sendable {
    private var counts = SIMD16<Int32>()

    package init() {}

    package subscript(category: StatusCategory) -> Int { Int(counts[category.rawValue]) }

    package mutating func add(_ category: StatusCategory) { counts[category.rawValue] += 1 }
    package mutating func remove(_ category: StatusCategory) { counts[category.rawValue] -= 1 }

    package static func + (left: StatusCounts, right: StatusCounts) -> StatusCounts {
        var sum = left
        sum.counts &+= right.counts
        return sum
    }

    package var isComplete: Bool { !present.intersects(.incomplete) }

    private var present: Categories {
        var present = Categories()
        for category in StatusCategory.allCases where counts[category.rawValue] > 0 { present.insert(category) }
        return present
    }

    /// The status of a stage, a pipeline, or of all jobs before a stage. `success` when there are none.
    package var composite: Status {
        let present = present
        if present.isEmpty { return .success }
        if present.isSubset(of: [.skipped, .ignored]) { return .skipped }
        if present.isSubset(of: [.success, .skipped, .successWithWarnings, .ignored]) { return .success }
        if present.isSubset(of: [.created, .successWithWarnings, .ignored]) { return .created }
        if present.isSubset(of: [.canceled, .success, .skipped, .successWithWarnings, .ignored]) { return .canceled }
        if present.contains(.canceling) { return .canceling }
        if present.isSubset(of: [.pending, .created, .skipped, .successWithWarnings, .ignored]) { return .pending }
        if present.intersects([.running, .pending]) { return .running }
        if present.contains(.waitingForResource) { return .waitingForResource }
        if present.contains(.manual) { return .manual }
        if present.contains(.scheduled) { return .scheduled }
        if present.contains(.created) { return .running }
        return .failed
    }

    /// The status of the jobs that a job with `needs` waits for; nil while it has to wait. One need that does not run at all
    /// decides at once, whatever the others still do.
    package var compositeOfNeeds: Status? {
        let present = present
        if present.intersects([.skipped, .ignored]) { return .skipped }
        return present.intersects(.incomplete) ? nil : composite
    }

    /// A set of categories as bits.
    private struct Categories: ExpressibleByArrayLiteral {
        private var bits: UInt16 = 0

        static let incomplete: Categories = [.created, .waitingForResource, .pending, .running, .canceling, .manual, .scheduled]

        init() {}
        init(arrayLiteral elements: StatusCategory...) { for element in elements { insert(element) } }

        var isEmpty: Bool { bits == 0 }
        mutating func insert(_ category: StatusCategory) { bits |= 1 << category.rawValue }
        func contains(_ category: StatusCategory) -> Bool { bits & (1 << category.rawValue) != 0 }
        func isSubset(of other: Categories) -> Bool { bits & ~other.bits == 0 }
        func intersects(_ other: Categories) -> Bool { bits & other.bits != 0 }
    }
}
