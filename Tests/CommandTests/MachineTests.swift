import Foundation
import PipelineModel
import Processes
import RunHistory
import TestSupport
import Testing

/// What the machine lacks or refuses: exit status 4 with the cause and the remedy, and no half-made run.
@Suite struct MachineTests {
    static let pipeline = "a:\n  script:\n    - '[ -n \"$BASH_VERSION\" ] && echo in-bash || echo in-sh'\n"

    /// A directory with links to some programs of the machine.
    private func programs(_ names: String...) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for name in names {
            try FileManager.default.createSymbolicLink(atPath: directory[name], withDestinationPath: "/bin/" + name)
        }
        return directory
    }

    @Test func withoutBashShRunsTheScript() async throws {
        let place = try Workplace(Self.pipeline)
        let path = try programs("sh", "env")
        let output = try await place.slipway("run", environment: ["PATH": path.path])
        #expect(output.exitCode == 0, "\(output.text)")
        #expect(output.text.contains("[a] WARNING: there is no bash in PATH: sh runs the scripts"), "\(output.text)")
        #expect(output.text.contains("[a] in-sh\n"))
    }

    @Test(arguments: [["run"], ["kolla", "diff", "--base", "main"], ["kolla", "render", "--output", "out"]])
    func withoutAPlaceForCachesTheSystemFailed(_ arguments: [String]) async throws {
        let place = try Workplace(Self.pipeline)
        let line = "env -u XDG_CACHE_HOME -u HOME $slipway " + arguments.joined(separator: " ")
        let output = try await place.shell(line)
        #expect(output.exitCode == 4)
        #expect(output.errorText == "slipway: neither XDG_CACHE_HOME nor HOME names a directory for caches\n")
    }

    @Test func withoutAnyShellTheSystemFailed() async throws {
        let place = try Workplace(Self.pipeline)
        let path = try programs("env")
        let output = try await place.slipway("run", environment: ["PATH": path.path])
        #expect(output.exitCode == 4, "the caller may try again: \(output.text)")
        #expect(
            output.text.contains(
                "Job failed (system failure): prepare the shell executor: neither bash nor sh in PATH (\(path.path))"))
        let job = try place.store.record(of: 1).pipelines[0].jobs[0]
        #expect(job.status == .failed && job.failureReason == .runnerSystemFailure)
    }

    /// A script that fails beside a system that fails: trying again does not help.
    @Test func oneFailedScriptMakesItTheScriptsFault() async throws {
        let place = try Workplace(
            "a: {script: [exit 1]}\nb:\n  script:\n    - for i in $(seq 20000); do echo \"line $i of a long log\"; done\n")
        let output = try await place.shell("ulimit -f 100; $slipway run --jobs 1")
        #expect(output.exitCode == 1)
        let jobs = try place.store.record(of: 1).pipelines[0].jobs
        #expect(jobs.map(\.failureReason) == [.scriptFailure, .runnerSystemFailure])
    }

    @Test func withoutTheLauncherNothingStarts() async throws {
        let place = try Workplace(Self.pipeline)
        var output = try await place.slipway("run", environment: ["SLIPWAY_LAUNCHER": "/nowhere/launcher"])
        #expect(output.exitCode == 4)
        #expect(output.errorText == "slipway: SLIPWAY_LAUNCHER names no program that can be run: /nowhere/launcher\n")

        let alone = try TemporaryDirectory()
        output = try await place.shell(
            "ln '\(BuiltProgram.slipway)' '\(alone["slipway"])' || cp $slipway '\(alone["slipway"])'; '\(alone["slipway"])' run")
        #expect(output.exitCode == 4)
        #expect(
            output.errorText.contains(
                "slipway: slipway-launcher is neither beside slipway nor in ../libexec/slipway; install it (`make install`)"),
            "\(output.errorText)")
        #expect(try place.store.runIDs().isEmpty)
    }

    @Test func withoutAPlaceForCachesNothingStarts() async throws {
        let place = try Workplace(Self.pipeline)
        let output = try await place.slipway("run", environment: ["HOME": nil, "XDG_CACHE_HOME": nil])
        #expect(output.exitCode == 4)
        #expect(output.errorText == "slipway: neither XDG_CACHE_HOME nor HOME names a directory for caches\n")
        #expect(try place.store.runIDs().isEmpty)
    }

    /// `ulimit -f` refuses bytes as a full disk does.
    @Test func withoutSpaceForTheJournalThereIsNoRun() async throws {
        let place = try Workplace(Self.pipeline)
        let output = try await place.shell("ulimit -f 0; $slipway run")
        #expect(output.exitCode == 4, "\(output.errorText)")
        #expect(output.errorText.contains("File too large"), "\(output.errorText)")
        #expect(try place.store.runIDs().isEmpty)
        #expect(place.files(below: place.top).allSatisfy { !$0.hasSuffix(".tmp") })
        let next = try await place.slipway("run")
        #expect(next.exitCode == 0, "\(next.errorText)")
    }

    @Test func withoutSpaceForTheTraceTheJobFails() async throws {
        let place = try Workplace("a:\n  script:\n    - for i in $(seq 20000); do echo \"line $i of a long log\"; done\n")
        let output = try await place.shell("ulimit -f 100; $slipway run --format json")
        #expect(output.exitCode == 4, "\(output.errorText)")
        let run = try JSONDecoder().decode(RunRecord.self, from: Data(output.standardOutput))
        let job = try #require(run.pipelines.first?.jobs.first)
        #expect(job.failureReason == .runnerSystemFailure)
        #expect(job.message == "write the trace: File too large", "\(job.message ?? "")")
        // What was written until then is there.
        let log = try await place.slipway("runs", "log", "a")
        #expect(log.text.contains("line 1 of a long log\nline 2 of a long log\n"))
    }

    @Test func withoutSpaceForArtifactsTheJobFails() async throws {
        let place = try Workplace(
            "a:\n  script:\n    - for i in 1 2 3 4 5; do head -c 60000 /dev/urandom >part$i; done\n  artifacts: {paths: [part*]}\n")
        let output = try await place.shell("ulimit -f 100; $slipway run")
        #expect(output.exitCode == 4, "\(output.text)\(output.errorText)")
        #expect(output.text.contains("File too large"), "\(output.text)")
        #expect(place.files(below: place.top + "/.slipway/runs/1/jobs") == ["1", "1.log"], "no half archive is left")
    }

    @Test func withoutSpaceForThePageTheOldOneStays() async throws {
        let place = try Workplace(Self.pipeline)
        #expect(try await place.slipway("run").exitCode == 0)
        try Data("old page".utf8).write(to: URL(fileURLWithPath: place.shared + "/report.html"))
        let output = try await place.shell("ulimit -f 4; $slipway report html --output $SHARED/report.html")
        #expect(output.exitCode == 4, "\(output.errorText)")
        #expect(output.errorText.contains("File too large"), "\(output.errorText)")
        #expect(place.files(below: place.shared) == ["report.html"])
        #expect(try String(contentsOfFile: place.shared + "/report.html", encoding: .utf8) == "old page")
    }

    /// Root writes everywhere; where the tests run as root, another user is asked.
    @Test func inARepositoryThatCannotBeWritten() async throws {
        let place = try Workplace(Self.pipeline)
        let asOther = getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
        let line = "chmod 555 . && \(asOther)env HOME=/nowhere XDG_CACHE_HOME=$(mktemp -d) $slipway"
        let list = try await place.shell(
            "chmod a+rx \"$(dirname $PWD)\" && \(line.replacing("$(mktemp -d)", with: "/nowhere")) list")
        try #require(list.exitCode == 0, "\(list.errorText)")
        let run = try await place.shell(
            "cache=$(mktemp -d); chmod 777 $cache; \(line.replacing("$(mktemp -d)", with: "$cache")) run; code=$?; rm -rf $cache; exit $code"
        )
        _ = try await place.shell("chmod 755 .")
        #expect(run.exitCode == 4, "\(run.errorText)")
        #expect(run.errorText.contains("slipway: create \(place.top)/.slipway: Permission denied"), "\(run.errorText)")
    }
}
