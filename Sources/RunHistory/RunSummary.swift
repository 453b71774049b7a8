package import PipelineModel

/// A run in one line, read from the two ends of its journal: listing hundreds of runs stays cheap.
package struct RunSummary: Sendable, Codable, Equatable {
    package var id: Int
    package var source: String
    package var ref: String
    package var commit: String
    package var title: String
    package var startedAt: Double
    /// nil while it runs, and when its engine died.
    package var finishedAt: Double?
    /// `running` while it runs; `failed` when its engine died.
    package var status: Status
    package var wasInterrupted: Bool

    init(_ header: RunHeader, end: (status: Status, at: Double)?) {
        id = header.id
        source = header.source
        ref = header.ref
        commit = header.commit
        title = header.title
        startedAt = header.startedAt
        finishedAt = end?.at
        wasInterrupted = end == nil && !header.engine.isAlive
        status = end?.status ?? (wasInterrupted ? .failed : .running)
    }
}
