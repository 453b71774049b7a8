import Glibc
import TestSupport
import Testing

@testable import Processes

@Suite struct LauncherTests {
    private func start(_ script: String, statusFile: String? = nil) throws -> LauncherConnection {
        let null = try inputDescriptor(.null)
        let job = LauncherConnection.Job(
            arguments: ["/bin/bash", "-c", script], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: "/",
            statusFile: statusFile, grace: .milliseconds(100))
        return try LauncherConnection.run(job, input: null.number, output: null.number, error: null.number)
    }

    @Test(arguments: [("exit 4", "exited 4\n"), ("kill -9 $$", "signaled 9\n"), ("exec /no/such", "exited 127\n")])
    func report(script: String, expected: String) throws {
        let launcher = try start(script)
        #expect(launcher.report() == expected)
    }

    @Test func aProgramThatCannotRun() async throws {
        for path in ["/tmp", "/etc/passwd"] {
            let error = await #expect(throws: ProcessError.self) { try await ProcessTree.run(Command(path)) { _, _ in } }
            #expect(error?.code == .toolMissing)
        }
        let directory = try TemporaryDirectory()
        let text = directory["text"]
        let file = open(text, O_WRONLY | O_CREAT, 0o755)
        #expect(write(file, "no script", 9) == 9)
        close(file)
        let error = await #expect(throws: ProcessError.self) { try await ProcessTree.run(Command(text)) { _, _ in } }
        #expect(error == ProcessError(.toolMissing, operation: "start \(text)", message: "Exec format error"))
    }

    @Test func startedByHandItSaysWhatItIs() async throws {
        let launcher = try #require(Launcher.path)
        let output = try await Tool.run(Command(launcher), accepting: nil)
        #expect(output.exitCode == 125)
        #expect(output.errorText.contains("is started by slipway"))
    }

    @Test func oneLauncherRunsManyJobs() throws {
        let first = try start("exit 1")
        #expect(first.report() == "exited 1\n")
        first.keep()
        let second = try start("exit 2")
        #expect(second.report() == "exited 2\n")
    }

    @Test func aStopForAJobThatHasEndedDoesNotReachTheNext() async throws {
        for _ in 0..<50 {
            let control = ProcessControl()
            async let first = ProcessTree.run(Command("true"), control: control) { _, _ in }
            control.kill()
            control.terminate()
            _ = try await first
            let second = try await ProcessTree.run(Command("true")) { _, _ in }
            #expect(second.termination == .exited(0))
        }
    }

    @Test func theJobDiesWithItsEngine() throws {
        let directory = try TemporaryDirectory()
        let fifo = directory["held"]
        mkfifo(fifo, 0o600)
        // To the launcher its engine is dead when the socket closes.
        var launcher: LauncherConnection? = try start(
            "trap true TERM; exec 9>\(fifo); (setsid sleep 1000 &); echo >&9; while :; do sleep 0.01; done",
            statusFile: directory["status"])
        let held = OwnedDescriptor(open(fifo, O_RDONLY))
        var byte: UInt8 = 0
        #expect(read(held.number, &byte, 1) == 1)
        #expect(launcher != nil)
        launcher = nil
        // The end of the file: neither the job nor its daemon holds the fifo open any more.
        #expect(read(held.number, &byte, 1) == 0)
        #expect(directory.text("status") == "signaled 9\n")
    }

    @Test func theControlGroupGoesWhenTheLauncherIsKilled() async throws {
        guard let hierarchy = ControlGroup.hierarchy, hierarchy.kind == .unified else { return }
        let transcript = Transcript()
        let result = try await ProcessTree.run(
            Command("bash", ["-c", "(setsid sleep 1000 & echo $!); grep ^0:: /proc/self/cgroup; kill -9 $PPID; sleep 1000"])
        ) { _, bytes in transcript.append(bytes) }
        #expect(result.termination == .signaled(SIGKILL))
        let lines = transcript.text.split(separator: "\n")
        let pid = try #require(lines.first.flatMap { pid_t($0) })
        #expect(kill(pid, 0) != 0 || isZombie(pid))
    }

    /// Without its launcher the orphan is the init process's to reap, which may take its time.
    private func isZombie(_ pid: pid_t) -> Bool {
        guard let file = fopen("/proc/\(pid)/stat", "r") else { return true }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, 512, file) != nil else { return true }
        return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).contains(") Z ")
    }
}
