/// What a tool wrote.
package struct ToolOutput: Sendable {
    package var exitCode: Int32
    package var standardOutput: [UInt8]
    package var standardError: [UInt8]

    package var text: String { String(decoding: standardOutput, as: UTF8.self) }
    package var errorText: String { String(decoding: standardError, as: UTF8.self) }

    package init(exitCode: Int32, standardOutput: [UInt8], standardError: [UInt8]) {
        self.exitCode = exitCode
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}

/// Programs that are run for their output: git, ansible, podman.
package enum Tool {
    /// Runs a program and collects what it writes.
    /// - Parameters:
    ///   - timeLimit: after it SIGTERM, and SIGKILL after `grace`.
    ///   - outputLimit: bytes of both streams together; a program that writes more is killed.
    ///   - accepting: the exit codes that are no error. nil: all.
    /// - Throws: `.toolMissing`; `.nonZeroExit` and `.signaled` with the last line of its standard error; `.timedOut`; `.canceled`
    ///   when the task was cancelled; `.outputLimit`; `.system`.
    @discardableResult
    package static func run(
        _ command: Command, containment: ProcessTree.Containment = .group, timeLimit: Duration? = nil,
        grace: Duration = .seconds(5),
        outputLimit: Int = 64 << 20, accepting: Set<Int32>? = [0]
    ) async throws(ProcessError) -> ToolOutput {
        let operation = "run \(command.executable)"
        let control = ProcessControl()
        let collector = OutputCollector(limit: outputLimit)
        let result = try await ProcessTree.run(
            command, containment: containment, output: .separate, limits: .init(time: timeLimit, grace: grace), control: control
        ) { stream, bytes in
            if !collector.append(bytes, from: stream) { control.kill() }
        }
        guard let output = collector.output(exitCode: result.termination.shellStatus) else {
            throw ProcessError(.outputLimit, operation: operation, message: "more than \(outputLimit) bytes of output")
        }
        switch result.cause {
        case .timedOut:
            let seconds = timeLimit?.components.seconds ?? 0
            throw ProcessError(.timedOut, operation: operation, message: "not finished after \(seconds) s")
        case .terminated, .killed:
            throw ProcessError(.canceled, operation: operation, message: "canceled")
        case .ended:
            break
        }
        let complaint = lastLine(output.standardError)
        switch result.termination {
        case .exited(let code):
            guard let accepting, !accepting.contains(code) else { return output }
            throw ProcessError(.nonZeroExit(code), operation: operation, message: complaint ?? "exit status \(code)")
        case .signaled(let signal):
            throw ProcessError(.signaled(signal), operation: operation, message: complaint ?? "killed by signal \(signal)")
        }
    }

    private static func lastLine(_ bytes: [UInt8]) -> String? {
        let line = bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).last { $0.contains { $0 > 0x20 } }
        return line.map { String(decoding: $0, as: UTF8.self) }
    }
}
