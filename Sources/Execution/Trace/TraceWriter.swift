internal import Glibc
internal import Synchronization

/// A job's log: bytes in, masked and valid UTF-8 out, into a file and as lines to whoever watches.
///
/// The order of the filters is GitLab Runner's: secrets, token prefixes and URL parameters, then the size limit. Safe to use from
/// several threads; what each call writes stays together.
package final class TraceWriter: Sendable {
    /// GitLab Runner's default `output_limit`, in bytes.
    package static let defaultLimit = 4 << 20

    private struct State {
        var secrets: SecretMasking
        var tokens = TokenMasking()
        var repair = UTF8Repair()
        var file: Int32
        var written = 0
        var isOverLimit = false
        var failure: ExecutionError?
        var unwritten: [UInt8] = []
        var line: [UInt8] = []
        var lines: [String] = []
    }

    private let limit: Int
    private let progress: @Sendable (JobProgress) -> Void
    private let state: Mutex<State>

    /// Creates the file (mode 0600).
    package init(
        path: String, secrets: [String], limit: Int = defaultLimit, progress: @escaping @Sendable (JobProgress) -> Void
    ) throws(ExecutionError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("create \(path)") }
        self.limit = limit
        self.progress = progress
        state = Mutex(State(secrets: SecretMasking(secrets), file: file))
    }

    deinit { state.withLock { if $0.file >= 0 { close($0.file) } } }

    /// What a process wrote. Reaches file and watcher at once.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            filter(bytes, &state)
            flush(&state)
        }
    }

    /// A line of the runner itself. Reaches file and watcher with the next output.
    package func line(_ text: String = "") { write(text + "\n") }

    package func notice(_ text: String) { line("\u{1b}[32;1m\(text)\u{1b}[0;m") }
    package func warning(_ text: String) { line("\u{1b}[0;33mWARNING: \(text)\u{1b}[0;m") }
    package func error(_ text: String) { line("\u{1b}[31;1mERROR: \(text)\u{1b}[0;m") }

    /// Begins a collapsible section. Reference: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
    /// - Parameter isBrief: over in a moment, so that file and watcher need not hear of it before it is.
    package func beginSection(_ name: String, title: String, isBrief: Bool = false) {
        write("section_start:\(time(nil)):\(name)\r\u{1b}[0K\u{1b}[0K\u{1b}[36;1m\(title)\u{1b}[0;m\n")
        if isBrief { return }
        flush()
        progress(.stage(name))
    }

    package func endSection(_ name: String) { write("section_end:\(time(nil)):\(name)\r\u{1b}[0K") }

    package func write(_ text: String) {
        state.withLock { state in
            var text = text
            text.withUTF8 { filter(UnsafeRawBufferPointer($0), &state) }
        }
    }

    /// Ends a line that a script left open, so that what follows starts on its own.
    package func endLine() {
        state.withLock { state in
            var held: [UInt8] = []
            state.secrets.finish(into: &held)
            pass(held, &state)
            if !state.line.isEmpty && !state.isOverLimit { keep([0x0a], &state) }
        }
    }

    package func flush() { state.withLock { flush(&$0) } }

    /// Why the file could not be written; nil while all is well.
    package var failure: ExecutionError? { state.withLock { $0.failure } }

    /// Writes what is left and closes the file.
    package func finish() {
        state.withLock { state in
            var masked: [UInt8] = []
            state.secrets.finish(into: &masked)
            pass(masked, &state)
            var rest: [UInt8] = []
            state.repair.finish(into: &rest)
            keep(rest, &state)
            if !state.line.isEmpty {
                state.lines.append(String(decoding: state.line, as: UTF8.self))
                state.line = []
            }
            flush(&state)
            close(state.file)
            state.file = -1
        }
    }

    private func filter(_ bytes: UnsafeRawBufferPointer, _ state: inout State) {
        guard !state.isOverLimit else { return }
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count + 16)
        state.secrets.mask(bytes, into: &masked)
        pass(masked, &state)
    }

    private func pass(_ masked: [UInt8], _ state: inout State) {
        var clean: [UInt8] = []
        clean.reserveCapacity(masked.count + 16)
        state.tokens.mask(masked, into: &clean)
        var valid: [UInt8] = []
        state.repair.repair(clean, into: &valid)
        keep(valid, &state)
    }

    private func keep(_ bytes: [UInt8], _ state: inout State) {
        guard !state.isOverLimit else { return }
        var bytes = bytes
        if state.written + bytes.count > limit {
            var cut = limit - state.written
            while cut > 0 && bytes[cut] & 0xc0 == 0x80 { cut -= 1 }
            state.isOverLimit = true
            bytes = Array(bytes[..<cut])
            bytes +=
                """

                \u{1b}[33;1mJob's log exceeded limit of \(limit) bytes.
                Job execution will continue but no more output will be collected.\u{1b}[0;m

                """.utf8
        }
        state.written += bytes.count
        state.unwritten += bytes
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0a {
            state.line += bytes[start..<index]
            state.lines.append(String(decoding: state.line, as: UTF8.self))
            state.line.removeAll(keepingCapacity: true)
            start = index + 1
        }
        state.line += bytes[start...]
    }

    private func flush(_ state: inout State) {
        var offset = 0
        while offset < state.unwritten.count, state.failure == nil, state.file >= 0 {
            let count = state.unwritten.withUnsafeBytes {
                Glibc.write(state.file, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            if count >= 0 {
                offset += count
            } else if errno != EINTR {
                state.failure = .system("write the trace")
            }
        }
        state.unwritten.removeAll(keepingCapacity: true)
        if !state.lines.isEmpty {
            progress(.lines(state.lines))
            state.lines = []
        }
    }
}
