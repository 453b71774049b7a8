internal import FoundationEssentials
internal import Glibc
internal import PipelineModel

/// The run history of a repository: `.slipway/`, which ignores itself in git.
///
///     .slipway/engine.lock               held by the engine that runs
///     .slipway/durations.json            DurationHistory
///     .slipway/runs/<id>/events.jsonl    RunJournal
///     .slipway/runs/<id>/jobs/<job>[-<attempt>]/    trace, reports, archives
package struct RunStore: Sendable {
    /// `.slipway`; made when the first run is created.
    package let directory: String

    package init(directory: String) { self.directory = directory }

    package func directory(ofRun id: Int) -> String { "\(directory)/runs/\(id)" }
    private func journalPath(_ id: Int) -> String { directory(ofRun: id) + "/events.jsonl" }
    private var durationsPath: String { directory + "/durations.json" }

    // MARK: - Writing

    /// Locks the repository, reserves the next id and writes the header. Throws `.locked` while another engine runs.
    package func createRun(source: String, ref: String, commit: String, title: String) throws(HistoryError) -> ActiveRun {
        // Workspaces and artifacts may hold what only the owner should read.
        try System.makeDirectory(directory, mode: 0o700)
        try System.makeDirectory(directory + "/runs")
        if access(directory + "/.gitignore", F_OK) != 0 {
            try System.replaceFile(directory + "/.gitignore", with: Array("*\n".utf8))
        }
        let lock = try EngineLock(path: directory + "/engine.lock")
        var id = (try runIDs().last ?? 0) + 1
        while try !System.makeDirectory(directory(ofRun: id)) { id += 1 }
        let header = RunHeader(
            id: id, source: source, ref: ref, commit: commit, title: title, startedAt: System.now, engine: .current)
        do {
            return try ActiveRun(header: header, directory: directory(ofRun: id), store: self, lock: lock)
        } catch {
            // A run without a header (no space, say) is none.
            unlink(journalPath(id))
            rmdir(directory(ofRun: id) + "/jobs")
            rmdir(directory(ofRun: id))
            throw error
        }
    }

    func addDurations(_ durations: [(job: String, seconds: Double)]) throws(HistoryError) {
        var history = self.durations()
        for (job, seconds) in durations { history.add(job, seconds: seconds) }
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try JSONEncoder().encode(history))
        } catch {
            throw HistoryError(.damaged, "write \(durationsPath)", "\(error)")
        }
        try System.replaceFile(durationsPath, with: bytes)
    }

    // MARK: - Reading

    /// Ascending. Empty when there is no history.
    package func runIDs() throws(HistoryError) -> [Int] {
        guard let listing = opendir(directory + "/runs") else {
            if errno == ENOENT { return [] }
            throw System.error("list \(directory)/runs")
        }
        defer { closedir(listing) }
        var ids: [Int] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let id = Int(name), id > 0 { ids.append(id) }
        }
        return ids.sorted()
    }

    /// All runs, oldest first. A run whose journal has no header (its engine died at once) is left out.
    package func summaries() throws(HistoryError) -> [RunSummary] {
        try runIDs().compactMap { try? summary(of: $0) }
    }

    package func summary(of id: Int) throws(HistoryError) -> RunSummary {
        let path = journalPath(id)
        let descriptor = try openJournal(id)
        defer { close(descriptor) }
        let size = max(lseek(descriptor, 0, SEEK_END), 0)
        let first = try read(descriptor, path, from: 0, upTo: 65_536).split(separator: UInt8(ascii: "\n")).first
        let last = try read(descriptor, path, from: max(size - 4096, 0), upTo: 4096).split(separator: UInt8(ascii: "\n")).last
        let decoder = JSONDecoder()
        guard let first, case .run(let header)? = try? decoder.decode(RunEvent.self, from: Data(first)) else {
            throw HistoryError(.damaged, "read \(path)", "the journal has no header")
        }
        guard let last, case .end(let status, let at)? = try? decoder.decode(RunEvent.self, from: Data(last)) else {
            return RunSummary(header, end: nil)
        }
        return RunSummary(header, end: (status, at))
    }

    /// The whole run as its journal tells it so far.
    package func record(of id: Int) throws(HistoryError) -> RunRecord {
        close(try openJournal(id))
        var reader = try JournalReader(path: journalPath(id))
        let events = try reader.next()
        guard case .run(let header)? = events.first else {
            throw HistoryError(.damaged, "read \(journalPath(id))", "the journal has no header")
        }
        var builder = RunRecordBuilder(header)
        for event in events.dropFirst() { builder.apply(event) }
        if builder.record.finishedAt == nil, !header.engine.isAlive { return builder.record.interrupted(in: directory(ofRun: id)) }
        return builder.record
    }

    /// The events of a run from its first, then new ones as they are written, until the run is over or its engine is dead.
    package func follow(_ id: Int, every interval: Duration = .milliseconds(200)) -> AsyncThrowingStream<RunEvent, any Error> {
        let path = journalPath(id)
        return AsyncThrowingStream { continuation in
            let task = Task { @concurrent in
                do {
                    var reader = try JournalReader(path: path)
                    var engine: EngineIdentity?
                    while true {
                        // Asked before reading: what a dying engine wrote last is still read.
                        let isAlive = engine?.isAlive ?? true
                        for event in try reader.next() {
                            continuation.yield(event)
                            if case .run(let header) = event { engine = header.engine }
                            if case .end = event { return continuation.finish() }
                        }
                        if !isAlive { return continuation.finish() }
                        try await Task.sleep(for: interval)
                    }
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Empty when there is none, or when it cannot be read: estimates are a comfort, not a duty.
    package func durations() -> DurationHistory {
        guard let bytes = try? System.readAll(durationsPath) else { return DurationHistory() }
        return (try? JSONDecoder().decode(DurationHistory.self, from: Data(bytes))) ?? DurationHistory()
    }

    private func openJournal(_ id: Int) throws(HistoryError) -> Int32 {
        do {
            return try System.open(journalPath(id), O_RDONLY)
        } catch  where error.code == .system(number: ENOENT) {
            throw HistoryError(.notFound, "read run \(id)", "no such run; `slipway runs list` shows those there are")
        }
    }

    private func read(_ descriptor: Int32, _ path: String, from offset: off_t, upTo count: Int) throws(HistoryError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let result = System.retrying { pread(descriptor, buffer.baseAddress, count, offset) }
            failed = result < 0
            filled = max(result, 0)
        }
        if failed { throw System.error("read \(path)") }
        return bytes
    }
}

extension RunRecord {
    /// The record of a run whose engine died: nothing runs any more. What a job had written by then is its log.
    fileprivate func interrupted(in directory: String) -> RunRecord {
        var record = self
        record.wasInterrupted = true
        record.status = .failed
        for pipeline in record.pipelines.indices where !record.pipelines[pipeline].status.isFinished {
            record.pipelines[pipeline].status = .failed
            for job in record.pipelines[pipeline].jobs.indices {
                switch record.pipelines[pipeline].jobs[job].status {
                case .running, .canceling:
                    record.pipelines[pipeline].jobs[job].status = .failed
                    record.pipelines[pipeline].jobs[job].failureReason = .runnerSystemFailure
                    record.pipelines[pipeline].jobs[job].message = "slipway died while the job ran"
                    let found = record.pipelines[pipeline].jobs[job]
                    let path = ActiveRun.tracePath(job: found.id, attempt: found.earlierAttempts.count + 1)
                    if access(directory + "/" + path, R_OK) == 0 { record.pipelines[pipeline].jobs[job].tracePath = path }
                case .created, .waitingForResource, .pending, .scheduled:
                    record.pipelines[pipeline].jobs[job].status = .canceled
                    record.pipelines[pipeline].jobs[job].message = "slipway died before the job ran"
                case .success, .failed, .canceled, .skipped, .manual: break
                }
            }
        }
        return record
    }
}
