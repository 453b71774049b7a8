import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Processes

/// What a test process wrote, and a way to act on it as soon as a text appears.
final class Transcript: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: UnsafeRawBufferPointer) { bytes.withLock { $0 += more } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}

private func run(
    _ script: String, containment: ProcessTree.Containment = .tree, limits: ProcessTree.Limits = .init(),
    environment: [String: String] = ["PATH": "/usr/bin:/bin"], statusFile: String? = nil,
    when text: String? = nil, _ act: @escaping @Sendable (ProcessControl) -> Void = { _ in }
) async throws -> (result: ProcessResult, text: String) {
    let transcript = Transcript()
    let control = ProcessControl()
    let result = try await ProcessTree.run(
        Command("bash", ["--norc", "--noprofile", "-c", script], environment: environment), containment: containment,
        limits: limits,
        control: control, statusFile: statusFile
    ) { _, bytes in
        transcript.append(bytes)
        if let text, transcript.text.contains(text) { act(control) }
    }
    return (result, transcript.text)
}

private func isAlive(_ pid: String) -> Bool {
    guard let number = pid_t(pid.filter { $0.isNumber }), number > 1 else { return false }
    return kill(number, 0) == 0
}

@Suite struct ProcessTreeTests {
    @Test(arguments: [
        ("exit 0", Termination.exited(0)), ("exit 7", .exited(7)), ("exit 137", .exited(137)), ("exit 255", .exited(255)),
        ("kill -9 $$", .signaled(9)), ("kill -SEGV $$", .signaled(11)), ("kill -TERM $$", .signaled(15)),
    ])
    func termination(script: String, expected: Termination) async throws {
        for containment in [ProcessTree.Containment.tree, .group] {
            let end = try await run(script, containment: containment)
            #expect(end.result == ProcessResult(termination: expected, cause: .ended))
        }
    }

    @Test func outputIsCompleteAndInOrder() async throws {
        let end = try await run("for i in $(seq 3000); do echo out $i; echo err $i >&2; done")
        let expected = (1...3000).map { "out \($0)\nerr \($0)\n" }.joined()
        #expect(end.text == expected)
    }

    @Test func inputIsEmptyAndNoOtherDescriptorIsOpen() async throws {
        // 3 is the directory that ls reads.
        let end = try await run("read line; echo status $?; exec ls /proc/self/fd")
        #expect(end.text == "status 1\n0\n1\n2\n3\n")
    }

    @Test func bytesAsInput() async throws {
        let output = try await Tool.run(Command("cat", input: .bytes(Array("a\nb".utf8))))
        #expect(output.text == "a\nb")
    }

    @Test func environmentIsExactlyTheGivenOne() async throws {
        let output = try await Tool.run(Command("env", environment: ["A": "1 2", "PATH": "/usr/bin:/bin"]), containment: .tree)
        #expect(Set(output.text.split(separator: "\n")) == ["A=1 2", "PATH=/usr/bin:/bin"])
    }

    @Test func signalsAreAsInAFreshShell() async throws {
        // Signals 32 and 33 belong to glibc, which leaves them ignored in what it spawns.
        let end = try await run("grep -E 'Sig(Blk|Ign)' /proc/self/status | cut -f2")
        let masks = end.text.split(separator: "\n").compactMap { UInt64($0, radix: 16) }
        #expect(masks.count == 2)
        #expect(masks.allSatisfy { $0 & 0x7fff_ffff == 0 })
    }

    @Test func daemonisedGrandchildIsKilled() async throws {
        // Double fork and a session of its own: out of reach of a process group.
        let end = try await run("(setsid bash -c 'trap \"\" TERM HUP; echo $BASHPID; exec sleep 1000' &) | head -1")
        #expect(end.result.termination == .exited(0))
        let pid = end.text
        #expect(pid_t(pid.filter { $0.isNumber }) != nil)
        #expect(!isAlive(pid))
    }

    @Test func aBackgroundProcessThatHoldsTheOutputDoesNotDelayTheEnd() async throws {
        for containment in [ProcessTree.Containment.tree, .group] {
            let end = try await run("sleep 1000 & echo $!; echo last", containment: containment)
            #expect(end.text.hasSuffix("last\n"))
            #expect(end.result.cause == .ended)
        }
    }

    @Test func terminateReachesTheGroupAndItsTrap() async throws {
        let end = try await run("trap 'echo trapped; exit 3' TERM; echo ready; sleep 1000 & wait", when: "ready") { $0.terminate() }
        #expect(end.text == "ready\ntrapped\n")
        #expect(end.result == ProcessResult(termination: .exited(3), cause: .terminated))
    }

    @Test func aTreeThatIgnoresTermIsKilledAfterTheGrace() async throws {
        let end = try await run(
            "trap '' TERM; (setsid sleep 1000 & echo $!); echo ready; while :; do sleep 0.01; done",
            limits: .init(grace: .milliseconds(50)), when: "ready"
        ) { $0.terminate() }
        #expect(end.result == ProcessResult(termination: .signaled(SIGKILL), cause: .terminated))
        #expect(!isAlive(String(end.text.split(separator: "\n")[0])))
    }

    @Test func killIsImmediate() async throws {
        let end = try await run("trap 'echo trapped' TERM; echo ready; while :; do sleep 0.01; done", when: "ready") { $0.kill() }
        #expect(end.result == ProcessResult(termination: .signaled(SIGKILL), cause: .killed))
        #expect(!end.text.contains("trapped"))
    }

    @Test func timeLimit() async throws {
        let end = try await run("echo started; sleep 1000", limits: .init(time: .milliseconds(50), grace: .seconds(5)))
        #expect(end.result == ProcessResult(termination: .signaled(SIGTERM), cause: .timedOut))
    }

    @Test func aStoppedJobCanBeTerminated() async throws {
        let end = try await run("echo ready; kill -STOP $$; sleep 1000", when: "ready") { $0.terminate() }
        #expect(end.result.cause == .terminated)
        #expect(end.result.termination == .signaled(SIGTERM))
    }

    @Test func aRequestBeforeTheStartIsObeyed() async throws {
        let control = ProcessControl()
        control.kill()
        let result = try await ProcessTree.run(Command("sleep", ["1000"]), control: control) { _, _ in }
        #expect(result.cause == .killed)
    }

    @Test func cancellingTheTaskTerminates() async throws {
        let (lines, ready) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await ProcessTree.run(Command("bash", ["-c", "trap 'exit 5' TERM; echo; sleep 1000 & wait"])) { _, _ in
                ready.yield()
            }
        }
        for await _ in lines { break }
        task.cancel()
        let result = try await task.value
        #expect(result == ProcessResult(termination: .exited(5), cause: .terminated))
    }

    @Test func statusFileTellsTheEnd() async throws {
        let directory = try TemporaryDirectory()
        _ = try await run("exit 9", statusFile: "\(directory.path)/status")
        #expect(directory.text("status") == "exited 9\n")
    }

    @Test func controlGroupIsRemoved() async throws {
        guard let hierarchy = ControlGroup.hierarchy else { return }
        let pattern = hierarchy.kind == .unified ? "^0::" : ":freezer:"
        let end = try await run("grep '\(pattern)' /proc/self/cgroup; (setsid sleep 1000 &)")
        let group = end.text.split(separator: ":").last.map { $0.filter { $0 != "\n" } } ?? ""
        #expect(group.contains("/slipway-"))
        let name = group.split(separator: "/").last.map(String.init) ?? ""
        // Something had to be killed, and so this launcher serves no other tree: it ends, and its group with it.
        #expect(access("\(hierarchy.directory)/\(name)", F_OK) != 0)
    }

    @Test func errorsAreTyped() async throws {
        await #expect(throws: ProcessError(.toolMissing, operation: "start no-such-tool", message: "command not found")) {
            try await ProcessTree.run(Command("no-such-tool")) { _, _ in }
        }
        let error = await #expect(throws: ProcessError.self) {
            try await ProcessTree.run(Command("true", workingDirectory: "/no/such/directory")) { _, _ in }
        }
        #expect(error?.code == .system(ENOENT))
        #expect(error?.operation == "enter /no/such/directory")
        let long = await #expect(throws: ProcessError.self) {
            try await ProcessTree.run(Command("true", [String(repeating: "x", count: 1 << 18)])) { _, _ in }
        }
        #expect(long?.code == .system(E2BIG))
    }
}
