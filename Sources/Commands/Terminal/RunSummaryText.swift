internal import PipelineModel
internal import RunHistory

/// What is left to read when a run is over: the failures with their last lines, then one line that says it all. Pure.
struct RunSummaryText {
    var symbols = StatusSymbols.unicode

    /// `width` nil: lines are not cut.
    func lines(_ state: LiveState, width: Int?) -> [StyledLine] {
        var lines: [StyledLine] = []
        for pipeline in state.pipelines {
            for job in pipeline.jobs where job.status == .failed {
                lines += failure(job, pipeline, state)
                lines.append(StyledLine())
            }
        }
        for warning in state.warnings { lines.append(StyledLine("warning: " + plainText(warning), .yellow)) }
        lines.append(final(state))
        return width.map { width in lines.map { $0.truncated(to: width) } } ?? lines
    }

    private func failure(_ job: LiveState.Job, _ pipeline: LiveState.Pipeline, _ state: LiveState) -> [StyledLine] {
        let symbol = symbols.symbol(.failed, allowsFailure: job.allowsFailure, tick: 0)
        var heading = StyledLine()
        heading.append(symbol.text + " ", symbol.style)
        heading.append(plainText((pipeline.path + [job.name]).joined(separator: " › ")), .bold)
        let notes = [
            job.message.map(plainText), job.exitCode.map { "exit code \($0)" }, job.elapsed(at: 0).map(clockText),
            job.attempt > 1 ? "\(job.attempt) attempts" : nil, job.allowsFailure ? "allowed to fail" : nil,
        ].compactMap { $0 }
        heading.append(symbols.separator + notes.joined(separator: symbols.separator), .dim)
        let tail = state.tail(of: job.id).map { StyledLine("    " + $0) }
        let more = state.header.map { [StyledLine("    slipway runs log \(job.id) --run \($0.id)", .dim)] } ?? []
        return [heading] + tail + more
    }

    private func final(_ state: LiveState) -> StyledLine {
        let jobs = state.pipelines.lazy.flatMap(\.jobs)
        var counts: [(name: String, count: Int)] = []
        let kinds: [(String, (LiveState.Job) -> Bool)] = [
            ("passed", { $0.status == .success }), ("failed", { $0.status == .failed && !$0.allowsFailure }),
            ("failed but allowed to", { $0.status == .failed && $0.allowsFailure }), ("canceled", { $0.status == .canceled }),
            ("skipped", { $0.status == .skipped }), ("manual", { $0.status == .manual }),
            ("not run", { [.created, .pending, .scheduled, .waitingForResource].contains($0.status) }),
        ]
        for (name, matches) in kinds {
            let count = jobs.count(where: matches)
            if count > 0 { counts.append((name, count)) }
        }
        let hasWarnings = jobs.contains { $0.status == .failed && $0.allowsFailure }
        let verdict: (text: String, style: TextStyle) =
            switch state.status {
            case .success: hasWarnings ? ("passed with warnings", .yellow) : ("passed", .green)
            case .failed: ("failed", .red)
            case .canceled: ("canceled", .yellow)
            case .manual: ("waits for a manual job", .yellow)
            case .skipped: ("skipped", .yellow)
            default: (state.status.rawValue, .yellow)
            }
        let symbol = symbols.symbol(state.status, allowsFailure: false, tick: 0)
        var line = StyledLine()
        line.append("\(symbol.text) \(verdict.text)", verdict.style)
        let parts = [
            counts.map { "\($0.count) \($0.name)" }.joined(separator: ", "),
            state.header.flatMap { header in state.finishedAt.map { clockText($0 - header.startedAt) } },
            state.header.map { "run \($0.id)" },
        ].compactMap { $0 }.filter { !$0.isEmpty }
        line.append(symbols.separator + parts.joined(separator: symbols.separator))
        return line
    }
}
