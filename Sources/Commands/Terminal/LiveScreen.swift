internal import PipelineModel
internal import RunHistory

/// Draws a run as lines: a pure function of what is known, the size of the terminal and the time.
///
///     slipway run 12 · main · 1a2b3c4d Tune Nova                    0:42
///     ██████████░░░░░░░░░░░░░░░░  12/31 jobs · ≈ 2m left
///     build                                           ✔ 3
///     test                                            ✔ 9  ⠹ 2  · 4
///       ⠹ unit tests            0:12 ≈ 30s  last line of its log
///
/// What does not fit collapses into the counts of its stage, finished and waiting jobs first.
struct LiveScreen {
    var symbols = StatusSymbols.unicode
    /// Columns of a job's name, at most.
    private static let nameWidth = 36

    /// At most `height` lines of at most `width` columns. `time` is in seconds since 1970, `tick` turns the spinner.
    func lines(_ state: LiveState, width: Int, height: Int, time: Double, tick: Int) -> [StyledLine] {
        let time = state.finishedAt ?? time
        var lines = [title(state, width: width, time: time), progress(state, width: width, time: time)]
        let body = LiveLayout(state, height: height - lines.count).rows
        let widest = body.reduce(0) { widest, row in
            guard case .job(let job, let depth) = row else { return widest }
            return max(widest, DisplayWidth.of(state.pipelines[job.pipeline].jobs[job.job].name) + depth)
        }
        let nameWidth = min(widest, Self.nameWidth, max(width / 2, 8))
        for row in body { lines.append(draw(row, state, width: width, nameWidth: nameWidth, time: time, tick: tick)) }
        return lines.prefix(max(height, 1)).map { $0.truncated(to: width) }
    }

    // MARK: - The two lines on top

    private func title(_ state: LiveState, width: Int, time: Double) -> StyledLine {
        guard let header = state.header else { return StyledLine("slipway", .bold) }
        let clock = clockText(time - header.startedAt)
        var line = StyledLine()
        let name = "slipway run \(header.id)"
        line.append(name, .bold)
        let rest = [header.ref, String(header.commit.prefix(8)) + " " + header.title].filter { $0 != " " }.map(plainText)
        let room = max(width - DisplayWidth.of(name) - clock.count - 2, 0)
        line.append(DisplayWidth.fit(symbols.separator + rest.joined(separator: symbols.separator), to: room))
        line.append("  " + clock, .dim)
        return line
    }

    private func progress(_ state: LiveState, width: Int, time: Double) -> StyledLine {
        let estimate = LiveEstimate(state, at: time)
        let cells = min(max(width - 40, 8), 40)
        let full = min(Int((estimate.fraction * Double(cells)).rounded(.down)), cells)
        var line = StyledLine()
        line.append(String(repeating: symbols.bar.full, count: full), .green)
        line.append(String(repeating: symbols.bar.empty, count: cells - full), .dim)
        line.append("  \(estimate.finishedJobs)/\(estimate.totalJobs) jobs")
        if state.finishedAt == nil, let remaining = estimate.remaining, remaining >= 1 {
            line.append("\(symbols.separator)\(symbols.about)\(roughText(remaining)) left", .dim)
        }
        return line
    }

    // MARK: - Drawing a row

    private func draw(
        _ row: LiveLayout.Row, _ state: LiveState, width: Int, nameWidth: Int, time: Double, tick: Int
    ) -> StyledLine {
        switch row {
        case .pipeline(let index):
            let pipeline = state.pipelines[index]
            var line = StyledLine(String(repeating: " ", count: max(pipeline.depth * 2 - 2, 0)))
            line.append(plainText(pipeline.name ?? "child pipeline"), .bold)
            line.append("  child pipeline \(pipeline.id)", .dim)
            return line
        case .stage(let stage):
            return draw(stage, state.pipelines[stage.pipeline], nameWidth: nameWidth)
        case .job(let position, let depth):
            let job = state.pipelines[position.pipeline].jobs[position.job]
            return draw(job, state, depth: depth, width: width, nameWidth: nameWidth, time: time, tick: tick)
        case .omitted(let text):
            return StyledLine(text, .dim)
        }
    }

    private func draw(_ stage: LiveLayout.Stage, _ pipeline: LiveState.Pipeline, nameWidth: Int) -> StyledLine {
        var line = StyledLine(String(repeating: " ", count: pipeline.depth * 2))
        let name = plainText(pipeline.stages[stage.stage])
        line.append(DisplayWidth.fit(name, to: max(nameWidth + 4 - pipeline.depth * 2, 4)), .bold)
        for entry in stage.counts {
            // The spinner turns at the jobs; here a still sign keeps the redrawn bytes few.
            let symbol = symbols.symbol(entry.status, allowsFailure: entry.allowsFailure, tick: 0)
            line.append("  ")
            line.append("\(symbol.text) \(entry.count)", symbol.style)
        }
        return line
    }

    private func draw(
        _ job: LiveState.Job, _ state: LiveState, depth: Int, width: Int, nameWidth: Int, time: Double, tick: Int
    ) -> StyledLine {
        var line = StyledLine(String(repeating: " ", count: depth + 2))
        let symbol = symbols.symbol(job.status, allowsFailure: job.allowsFailure, tick: tick)
        line.append(symbol.text, symbol.style)
        let isQuiet = job.status == .created || job.status == .skipped
        line.append(" " + DisplayWidth.fit(plainText(job.name), to: max(nameWidth - depth, 4)), isQuiet ? .dim : .plain)
        if let elapsed = job.elapsed(at: time) {
            let clock = clockText(elapsed)
            line.append("  " + String(repeating: " ", count: max(5 - clock.count, 0)) + clock)
            if !job.status.isFinished, let estimate = job.estimate, estimate >= 1 {
                line.append(" \(symbols.about)\(clockText(estimate))", .dim)
            }
        }
        let note = self.note(job, state)
        let room = width - line.width - 2
        if let note, room > 8 {
            line.append("  ")
            line.append(DisplayWidth.truncate(note.text, to: room), note.style)
        }
        return line
    }

    /// What there is to say of a job in one line.
    private func note(_ job: LiveState.Job, _ state: LiveState) -> (text: String, style: TextStyle)? {
        switch job.status {
        case .running, .canceling:
            return state.tail(of: job.id).last { !$0.allSatisfy(\.isWhitespace) }.map { ($0, .dim) }
        case .failed:
            let reason = job.message.map(plainText) ?? job.exitCode.map { "exit code \($0)" }
            return reason.map { ($0, job.allowsFailure ? .yellow : .red) }
        case .skipped: return job.message.map { (plainText($0), .dim) }
        case .manual: return ("waits for you: --manual \(job.name)", .dim)
        case .scheduled: return ("delayed", .dim)
        case .waitingForResource: return ("waits for its resource group", .dim)
        case .success, .canceled, .created, .pending: return nil
        }
    }
}
