import PipelineModel
import RunHistory
import Scheduling
import Testing

@testable import Commands

@Suite struct LiveScreenTests {
    /// A run that began at 1000.
    static func state(
        stages: [String], _ jobs: [JobRecord], durations: [String: Double] = [:], slots: Int = 2,
        title: String = "Tune Nova on computes"
    ) -> LiveState {
        var history = DurationHistory()
        for (job, seconds) in durations { history.add(job, seconds: seconds) }
        var state = LiveState(durations: history, slots: slots)
        let header = RunHeader(
            id: 12, source: "push", ref: "main", commit: "1a2b3c4d5e6f", title: title, startedAt: 1000, engine: .current)
        state.apply(.record(.run(header)))
        state.apply(.record(.pipeline(PipelineRecord(id: 1, stages: stages, jobs: jobs, startedAt: 1000))))
        return state
    }

    static func change(
        _ state: inout LiveState, _ id: Int, _ status: Status, at time: Double = 1000, _ edit: (inout JobChange) -> Void = { _ in }
    ) {
        var change = JobChange(id: id, status: status, at: time)
        edit(&change)
        state.apply(.record(.job(change)))
    }

    static func kayobe() -> LiveState {
        var state = state(
            stages: ["lint", "diff", "deploy"],
            [
                JobRecord(id: 1, name: "yamllint", stage: "lint"),
                JobRecord(id: 2, name: "ansible-lint", stage: "lint", allowsFailure: true),
                JobRecord(id: 3, name: "kolla diff: [production]", stage: "diff"), JobRecord(id: 4, name: "検査", stage: "diff"),
                JobRecord(id: 5, name: "deploy", stage: "deploy", when: .manual),
                JobRecord(id: 6, name: "notify", stage: "deploy", when: .onFailure),
            ], durations: ["yamllint": 2, "ansible-lint": 10, "kolla diff: [production]": 100, "検査": 30])
        change(&state, 1, .running, at: 1000)
        change(&state, 2, .running, at: 1000)
        change(&state, 1, .success, at: 1002)
        change(&state, 2, .failed, at: 1011) { $0.exitCode = 2 }
        change(&state, 3, .running, at: 1011)
        change(&state, 4, .running, at: 1011)
        state.apply(
            .lines(
                job: 3,
                ["\u{1B}[32mRendering nova.conf for compute hosts, which is a rather long line to show here\u{1B}[0m", "  "]))
        return state
    }

    static func draw(_ state: LiveState, width: Int = 80, height: Int = 24, time: Double = 1031) -> String {
        LiveScreen().lines(state, width: width, height: height, time: time, tick: 2)
            .map { line in
                var text = Substring(line.text)
                while text.last == " " { text.removeLast() }
                return String(text)
            }
            .joined(separator: "\n")
    }

    @Test func aRunInFull() {
        #expect(
            Self.draw(Self.kayobe()) == """
                slipway run 12 · main · 1a2b3c4d Tune Nova on computes                      0:31
                ██████████████░░░░░░░░░░░░░░░░░░░░░░░░░░  2/4 jobs · ≈ 80s left
                lint                          ! 1  ✔ 1
                  ✔ yamllint                   0:02
                  ! ansible-lint               0:11  exit code 2
                diff                          ⠋ 2
                  ⠹ kolla diff: [production]   0:20 ≈ 1:40  Rendering nova.conf for compute hos…
                  ⠹ 検査                       0:20 ≈ 0:30
                deploy                        · 2
                  · deploy
                  · notify
                """)
    }

    @Test func aRunThatIsOver() {
        var state = Self.kayobe()
        Self.change(&state, 3, .failed, at: 1041) { $0.exitCode = 1 }
        Self.change(&state, 4, .success, at: 1040)
        Self.change(&state, 5, .skipped) { $0.message = "an earlier stage failed" }
        state.apply(.record(.end(status: .failed, at: 1042)))
        let lines = Self.draw(state, time: 99_999).split(separator: "\n")
        #expect(lines[0].hasSuffix("0:42"))
        #expect(lines[1].hasSuffix("4/4 jobs"))
        let summary = RunSummaryText().lines(state, width: nil).map(\.text)
        #expect(
            summary == [
                "! ansible-lint · exit code 2 · 0:11 · allowed to fail", "    slipway runs log 2 --run 12", "",
                "✘ kolla diff: [production] · exit code 1 · 0:30",
                "    Rendering nova.conf for compute hosts, which is a rather long line to show here", "      ",
                "    slipway runs log 3 --run 12", "",
                "✘ failed · 2 passed, 1 failed, 1 failed but allowed to, 1 skipped, 1 not run · 0:42 · run 12",
            ])
    }

    @Test(arguments: [(80, 24), (40, 10), (20, 5), (200, 60), (10, 3), (1, 1)]) func fitsEverySize(_ width: Int, _ height: Int) {
        for state in [Self.kayobe(), Self.thousand(), LiveState()] {
            let lines = LiveScreen().lines(state, width: width, height: height, time: 1031, tick: 0)
            #expect(lines.count <= height)
            #expect(lines.allSatisfy { $0.width <= width })
        }
    }

    /// 1,000 jobs in 10 stages: 2 stages done, the third runs.
    static func thousand(stages count: Int = 10) -> LiveState {
        let names = (0..<count).map { "stage \($0)" }
        let jobs = (0..<1000).map { JobRecord(id: $0 + 1, name: "job \($0)", stage: names[$0 * count / 1000]) }
        var state = state(stages: names, jobs)
        for id in 1...250 { change(&state, id, .success, at: 1010) }
        change(&state, 240, .failed, at: 1010)
        for id in 251...258 { change(&state, id, .running, at: 1020) }
        return state
    }

    @Test func aThousandJobsCollapse() {
        let text = Self.draw(Self.thousand())
        let lines = text.split(separator: "\n")
        #expect(lines.count == 24)
        for id in 250...257 { #expect(text.contains("⠹ job \(id) ")) }
        #expect(text.contains("✘ job 239"))
        #expect(lines.contains { $0.hasPrefix("stage 2") && $0.contains("✘ 1  ⠋ 8  ✔ 49  · 42") })
        #expect(lines.count { $0.hasPrefix("stage ") } == 10)
    }

    @Test func manyStagesLeaveRoomForWhatRuns() {
        let text = Self.draw(Self.thousand(stages: 100))
        #expect(text.split(separator: "\n").count <= 24)
        #expect(text.contains("⠹ job 250") && text.contains("✘ job 239"))
        #expect(text.contains("more stages"))
    }

    @Test func childPipelinesStandBelowTheirParent() {
        var state = Self.state(stages: ["trigger"], [JobRecord(id: 1, name: "overcloud", stage: "trigger")])
        state.apply(
            .record(
                .pipeline(
                    PipelineRecord(
                        id: 2, name: "overcloud", parentJob: 1, stages: ["deploy"],
                        jobs: [JobRecord(id: 2, name: "services", stage: "deploy")], startedAt: 1001))))
        Self.change(&state, 2, .running, at: 1001)
        #expect(
            Self.draw(state, width: 60) == """
                slipway run 12 · main · 1a2b3c4d Tune Nova on computes  0:31
                ░░░░░░░░░░░░░░░░░░░░  0/2 jobs
                trigger         · 1
                  · overcloud
                overcloud  child pipeline 2
                  deploy        ⠋ 1
                    ⠹ services   0:30
                """)
    }

    @Test func estimatesCountTheLongestPathAndTheSlots() {
        let jobs = [
            JobRecord(id: 1, name: "a", stage: "x"), JobRecord(id: 2, name: "b", stage: "x"),
            JobRecord(id: 3, name: "c", stage: "y"),
        ]
        let known = Self.state(stages: ["x", "y"], jobs, durations: ["a": 10, "b": 30, "c": 20])
        #expect(LiveEstimate(known, at: 1000).remaining == 50)
        let narrow = Self.state(stages: ["x", "y"], jobs, durations: ["a": 10, "b": 30, "c": 20], slots: 1)
        #expect(LiveEstimate(narrow, at: 1000).remaining == 60)
        let unknown = Self.state(stages: ["x", "y"], jobs, durations: ["a": 10])
        #expect(LiveEstimate(unknown, at: 1000).remaining == nil)
        #expect(LiveEstimate(LiveState(), at: 0).fraction == 0)
    }

    @Test func plainLinesCarryTheNameOfTheirJob() {
        var state = Self.kayobe()
        #expect(PlainView.lines(.lines(job: 1, ["one", ""]), state) == ["[yamllint] one", "[yamllint] "])
        let rows: [(JobChange, String?)] = [
            (JobChange(id: 3, status: .running, at: 1011), "[kolla diff: [production]] started"),
            (JobChange(id: 1, status: .success, at: 1002), "[yamllint] passed in 0:02"),
            (JobChange(id: 1, status: .pending, at: 1), nil),
            (JobChange(id: 5, status: .manual, at: 1), "[deploy] waits to be played: --manual deploy"),
        ]
        for (change, expected) in rows { #expect(PlainView.lines(.record(.job(change)), state).first == expected) }
        var failed = JobChange(id: 2, status: .failed, at: 1011)
        failed.exitCode = 2
        state.apply(.record(.job(failed)))
        #expect(PlainView.lines(.record(.job(failed)), state) == ["[ansible-lint] failed in 0:11: exit code 2 (allowed)"])
    }
}
