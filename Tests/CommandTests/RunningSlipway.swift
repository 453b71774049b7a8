import Foundation
import TestSupport

/// `slipway` at work, to be sent signals. What it writes goes to files, so that it never waits for a reader.
final class RunningSlipway: Sendable {
    struct Ending: Sendable {
        var exitCode: Int32
        /// The number of the signal that killed it.
        var signal: Int32?
        var output: String
        var errors: String
    }

    private let process: Process
    private let outputPath: String
    private let errorPath: String
    private let ended: AsyncStream<Void>

    init(_ arguments: [String], environment: [String: String], directory: String, outputs: TemporaryDirectory) throws {
        let id = UUID().uuidString
        outputPath = outputs["output-" + id]
        errorPath = outputs["errors-" + id]
        for path in [outputPath, errorPath] { try Data().write(to: URL(fileURLWithPath: path)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltProgram.slipway)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        self.ended = ended
        self.process = process
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var processID: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func wait() async throws -> Ending {
        for await _ in ended {}
        let isKilled = process.terminationReason == .uncaughtSignal
        return Ending(
            exitCode: isKilled ? -1 : process.terminationStatus, signal: isKilled ? process.terminationStatus : nil,
            output: try String(contentsOfFile: outputPath, encoding: .utf8),
            errors: try String(contentsOfFile: errorPath, encoding: .utf8))
    }
}
