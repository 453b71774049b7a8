internal import Glibc
internal import KollaDiff
internal import Synchronization

/// Shows on standard error how far a render is: one line that is rewritten on a terminal, one line a step elsewhere.
final class KollaProgress: Sendable {
    private struct State {
        /// What each side is at.
        var sides: [String: String] = [:]
        var started: Set<String> = []
        var begin: [String: ContinuousClock.Instant] = [:]
        var isOnLine = false
    }

    private let place: String
    private let isTerminal: Bool
    private let output: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - environment: named in every line, when there are several.
    ///   - output: where text goes; standard error by default.
    init(
        environment: String? = nil, isTerminal: Bool = isatty(STDERR_FILENO) == 1,
        output: @escaping @Sendable (String) -> Void = KollaProgress.writeToStandardError
    ) {
        place = environment.map { $0 + ": " } ?? ""
        self.isTerminal = isTerminal
        self.output = output
    }

    /// For each of several environments one that names it, as `production (1 of 3)`.
    static func several(_ environments: [String?]) -> [KollaProgress] {
        names(of: environments).map { KollaProgress(environment: $0) }
    }

    static func names(of environments: [String?]) -> [String?] {
        guard environments.count > 1 else { return environments.map { _ in nil } }
        return environments.enumerated().map { "\($1 ?? "no environment") (\($0 + 1) of \(environments.count))" }
    }

    func show(_ progress: RenderProgress) {
        state.withLock { state in
            switch progress {
            case .note(let text): line(text, &state)
            case .step(let side, _):
                if state.started.insert(side).inserted {
                    state.begin[side] = .now
                    line("\(place)Rendering \(side)", &state)
                }
            case .task(let side, let name, let number, let total):
                let far = Self.far(number, of: total, since: state.begin[side, default: .now])
                state.sides[side] = "\(side): \(far), \(name)"
                // A job's log should show that something goes on, not everything that does.
                if !isTerminal, number.isMultiple(of: 100) { line("\(place)\(side): \(far), now \(name)", &state) }
                rewrite(place + state.sides.sorted { $0.key < $1.key }.map(\.value).joined(separator: "  |  "), &state)
            case .finished(let side, let files, let fromCache):
                state.sides = state.sides.filter { !$0.key.hasPrefix(side) }
                line("\(place)Rendered \(side): \(files) files\(fromCache ? ", from the cache" : "")", &state)
            }
        }
    }

    /// `task 120 of about 336, 9 s left`; without an earlier render to go by, only the first number.
    static func far(_ number: Int, of total: Int?, since begin: ContinuousClock.Instant, now: ContinuousClock.Instant = .now)
        -> String
    {
        guard let total, total >= number else { return "task \(number)" }
        let text = "task \(number) of about \(total)"
        guard number >= 20 else { return text }
        let left = (now - begin) / number * (total - number)
        return text + ", \(DurationText.short(left)) left"
    }

    /// Clears the line that is rewritten.
    func finish() {
        state.withLock { state in
            if state.isOnLine { output("\r\u{1b}[K") }
            state.isOnLine = false
        }
    }

    private func line(_ text: String, _ state: inout State) {
        if state.isOnLine { output("\r\u{1b}[K") }
        state.isOnLine = false
        output(text + "\n")
    }

    private func rewrite(_ text: String, _ state: inout State) {
        guard isTerminal else { return }
        var size = winsize()
        let columns = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        output("\r\u{1b}[K" + text.prefix(columns - 1))
        state.isOnLine = true
    }

    private static func writeToStandardError(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
