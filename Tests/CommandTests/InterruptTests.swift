import Foundation
import PipelineModel
import Processes
import RunHistory
import TestSupport
import Testing

/// Ctrl-C, SIGTERM and sudden death: what runs is ended, what should run still does, and the history says what happened.
@Suite struct InterruptTests {
    /// `a` says that it runs and then waits; its after_script says so, too, and waits when it is told to.
    static let pipeline = """
        a:
          script:
            - echo a-line-of-a
            - exec 9>$SHARED_DIR/lifeline
            - sleep 1000 &
            - setsid sleep 1000 &
            - echo >$SHARED_DIR/started
            - wait
          after_script:
            - echo "$CI_JOB_STATUS" >$SHARED_DIR/after
            - if [ -n "$AFTER_WAITS" ]; then sleep 1000; fi
            - echo end-of-after-script
        b:
          stage: deploy
          script: [echo]
        c:
          stage: deploy
          when: always
          script: [echo]
        """

    private struct Scene {
        let place: Workplace
        let started, after: Milestone
        /// Held by the job's shell, a child of it, and one that left its session.
        let processes: Lifeline
        let running: RunningSlipway

        init(_ options: String...) throws {
            place = try Workplace(InterruptTests.pipeline)
            started = try place.milestone("started")
            processes = try Lifeline(path: place.shared + "/lifeline")
            after = try place.milestone("after")
            running = try place.start(["run", "--variable", "SHARED_DIR=" + place.shared] + options)
        }

        func statuses() throws -> [String: Status] {
            let run = try place.store.record(of: 1)
            return Dictionary(uniqueKeysWithValues: run.pipelines[0].jobs.map { ($0.name, $0.status) })
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func oneSignalEndsGracefully(signal: Int32) async throws {
        let scene = try Scene()
        try await scene.started.reached()
        scene.running.send(signal)
        #expect(try await scene.after.reached() == "canceled")
        let ending = try await scene.running.wait()
        #expect(ending.exitCode == 1, "\(ending.errors)")
        #expect(ending.output.contains("[a] end-of-after-script\n"), "\(ending.output)")
        #expect(try scene.statuses() == ["a": .canceled, "b": .canceled, "c": .canceled])
        #expect(await scene.processes.haveEnded(within: .zero), "a process outlived its job")
        #expect(
            scene.place.files(below: scene.place.top + "/.slipway/runs/1") == [
                "events.jsonl", "jobs", "jobs/1.log",
            ])
        #expect(try scene.place.store.summary(of: 1).wasInterrupted == false)
    }

    @Test func aSecondSignalKills() async throws {
        let scene = try Scene("--variable", "AFTER_WAITS=yes")
        try await scene.started.reached()
        scene.running.send(SIGINT)
        try await scene.after.reached()
        scene.running.send(SIGINT)
        let ending = try await scene.running.wait()
        #expect(ending.exitCode == 1)
        #expect(!ending.output.contains("[a] end-of-after-script\n"))
        #expect(try scene.statuses() == ["a": .canceled, "b": .canceled, "c": .canceled])
        #expect(await scene.processes.haveEnded(within: .zero), "a process outlived its job")
    }

    /// kill -9: the launcher notices and ends the job; the next run cleans up.
    @Test func theJobOfADeadEngineEnds() async throws {
        let scene = try Scene()
        try await scene.started.reached()
        scene.running.send(SIGKILL)
        #expect(try await scene.running.wait().signal == SIGKILL)
        #expect(await scene.processes.haveEnded(within: .seconds(120)), "a process of the job outlives the engine")

        let list = try await scene.place.slipway("runs", "list")
        #expect(list.text.contains("1    interrupted"), "\(list.text)")
        let show = try await scene.place.slipway("runs", "show")
        #expect(show.text.hasPrefix("Run 1: interrupted\n"), "\(show.text)")
        #expect(show.text.contains("slipway died while the job ran"))
        #expect(show.text.contains("slipway died before the job ran"))
        let log = try await scene.place.slipway("runs", "log", "a", "--follow")
        #expect(log.exitCode == 0)
        #expect(log.text.contains("\na-line-of-a\n"), "\(log.text)")
        let report = try await scene.place.slipway("report", "html", "--output", scene.place.shared + "/report.html")
        #expect(report.exitCode == 0, "\(report.errorText)")
        let page = try String(contentsOfFile: scene.place.shared + "/report.html", encoding: .utf8)
        #expect(page.contains("a-line-of-a") && page.contains("slipway died while the job ran"))

        #expect(scene.place.files(below: scene.place.top + "/.slipway/runs/1").contains("builds"))
        try scene.place.repository.commit([".gitlab-ci.yml": "c: {script: [echo next]}\n"])
        let next = try await scene.place.slipway("run")
        #expect(next.exitCode == 0, "\(next.errorText)")
        #expect(!scene.place.files(below: scene.place.top + "/.slipway/runs/1").contains("builds"), "the next run cleans up")
    }

    @Test func aSecondEngineIsKeptOut() async throws {
        let scene = try Scene()
        try await scene.started.reached()
        let second = try await scene.place.slipway("run")
        #expect(second.exitCode == 4)
        #expect(
            second.errorText.contains(
                "another slipway run is active in this repository (process \(scene.running.processID)); wait for it or stop it"),
            "\(second.errorText)")
        #expect(try scene.place.store.runIDs() == [1])

        // Readers are not kept out.
        let list = try await scene.place.slipway("runs", "list")
        #expect(list.exitCode == 0 && list.text.contains("1    running"), "\(list.text)")
        let log = try await scene.place.slipway("runs", "log", "a")
        #expect(log.text.contains("\na-line-of-a\n"), "a running job has a log: \(log.text)\(log.errorText)")
        let report = try await scene.place.slipway("report", "html", "--output", scene.place.shared + "/report.html")
        #expect(report.exitCode == 0, "\(report.errorText)")

        // A follower sees the end.
        let follower = try scene.place.start(["runs", "log", "a", "--follow"])
        scene.running.send(SIGINT)
        try await scene.after.reached()
        #expect(try await scene.running.wait().exitCode == 1)
        let followed = try await follower.wait()
        #expect(followed.exitCode == 0)
        #expect(
            followed.output.contains("\na-line-of-a\n") && followed.output.contains("\nend-of-after-script\n"), "\(followed.output)"
        )
    }
}
