package import PipelineModel

/// A run that this process makes: its journal, its directories, and the lock on the repository, which it holds until it is
/// released or the process ends. Thread-safe.
package final class ActiveRun: Sendable {
    package let header: RunHeader
    /// `<store>/runs/<id>`, absolute if the store is.
    package let directory: String
    package let journal: RunJournal
    private let lock: EngineLock
    private let store: RunStore

    init(header: RunHeader, directory: String, store: RunStore, lock: consuming EngineLock) throws(HistoryError) {
        self.header = header
        self.directory = directory
        self.store = store
        self.lock = lock
        journal = try RunJournal(path: directory + "/events.jsonl")
        try System.makeDirectory(directory + "/jobs")
        journal.append(.run(header))
        if let failure = journal.failure { throw failure }
    }

    package var id: Int { header.id }

    /// Where an attempt's files go, relative to `directory`: `jobs/<id>`, from the second attempt on `jobs/<id>-<attempt>`. Most jobs
    /// leave no file: who stores the first makes the directory.
    package static func jobPath(job: Int, attempt: Int) -> String {
        attempt > 1 ? "jobs/\(job)-\(attempt)" : "jobs/\(job)"
    }

    /// Where an attempt's trace is, relative to `directory`: `jobs/<id>.log`, from the second attempt on `jobs/<id>-<attempt>.log`.
    package static func tracePath(job: Int, attempt: Int) -> String { jobPath(job: job, attempt: attempt) + ".log" }

    /// Writes the last line, and the durations of successful jobs for the estimates of later runs.
    package func end(status: Status, at time: Double, durations: [(job: String, seconds: Double)]) throws(HistoryError) {
        journal.append(.end(status: status, at: time))
        if !durations.isEmpty { try store.addDurations(durations) }
        if let failure = journal.failure { throw failure }
    }
}
