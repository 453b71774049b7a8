internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// The append-only journal of one run: `events.jsonl`, one JSON object a line.
///
/// Each line is one `write(2)`, so a crash of the engine loses at most the event it was about to write. The file is flushed to
/// the disk (`fdatasync`) after the header, after each new pipeline and at the end: a crash of the *machine* can lose the last
/// status changes, never the run. A line that could not be written whole is cut off again.
///
/// Thread-safe.
package final class RunJournal: Sendable {
    private struct State {
        var descriptor: Int32
        var size: off_t
        var failure: HistoryError?
        let encoder: JSONEncoder
    }

    private let path: String
    private let state: Mutex<State>

    init(path: String) throws(HistoryError) {
        self.path = path
        let descriptor = try System.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        state = Mutex(State(descriptor: descriptor, size: 0, failure: nil, encoder: encoder))
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    /// Why an event is missing from the journal; nil when all are there. The run goes on without: the first failure is kept.
    package var failure: HistoryError? { state.withLock { $0.failure } }

    package func append(_ event: RunEvent) {
        state.withLock { state in
            do {
                var line = [UInt8](try state.encoder.encode(event))
                line.append(UInt8(ascii: "\n"))
                guard System.writeAll(state.descriptor, line) else {
                    let failure = System.error("write \(path)")
                    ftruncate(state.descriptor, state.size)
                    throw failure
                }
                state.size += off_t(line.count)
                if event.isMilestone { fdatasync(state.descriptor) }
            } catch let failure as HistoryError {
                state.failure = state.failure ?? failure
            } catch {
                state.failure = state.failure ?? HistoryError(.damaged, "write \(path)", "\(error)")
            }
        }
    }
}

extension RunEvent {
    fileprivate var isMilestone: Bool {
        switch self {
        case .run, .pipeline, .end: true
        case .job, .retry, .pipelineStatus: false
        }
    }
}
