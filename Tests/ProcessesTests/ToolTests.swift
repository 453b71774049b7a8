import Glibc
import Testing

@testable import Processes

@Suite struct ToolTests {
    @Test func streamsAreApart() async throws {
        let output = try await Tool.run(Command("sh", ["-c", "echo a; echo b >&2; exit 4"]), accepting: [0, 4])
        #expect(output.exitCode == 4)
        #expect(output.text == "a\n")
        #expect(output.errorText == "b\n")
    }

    @Test func failures() async throws {
        let failed = await #expect(throws: ProcessError.self) {
            try await Tool.run(Command("sh", ["-c", "echo first >&2; echo 'fatal: no' >&2; exit 128"]))
        }
        #expect(failed == ProcessError(.nonZeroExit(128), operation: "run sh", message: "fatal: no"))
        let signaled = await #expect(throws: ProcessError.self) { try await Tool.run(Command("sh", ["-c", "kill -9 $$"])) }
        #expect(signaled?.code == .signaled(9))
        let late = await #expect(throws: ProcessError.self) {
            try await Tool.run(Command("sleep", ["1000"]), timeLimit: .milliseconds(20))
        }
        #expect(late?.code == .timedOut)
        let wordy = await #expect(throws: ProcessError.self) { try await Tool.run(Command("yes"), outputLimit: 1000) }
        #expect(wordy?.code == .outputLimit)
        let missing = await #expect(throws: ProcessError.self) { try await Tool.run(Command("no-such-tool")) }
        #expect(missing?.code == .toolMissing)
    }
}
