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
        /// Hosts times roles, and when they began.
        var roles: [String: Roles] = [:]
        var isOnLine = false
    }

    struct Roles {
        var done: Int
        var total: Int
        var begin: ContinuousClock.Instant
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
                let far = Self.far(number, of: total, since: state.begin[side, default: .now], roles: state.roles[side])
                state.sides[side] = "\(side): \(far), \(name)"
                // A job's log should show that something goes on, not everything that does.
                if !isTerminal, number.isMultiple(of: 100) { line("\(place)\(side): \(far), now \(name)", &state) }
                rewrite(place + state.sides.sorted { $0.key < $1.key }.map(\.value).joined(separator: "  |  "), &state)
            case .roles(let side, let done, let total):
                state.roles[side] = Roles(done: done, total: total, begin: state.roles[side]?.begin ?? .now)
            case .finished(let side, let files, let fromCache):
                state.sides = state.sides.filter { !$0.key.hasPrefix(side) }
                line("\(place)Rendered \(side): \(files) files\(fromCache ? ", from the cache" : "")", &state)
            }
        }
    }

    /// `31 of 118 hosts × roles, 9 s left`; before the roles begin `task 12`. The time is estimated by the tasks of an earlier render of
    /// the kind, where there was one, because roles are not equally long.
    static func far(
        _ number: Int, of total: Int?, since begin: ContinuousClock.Instant, roles: Roles?, now: ContinuousClock.Instant = .now
    ) -> String {
        var left: Duration?
        if let total, total >= number {
            if number >= 20 { left = (now - begin) / number * (total - number) }
        } else if let roles, roles.done > 0 {
            left = (now - roles.begin) / roles.done * (roles.total - roles.done)
        }
        let text = roles.map { "\($0.done) of \($0.total) hosts × roles" } ?? "task \(number)"
        return text + (left.map { ", about \(DurationText.short($0)) left" } ?? "")
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
