internal import PipelineModel
internal import RunHistory
internal import Scheduling
internal import Synchronization

/// Plain lines for files, pipes and CI logs: every log line behind the name of its job, and a line for what happens to a job.
final class PlainView: RunView {
    private let output: TerminalOutput
    private let state: Mutex<LiveState>

    init(_ output: TerminalOutput, _ state: LiveState) {
        self.output = output
        self.state = Mutex(state)
    }

    func observe(_ event: SchedulerEvent) {
        state.withLock { state in
            state.apply(event)
            let text = Self.lines(event, state).map { $0 + "\n" }.joined()
            if !text.isEmpty { output.write(text) }
        }
    }

    func finish() {
        state.withLock { state in
            let lines = RunSummaryText(symbols: output.symbols).lines(state, width: nil)
            output.write("\n" + lines.map { $0.text + "\n" }.joined())
        }
    }

    func pause() {}
    func resume() {}

    /// What an event adds, given the state after it.
    static func lines(_ event: SchedulerEvent, _ state: LiveState) -> [String] {
        switch event {
        case .lines(let id, let lines):
            let prefix = "[\(name(id, state))] "
            // Section markers leave nothing to show.
            return lines.map { ($0, plainText($0)) }.filter { $0.0.isEmpty || !$0.1.isEmpty }.map { prefix + $0.1 }
        case .record(.job(let change)):
            guard let text = text(change, state) else { return [] }
            return ["[\(name(change.id, state))] \(text)"]
        case .record(.retry(let id, let attempt)):
            return ["[\(name(id, state))] failed (\(attempt.failureReason.rawValue)), trying again"]
        case .warning(let text): return ["warning: \(text)"]
        case .record, .stage: return []
        }
    }

    private static func text(_ change: JobChange, _ state: LiveState) -> String? {
        let job = state.job(change.id)
        let elapsed = job?.elapsed(at: change.at).map { " in \(clockText($0))" } ?? ""
        let reason = change.message ?? change.exitCode.map { "exit code \($0)" } ?? change.failureReason?.rawValue
        return switch change.status {
        case .running: "started"
        case .success: "passed" + elapsed
        case .failed: "failed" + elapsed + (reason.map { ": \($0)" } ?? "") + (job?.allowsFailure == true ? " (allowed)" : "")
        case .canceled: "canceled" + elapsed
        case .skipped: "skipped" + (reason.map { ": \($0)" } ?? "")
        case .manual: "waits to be played: --manual \(job?.name ?? "")"
        case .scheduled: "delayed"
        case .waitingForResource: "waits for its resource group"
        case .created, .pending, .canceling: nil
        }
    }

    /// Jobs of a child pipeline carry the names of the trigger jobs above them.
    private static func name(_ id: Int, _ state: LiveState) -> String {
        guard let pipeline = state.pipeline(of: id), let job = state.job(id) else { return "job \(id)" }
        return (pipeline.path + [job.name]).joined(separator: " › ")
    }
}
