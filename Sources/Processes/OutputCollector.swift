internal import Synchronization

/// Both streams of a tool in memory, up to a limit.
final class OutputCollector: Sendable {
    private struct State {
        var output: [UInt8] = []
        var error: [UInt8] = []
        var isOver = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// False when there is more than the limit.
    func append(_ bytes: UnsafeRawBufferPointer, from stream: ProcessTree.Stream) -> Bool {
        state.withLock { state in
            if state.isOver || state.output.count + state.error.count + bytes.count > limit {
                state.isOver = true
                return false
            }
            if stream == .output { state.output += bytes } else { state.error += bytes }
            return true
        }
    }

    /// nil when there was more than the limit.
    func output(exitCode: Int32) -> ToolOutput? {
        state.withLock { state in
            state.isOver ? nil : ToolOutput(exitCode: exitCode, standardOutput: state.output, standardError: state.error)
        }
    }
}
