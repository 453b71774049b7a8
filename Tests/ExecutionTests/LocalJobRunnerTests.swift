import FoundationEssentials
import Glibc
import PipelineModel
import Synchronization
import TestSupport
import Testing

@testable import Execution

/// A runner with directories of its own, and jobs for it.
private final class Site: Sendable {
    let directory: TemporaryDirectory
    let runner: LocalJobRunner
    let lines = Mutex<[String]>([])

    init(grace: Duration = .seconds(20), logLimit: Int = TraceWriter.defaultLimit) throws {
        directory = try TemporaryDirectory()
        var configuration = LocalJobRunner.Configuration(
            buildsDirectory: directory["builds"], cacheDirectory: directory["cache"], projectName: "project")
        configuration.gracePeriod = grace
        configuration.logLimit = logLimit
        runner = LocalJobRunner(configuration: configuration, sources: PreparedSources())
    }

    func attempt(_ script: [String], _ change: (inout Job) -> Void = { _ in }, variables: [Variable] = []) -> JobAttempt {
        var job = Job(name: "job", location: SourceLocation(file: ".gitlab-ci.yml", line: 1, column: 1))
        job.script = script
        change(&job)
        var layers = VariableLayers()
        layers.jobYAML = variables
        return JobAttempt(
            runID: 3, pipelineID: 1, jobID: 7, attempt: 1, job: PlannedJob(name: "job", job: job), variables: layers, archives: [],
            tracePath: directory["job.log"], directory: directory["job"], slot: 0)
    }

    /// Runs the attempt; `act` is called once, when a line with that text has been written.
    func run(
        _ attempt: JobAttempt, when text: String? = nil, _ act: @escaping @Sendable () async -> Void = {}
    ) async -> JobOutcome {
        let isDone = Mutex(false)
        return await runner.run(attempt) { [self] progress in
            guard case .lines(let new) = progress else { return }
            lines.withLock { $0 += new }
            guard let text, new.contains(text) else { return }
            let isFirst = isDone.withLock { done in
                defer { done = true }
                return !done
            }
            if isFirst { Task.detached { await act() } }
        }
    }

    func trace() -> String { directory.text("job.log") ?? "" }
}

@Suite struct LocalJobRunnerTests {
    @Test func aJobsTrace() async throws {
        let site = try Site()
        let outcome = await site.run(
            site.attempt(["echo one", "echo two\necho three", "  ", "echo 'it''s'"]) { $0.beforeScript = ["X=1"] })
        #expect(outcome.status == .success && outcome.exitCode == 0 && outcome.failureReason == nil)
        let trace = site.trace()
        #expect(
            trace.contains(
                """
                \u{1b}[32;1m$ X=1\u{1b}[0;m
                \u{1b}[32;1m$ echo one\u{1b}[0;m
                one
                \u{1b}[32;1m$ echo two # collapsed multi-line command\u{1b}[0;m
                two
                three
                \u{1b}[32;1m$ echo 'it''s'\u{1b}[0;m
                its

                """))
        #expect(trace.hasSuffix("\u{1b}[32;1mJob succeeded\u{1b}[0;m\n"))
        #expect(site.lines.withLock { $0.joined(separator: "\n") + "\n" } == trace)
    }

    private static let failing: [(script: [String], exitCode: Int32?)] = [
        (["exit 7"], 7), (["false", "echo no"], 1), (["false | true"], 1), (["exit 137"], 137), (["no-such-command"], 127),
        (["kill -9 $$"], nil),
    ]

    @Test(arguments: failing)
    func failures(script: [String], exitCode: Int32?) async throws {
        let site = try Site()
        let outcome = await site.run(site.attempt(script))
        #expect(outcome.status == .failed && outcome.failureReason == .scriptFailure)
        #expect(outcome.exitCode == exitCode)
        let end = exitCode.map { "exit status \($0)" } ?? "signal: killed"
        #expect(site.trace().hasSuffix("\u{1b}[31;1mERROR: Job failed: \(end)\u{1b}[0;m\n"))
    }

    @Test func beforeScriptAndScriptShareAShellAfterScriptDoesNot() async throws {
        let site = try Site()
        _ = await site.run(
            site.attempt(["echo \"<$A $CI_JOB_STATUS>\"", "exit 3"]) {
                $0.beforeScript = ["A=shared"]
                $0.afterScript = ["echo \"<$A $CI_JOB_STATUS>\"", "exit 9"]
            })
        #expect(site.trace().contains("<shared running>"))
        #expect(site.trace().contains("< failed>"))
        #expect(site.trace().contains("WARNING: after_script failed: exit status 9, but job will continue unaffected"))
        #expect(site.trace().contains("ERROR: Job failed: exit status 3"))
    }

    @Test func theEnvironmentIsClean() async throws {
        setenv("SLIPWAY_TEST_TOKEN", "leaked", 1)
        let site = try Site()
        _ = await site.run(site.attempt(["env | cut -d= -f1 | sort"], variables: [Variable("MINE", "1")]))
        let names = Set(site.trace().split(separator: "\n").map(String.init))
        #expect(!names.contains("SLIPWAY_TEST_TOKEN"))
        #expect(names.isSuperset(of: ["MINE", "PATH", "CI_JOB_ID", "CI_PROJECT_DIR", "CI_CONCURRENT_ID", "CI_SERVER"]))
        let own = JobEnvironment.base(from: ["SSH_AUTH_SOCK": "s", "LC_ALL": "C", "http_proxy": "p", "X": "1"], also: ["X"])
        #expect(own == ["LC_ALL": "C", "http_proxy": "p", "X": "1"])
    }

    @Test func fileVariablesArePrivateAndGoneAfterwards() async throws {
        let site = try Site()
        let variables = [Variable("KUBECONFIG", "line 1\nline 2", isFile: true), Variable("COPY", "$KUBECONFIG")]
        _ = await site.run(
            site.attempt(
                ["stat -c %a $KUBECONFIG", "cat $KUBECONFIG", "[ $COPY = $KUBECONFIG ] && echo same"], variables: variables))
        #expect(site.trace().contains("600\n"))
        #expect(site.trace().contains("line 1\nline 2"))
        #expect(site.trace().contains("\nsame\n"))
        #expect(!site.directory.exists("builds/0/project.tmp/KUBECONFIG"))
    }

    private static let tricks = [
        "ln -f \"$OUTSIDE/kept\" \"$CI_PROJECT_DIR.tmp/step_script\"",
        "ln -sf \"$OUTSIDE/kept\" \"$CI_PROJECT_DIR.tmp/step_script\"",
        "rm -rf \"$CI_PROJECT_DIR.tmp\"; ln -s \"$OUTSIDE\" \"$CI_PROJECT_DIR.tmp\"",
        "rm -rf \"$CI_PROJECT_DIR.tmp\"; echo > \"$CI_PROJECT_DIR.tmp\"",
        "rm \"$CI_PROJECT_DIR.tmp/step_script\"; mkfifo \"$CI_PROJECT_DIR.tmp/step_script\"",
        "chmod 755 \"$CI_PROJECT_DIR.tmp\" \"$CI_PROJECT_DIR.tmp/step_script\"",
    ]

    /// The next job in a slot writes its script where the last one did.
    @Test(arguments: tricks)
    func nothingAJobPutsInPlaceOfItsScriptIsWrittenTo(trick: String) async throws {
        let site = try Site()
        let outside = site.directory["outside"]
        mkdir(outside, 0o700)
        let variables = [Variable("OUTSIDE", outside)]
        #expect(await site.run(site.attempt(["echo kept > $OUTSIDE/kept", trick], variables: variables)).status == .success)
        let script = "echo second; stat -c %a $CI_PROJECT_DIR.tmp $CI_PROJECT_DIR.tmp/step_script; ls $OUTSIDE"
        #expect(await site.run(site.attempt([script], variables: variables)).status == .success)
        #expect(site.trace().contains("second\n700\n600\nkept\n"))
        #expect(site.directory.text("outside/kept") == "kept\n")
    }

    @Test func secretsAreMaskedInOutputAndCommands() async throws {
        let site = try Site()
        let outcome = await site.run(
            site.attempt(
                ["printf hun; printf 'ter2-pass\\n'", "echo hunter2-pass"],
                variables: [Variable("P", "hunter2-pass", isMasked: true), Variable("S", "ab", isMasked: true)]))
        #expect(outcome.status == .success)
        #expect(!site.trace().contains("hunter2-pass"))
        #expect(site.trace().contains("\n[MASKED]\n"))
        #expect(site.trace().contains("WARNING: S is shorter than 4 bytes and is not masked"))
    }

    @Test func timeoutEndsTheScriptAndAfterScriptRuns() async throws {
        let site = try Site()
        let outcome = await site.run(
            site.attempt(
                ["sleep 1000"], { $0.afterScript = ["echo after $CI_JOB_STATUS"] },
                variables: [Variable("RUNNER_SCRIPT_TIMEOUT", "100ms")]))
        #expect(outcome.failureReason == .jobExecutionTimeout && outcome.status == .failed)
        #expect(site.trace().contains("\nafter failed\n"))
    }

    @Test func cancelRunsAfterScriptAndKeepsNoArtifacts() async throws {
        let site = try Site()
        let attempt = site.attempt(["touch f", "echo ready", "sleep 1000"]) {
            $0.afterScript = ["echo after $CI_JOB_STATUS"]
            var artifacts = Artifacts()
            artifacts.paths = ["f"]
            artifacts.when = .always
            $0.artifacts = artifacts
        }
        let (ready, signal) = AsyncStream.makeStream(of: Void.self)
        let task = Task { await site.run(attempt, when: "ready") { signal.yield() } }
        for await _ in ready { break }
        attempt.control.cancel()
        let outcome = await task.value
        #expect(outcome.status == .canceled && outcome.artifacts.isEmpty)
        #expect(site.trace().contains("\nafter canceled\n"))
    }

    @Test func killRunsNothingMore() async throws {
        let site = try Site()
        let attempt = site.attempt(["trap '' TERM", "echo ready", "while :; do sleep 0.01; done"]) {
            $0.afterScript = ["echo after"]
        }
        let outcome = await site.run(attempt, when: "ready") { attempt.control.kill() }
        #expect(outcome.status == .canceled)
        #expect(!site.trace().contains("\nafter\n"))
    }

    @Test func theLogLimitDoesNotEndTheJob() async throws {
        let site = try Site(logLimit: 2000)
        let outcome = await site.run(site.attempt(["seq 100000", "echo > reached"]))
        #expect(outcome.status == .success)
        #expect(site.directory.exists("builds/0/project/reached"))
        #expect(site.trace().contains("Job's log exceeded limit of 2000 bytes."))
        #expect(site.trace().utf8.count < 2300)
    }

    @Test func artifactsReportsAndCoverage() async throws {
        let site = try Site()
        let attempt = site.attempt([
            "mkdir out; echo text > out/file", "echo V=1 > vars.env", "echo '<testsuite/>' > junit.xml", "echo 'Total: 42.5%'",
        ]) {
            var artifacts = Artifacts()
            artifacts.paths = ["out/"]
            artifacts.name = "bundle-$CI_CONCURRENT_ID"
            artifacts.reports = ["dotenv": ["vars.env"], "junit": ["*.xml"]]
            $0.artifacts = artifacts
            $0.coverage = #"Total: \d+\.\d+%"#
        }
        let outcome = await site.run(attempt)
        #expect(outcome.status == .success && outcome.coverage == 42.5)
        #expect(outcome.dotenv == [Variable("V", "1")])
        #expect(outcome.artifacts.map(\.kind) == ["archive", "dotenv", "junit"])
        #expect(outcome.artifacts.first?.name == "bundle-0")
        #expect(outcome.artifacts.first?.files == ["out/file"])
        #expect(site.directory.text("job/reports/junit/junit.xml") == "<testsuite/>\n")

        // The next job, elsewhere, gets the archive.
        let next = try Site()
        var download = next.attempt(["cat out/file"])
        download.archives = [site.directory["job/artifacts.tar"]]
        #expect(await next.run(download).status == .success)
        #expect(next.trace().contains("\ntext\n"))
    }

    @Test func aMissingArchiveIsAMissingDependency() async throws {
        let site = try Site()
        var attempt = site.attempt(["true"])
        attempt.archives = [site.directory["none.tar"]]
        #expect(await site.run(attempt).failureReason == .missingDependencyFailure)
    }

    @Test func aBadDotenvReportFailsTheJob() async throws {
        let site = try Site()
        let outcome = await site.run(
            site.attempt(["echo '# no' > vars.env"]) {
                var artifacts = Artifacts()
                artifacts.reports = ["dotenv": ["vars.env"]]
                $0.artifacts = artifacts
            })
        #expect(outcome.status == .failed && outcome.message?.contains("Invalid Format") == true)
    }

    @Test func withoutAnyShellTheRunnerIsToBlame() async throws {
        let site = try Site()
        let outcome = await site.run(site.attempt(["true"], variables: [Variable("PATH", site.directory.path)]))
        #expect(outcome.failureReason == .runnerSystemFailure)
        #expect(outcome.message?.contains("neither bash nor sh") == true)
    }

    @Test func shIsEnoughWithoutBash() async throws {
        let site = try Site()
        mkdir(site.directory["bin"], 0o755)
        symlink("/bin/sh", site.directory["bin/sh"])
        let outcome = await site.run(
            site.attempt(["echo 'in \\t sh'", "exit 4"], variables: [Variable("PATH", site.directory["bin"])]))
        #expect(outcome.exitCode == 4)
        #expect(site.trace().contains("$ echo 'in \\t sh'"))
    }

    @Test func anUnwritableDirectoryIsNoCrash() async throws {
        let site = try Site()
        var attempt = site.attempt(["true"])
        attempt.tracePath = site.directory["no/such.log"]
        let outcome = await site.run(attempt)
        #expect(outcome.failureReason == .runnerSystemFailure && !outcome.hasTrace)
        #expect(outcome.message?.contains("No such file") == true)

        var storing = site.attempt(["echo > f"]) {
            var artifacts = Artifacts()
            artifacts.paths = ["f"]
            $0.artifacts = artifacts
        }
        storing.directory = "/proc/no/such"
        #expect(await site.run(storing).failureReason == .runnerSystemFailure)
        #expect(site.trace().contains("ERROR: Job failed (system failure): create /proc/no"), "\(site.trace())")
    }
}
