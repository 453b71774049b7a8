import Synchronization
import TestSupport
import Testing

@testable import Execution

private final class Watched: Sendable {
    let lines = Mutex<[String]>([])

    func progress(_ progress: JobProgress) {
        if case .lines(let new) = progress { lines.withLock { $0 += new } }
    }
}

@Suite struct TraceWriterTests {
    private func trace(
        _ chunks: [[UInt8]], secrets: [String] = [], limit: Int = TraceWriter.defaultLimit
    ) throws -> (file: [UInt8], lines: [String]) {
        let directory = try TemporaryDirectory()
        let watched = Watched()
        let writer = try TraceWriter(
            path: "\(directory.path)/trace.log", secrets: secrets, limit: limit, progress: watched.progress)
        for chunk in chunks { chunk.withUnsafeBytes { writer.write($0) } }
        writer.finish()
        return (directory.bytes("trace.log") ?? [], watched.lines.withLock { $0 })
    }

    @Test func secretCutAtEveryByteNeverReachesTheFile() throws {
        let text = Array("before pass-ääß-word after\nglpat-1234567890\n".utf8)
        for cut in 0...text.count {
            let (file, lines) = try trace([Array(text[..<cut]), Array(text[cut...])], secrets: ["pass-ääß-word"])
            #expect(String(decoding: file, as: UTF8.self) == "before [MASKED] after\nglpat-[MASKED]\n")
            #expect(lines == ["before [MASKED] after", "glpat-[MASKED]"])
        }
    }

    @Test func limitCutsAtACharacterAndSaysSo() throws {
        for limit in 8...12 {
            let (file, _) = try trace([Array("1234567ä€x and more\n".utf8), Array("later\n".utf8)], limit: limit)
            let kept = ["1234567", "1234567ä", "1234567ä", "1234567ä", "1234567ä€"][limit - 8]
            let expected = """
                \(kept)
                \u{1b}[33;1mJob's log exceeded limit of \(limit) bytes.
                Job execution will continue but no more output will be collected.\u{1b}[0;m

                """
            #expect(String(decoding: file, as: UTF8.self) == expected)
        }
    }

    @Test(arguments: [
        ([0x61, 0xff, 0x62] as [UInt8], "a\u{fffd}b"),
        ([0xc3, 0xa4], "ä"),
        ([0xf0, 0x9f, 0x9a, 0xa2], "\u{1f6a2}"),
        ([0x61, 0xf0, 0x9f], "a\u{fffd}"),
        ([0x80], "\u{fffd}"),
        ([0xe2, 0x82, 0x0a], "\u{fffd}\n"),
    ])
    func invalidUTF8IsRepairedWhateverTheCut(bytes: [UInt8], expected: String) throws {
        for cut in 0...bytes.count {
            let (file, _) = try trace([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(String(decoding: file, as: UTF8.self) == expected)
        }
    }

    @Test func sectionsAreAsGitLabRunnerWritesThem() throws {
        let directory = try TemporaryDirectory()
        let writer = try TraceWriter(path: "\(directory.path)/trace.log", secrets: []) { _ in }
        writer.beginSection("step_script", title: "Executing")
        writer.endSection("step_script")
        writer.finish()
        let text = try #require(directory.text("trace.log"))
        let pattern =
            /section_start:\d+:step_script\r\x1b\[0K\x1b\[0K\x1b\[36;1mExecuting\x1b\[0;m\nsection_end:\d+:step_script\r\x1b\[0K/
        #expect(text.wholeMatch(of: pattern) != nil)
    }

    @Test func aFullDiskIsAnErrorNotACrash() throws {
        let writer = try TraceWriter(path: "/dev/full", secrets: []) { _ in }
        writer.line("text")
        writer.flush()
        #expect(writer.failure?.code == .system(28))
        #expect(writer.failure?.message == "No space left on device")
    }
}
