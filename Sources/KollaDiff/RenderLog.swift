internal import Synchronization

/// Cuts what Ansible prints into lines, and keeps the last of them.
final class RenderLog: Sendable {
    private struct State {
        var rest: [UInt8] = []
        var lines: [String] = []
    }

    private static let kept = 200
    private let state = Mutex(State())
    private let onLine: @Sendable (String) -> Void

    init(onLine: @escaping @Sendable (String) -> Void) { self.onLine = onLine }

    func append(_ bytes: UnsafeRawBufferPointer) {
        let complete = state.withLock { state in
            state.rest.append(contentsOf: bytes)
            var complete: [String] = []
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                complete.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest.removeSubrange(...end)
            }
            state.lines = (state.lines + complete).suffix(Self.kept)
            return complete
        }
        for line in complete { onLine(line) }
    }

    /// Ansible's error and what follows it, or the last lines when it names none.
    var complaint: String {
        let lines = state.withLock { $0.lines + [String(decoding: $0.rest, as: UTF8.self)] }.filter { !$0.isEmpty }
        let start = lines.firstIndex { $0.hasPrefix("ERROR!") || $0.hasPrefix("[ERROR]") } ?? max(0, lines.count - 5)
        return lines[start...].prefix(12).joined(separator: "\n")
    }
}

extension String {
    /// The name in a line such as `TASK [nova : Copying over nova.conf] ****`.
    func heading(_ word: String) -> String? {
        guard hasPrefix(word + " ["), let end = lastIndex(of: "]") else { return nil }
        return String(self[index(startIndex, offsetBy: word.count + 2)..<end])
    }
}
