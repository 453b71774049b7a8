internal import Glibc
internal import Scheduling
internal import Synchronization

/// The live view on a terminal: redraws when something has changed, at most eight times a second.
final class LiveView: RunView {
    private struct Shown {
        var state: LiveState
        var writer: ScreenWriter
        var tick = 0
        var isPaused = false
        var isOver = false
    }

    private let output: TerminalOutput
    private let shown: Mutex<Shown>
    private let screen: LiveScreen
    private let ticking = Mutex<Task<Void, Never>?>(nil)

    init(_ output: TerminalOutput, _ state: LiveState) {
        self.output = output
        screen = LiveScreen(symbols: output.symbols)
        shown = Mutex(Shown(state: state, writer: ScreenWriter(usesColour: output.usesColour)))
        output.write(Self.hideCursor)
        let task = Task { [weak self] in
            while !Task.isCancelled, let self {
                self.draw()
                try? await Task.sleep(for: .milliseconds(125))
            }
        }
        ticking.withLock { $0 = task }
    }

    func observe(_ event: SchedulerEvent) { shown.withLock { $0.state.apply(event) } }

    func finish() {
        ticking.withLock { $0?.cancel() }
        shown.withLock { shown in
            guard !shown.isOver else { return }
            shown.isOver = true
            let size = output.size
            let lines = screen.lines(shown.state, width: size.width, height: size.height - 1, time: Self.now, tick: 0)
            var text = shown.writer.show(lines, width: size.width, height: size.height) + "\r\n"
            for line in RunSummaryText(symbols: output.symbols).lines(shown.state, width: nil) {
                text += line.encoded(usesColour: output.usesColour) + "\r\n"
            }
            output.write(text + Self.showCursor)
        }
    }

    func pause() {
        shown.withLock { shown in
            shown.isPaused = true
            output.write(shown.writer.clear() + Self.showCursor)
        }
    }

    func resume() {
        shown.withLock { shown in
            shown.isPaused = false
            output.write(Self.hideCursor)
        }
    }

    private func draw() {
        shown.withLock { shown in
            guard !shown.isPaused, !shown.isOver, shown.state.header != nil else { return }
            shown.tick += 1
            let size = output.size
            let lines = screen.lines(shown.state, width: size.width, height: size.height - 1, time: Self.now, tick: shown.tick)
            let bytes = shown.writer.show(lines, width: size.width, height: size.height)
            if !bytes.isEmpty { output.write(bytes) }
        }
    }

    /// Seconds since 1970.
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static let hideCursor = "\u{1B}[?25l"
    private static let showCursor = "\u{1B}[?25h"
}
