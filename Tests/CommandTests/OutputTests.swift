import Foundation
import PipelineModel
import Processes
import RunHistory
import TestSupport
import Testing

/// What programs read: JSON with the documented keys on stdout and nothing else there, no escape sequences unless asked for.
@Suite struct OutputTests {
    static let pipeline = """
        stages: [build, deploy]
        build:
          stage: build
          script: [echo building, 'printf "\\033[31mred\\033[0m text\\n"']
        never: {stage: build, script: [x], rules: [{if: '$NOT_SET'}]}
        deploy:
          stage: deploy
          script: [exit 7]
          needs: [build]
          environment: production
          resource_group: cloud
          allow_failure: {exit_codes: [7, 8]}
          variables: {WHERE: here}
        """

    private func object(_ output: ToolOutput) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.standardOutput)) as? [String: Any])
    }

    @Test func listAndGraph() async throws {
        let place = try Workplace(Self.pipeline)
        for command in ["list", "graph"] {
            let output = try await place.slipway(command, "--format", "json")
            #expect(output.exitCode == 0, "\(output.errorText)")
            let listing = try object(output)
            #expect(listing["version"] as? Int == 1)
            #expect(listing["stages"] as? [String] == ["build", "deploy"])
            let jobs = try #require(listing["jobs"] as? [[String: Any]])
            #expect(jobs.compactMap { $0["name"] as? String } == ["build", "deploy"])
            let deploy = jobs[1]
            #expect(deploy["needs"] as? [String] == ["build"])
            #expect(deploy["when"] as? String == "on_success")
            #expect(deploy["environment"] as? String == "production")
            #expect(deploy["resourceGroup"] as? String == "cloud")
            #expect(deploy["allowFailureExitCodes"] as? [Int] == [7, 8])
            #expect((deploy["variables"] as? [String: String])?["WHERE"] == "here")
            let excluded = try #require(listing["excluded"] as? [[String: Any]])
            #expect(excluded.first?["name"] as? String == "never")
            #expect(excluded.first?["reason"] is String)
        }
    }

    @Test func lintTellsPlacesToEditors() async throws {
        let place = try Workplace("a:\n  scirpt: x\n")
        let output = try await place.slipway("lint", "--format", "json")
        #expect(output.exitCode == 3)
        let diagnostics = try JSONDecoder().decode([Diagnostic].self, from: Data(output.standardOutput))
        let unknown = try #require(diagnostics.first { $0.message.contains("scirpt") })
        #expect(unknown.location?.file == ".gitlab-ci.yml" && unknown.location?.line == 2 && unknown.location?.column == 3)
        let good = try await place.shell("echo 'a: {script: x}' | $slipway lint --stdin --format json")
        #expect(good.exitCode == 0)
        #expect(try JSONDecoder().decode([Diagnostic].self, from: Data(good.standardOutput)).allSatisfy { $0.severity != .error })
    }

    @Test func runAndRuns() async throws {
        let place = try Workplace(Self.pipeline)
        let run = try await place.slipway("run", "--format", "json")
        #expect(run.exitCode == 0, "\(run.errorText)")
        #expect(run.errorText.contains("[build] building\n"), "progress is on stderr when stdout is data")
        let record = try JSONDecoder().decode(RunRecord.self, from: Data(run.standardOutput))
        let jobs = try #require(record.pipelines.first?.jobs)
        #expect(jobs.map(\.name) == ["build", "deploy"])
        #expect(jobs.map(\.status) == [.success, .failed])
        #expect(jobs[1].exitCode == 7 && jobs[1].allowsFailure && jobs[1].failureReason == .scriptFailure)

        let show = try await place.slipway("runs", "show", "1", "--format", "json")
        #expect(show.standardOutput == run.standardOutput)
        let list = try await place.slipway("runs", "list", "--format", "json")
        let runs = try #require(try JSONSerialization.jsonObject(with: Data(list.standardOutput)) as? [[String: Any]])
        #expect(runs.count == 1)
        #expect(runs[0]["id"] as? Int == 1 && runs[0]["status"] as? String == "success")
        #expect(runs[0]["ref"] as? String == "main" && runs[0]["wasInterrupted"] as? Bool == false)
    }

    @Test func noHistoryIsAnEmptyList() async throws {
        let place = try Workplace(Self.pipeline)
        let list = try await place.slipway("runs", "list", "--format", "json")
        #expect(list.exitCode == 0)
        #expect(list.text.filter { !$0.isWhitespace } == "[]")
    }

    @Test func escapeSequencesAreForTerminals() async throws {
        let place = try Workplace(Self.pipeline)
        #expect(try await place.slipway("run").exitCode == 0)
        let escape: UInt8 = 0x1B
        for line in [
            "run", "list", "graph", "lint", "runs list", "runs show", "runs log build", "doctor", "run nojob", "lint missing.yml",
        ] {
            for color in ["", "NO_COLOR=1"] {
                let output = try await place.shell("\(color) $slipway \(line)")
                #expect(
                    !output.standardOutput.contains(escape) && !output.standardError.contains(escape), "\(color) slipway \(line)")
            }
        }
        let log = try await place.slipway("runs", "log", "build")
        #expect(log.text.contains("\nred text\n"), "\(log.text)")
        let colored = try await place.slipway("runs", "log", "build", "--color", "always")
        #expect(colored.text.contains("\u{1B}[31mred\u{1B}[0m text\n"), "\(colored.text)")
        let list = try await place.slipway("list", "--color", "always")
        #expect(list.standardOutput.contains(escape))
    }

    /// `script` gives the command a terminal.
    @Test func onATerminalNoColorIsHonoured() async throws {
        let place = try Workplace(Self.pipeline)
        let colored = try await place.shell("script -qec '$slipway list' /dev/null")
        #expect(colored.standardOutput.contains(0x1B), "\(colored.text)")
        let plain = try await place.shell("NO_COLOR=1 script -qec '$slipway list' /dev/null")
        #expect(!plain.standardOutput.contains(0x1B), "\(plain.text)")
    }

    @Test(arguments: [">&-", "2>&-", "<&- >&- 2>&-"]) func closedStreamsAreNoFiles(closing: String) async throws {
        let place = try Workplace(Self.pipeline)
        let output = try await place.shell("$slipway run \(closing)")
        #expect(output.exitCode == 0)
        let journal = try String(contentsOfFile: place.top + "/.slipway/runs/1/events.jsonl", encoding: .utf8)
        #expect(journal.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, "\(journal)")
        #expect(try place.store.record(of: 1).status == .success)
        let lock = try String(contentsOfFile: place.top + "/.slipway/engine.lock", encoding: .utf8)
        #expect(lock.allSatisfy { $0.isNumber }, "\(lock)")
        #expect(try place.repository.git("fsck", "--full", "--strict") == "")
    }

    /// A reader that has seen enough (`| head -1`) is no error.
    @Test func aReaderThatGoesAwayIsNoTrouble() async throws {
        let place = try Workplace(Self.pipeline)
        let output = try await place.shell("set -o pipefail; $slipway list | head -n 1")
        #expect(output.exitCode == 0, "\(output.errorText)")
        #expect(output.errorText.isEmpty)
    }
}
