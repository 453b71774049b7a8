/// What `slipway list --format json` prints, as far as scenarios look at it.
struct ListedPlan: Decodable, Sendable {
    var jobs: [ListedJob]
    var excluded: [ExcludedName]

    struct ExcludedName: Decodable, Sendable {
        var name: String
    }
}

struct ListedJob: Decodable, Sendable {
    var name: String
    var stage: String
    var when: String
    var needs: [String]?
    var allowFailure: Bool
    var allowFailureExitCodes: [Int32]?

    var asExpected: ExpectedJob {
        let allowed: ExpectedAllowFailure = allowFailureExitCodes.map { .exitCodes($0) } ?? (allowFailure ? .yes : .no)
        return ExpectedJob(stage: stage, when: when, needs: needs, allowFailure: allowed)
    }
}
