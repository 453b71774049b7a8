internal import RunHistory
internal import Scheduling

/// Shows a run while it goes on.
protocol RunView: Sendable {
    /// Takes the scheduler's events, in order, from any thread.
    func observe(_ event: SchedulerEvent)
    /// Shows what is left to show, when the run is over.
    func finish()
    /// Makes room for a question to the user; nothing is drawn until `resume`.
    func pause()
    func resume()
}

/// The view that fits an output: live on a terminal, plain lines elsewhere.
func runView(_ output: TerminalOutput, durations: DurationHistory, slots: Int) -> any RunView {
    let state = LiveState(durations: durations, slots: slots)
    return output.isTerminal ? LiveView(output, state) : PlainView(output, state)
}
