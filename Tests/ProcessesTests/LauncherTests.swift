import Glibc
import TestSupport
import Testing

@testable import Processes

@Suite struct LauncherTests {
    @Test(arguments: [("exit 4", 4), ("kill -9 $$", 137)])
    func exitStatus(script: String, expected: Int32) async throws {
        let launcher = try #require(Launcher.path)
        let output = try await Tool.run(Command(launcher, ["--", "/bin/sh", "-c", script]), accepting: nil)
        #expect(output.exitCode == expected)
    }

    @Test func aCommandThatCannotRun() async throws {
        let launcher = try #require(Launcher.path)
        let missing = try await Tool.run(Command(launcher, ["--", "/no/such"]), accepting: nil)
        #expect(missing.exitCode == 127)
        #expect(missing.errorText.contains("execute: No such file or directory"))
        let directory = try await Tool.run(Command(launcher, ["--", "/tmp"]), accepting: nil)
        #expect(directory.exitCode == 126)
        let usage = try await Tool.run(Command(launcher, ["--nonsense"]), accepting: nil)
        #expect(usage.exitCode == 125)
    }

    @Test func theJobDiesWithItsEngine() async throws {
        let launcher = try #require(Launcher.path)
        let directory = try TemporaryDirectory()
        // The shell is the engine here: it starts the launcher, and is killed as soon as the job says that it runs. `cat` returns
        // when nobody holds the fifo open any more: neither the job nor its daemon.
        let script = """
            cd \(directory.path); mkfifo held
            bash -c '
                \(launcher) --engine $$ --grace 100 --status status -- /bin/bash -c "
                    exec 9>held; (setsid sleep 1000 &); echo running > started; trap true TERM; while :; do sleep 0.01; done" &
                until [ -s started ]; do sleep 0.01; done
                kill -9 $$
            ' &
            cat held
            until [ -s status ]; do sleep 0.01; done
            cat status
            """
        let output = try await Tool.run(Command("bash", ["-c", script]), timeLimit: .seconds(60))
        #expect(output.text == "signaled 9\n")
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
