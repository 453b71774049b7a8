import PipelineModel
import Testing

@testable import Scheduling

/// One row: a pipeline, what happens, and the statuses it ends in.
struct StatusRow: Sendable, CustomTestStringConvertible {
    var pipeline: String
    var steps: String
    var expected: String
    var cancelsOnJobFailure = false

    init(_ pipeline: String, _ steps: String, _ expected: String, cancelsOnJobFailure: Bool = false) {
        self.pipeline = pipeline
        self.steps = steps
        self.expected = expected
        self.cancelsOnJobFailure = cancelsOnJobFailure
    }

    var testDescription: String { "\(pipeline) after \(steps)" }
}

@Suite struct PipelineStateTests {
    static let rows: [StatusRow] = [
        // Stages.
        StatusRow("a | b", "", "a pending, b created → pending"),
        StatusRow("a | b", "run a", "a running, b created → running"),
        StatusRow("a | b", "ok a", "a success, b pending → running"),
        StatusRow("a | b", "ok a;ok b", "a success, b success → success"),
        StatusRow("a | b", "fail a", "a failed, b skipped → failed"),
        StatusRow("a b | c", "ok a", "a success, b pending, c created → running"),
        StatusRow("a b | c", "fail a", "a failed, b pending, c created → running"),
        StatusRow("a b | c", "fail a;ok b", "a failed, b success, c skipped → failed"),
        StatusRow("a | | b", "ok a", "a success, b pending → running"),
        StatusRow("| a | b", "ok a;ok b", "a success, b success → success"),
        StatusRow("a | b | c", "fail a", "a failed, b skipped, c skipped → failed"),
        // allow_failure.
        StatusRow("a? | b", "fail a", "a failed, b pending → pending"),
        StatusRow("a? | b", "fail a;ok b", "a failed, b success → success"),
        StatusRow("a? b | c", "fail a;fail b", "a failed, b failed, c skipped → failed"),
        StatusRow("a?3,4 | b", "fail a 3", "a failed, b pending → pending"),
        StatusRow("a?3,4 | b", "fail a 5", "a failed, b skipped → failed"),
        StatusRow("a?3 | b", "fail a runner_system_failure", "a failed, b skipped → failed"),
        StatusRow("a? b<a", "fail a", "a failed, b pending → pending"),
        // on_failure and always.
        StatusRow("a | b~on_failure", "ok a", "a success, b skipped → success"),
        StatusRow("a | b~on_failure", "fail a;ok b", "a failed, b success → failed"),
        StatusRow("a? | b~on_failure", "fail a", "a failed, b skipped → success"),
        StatusRow("a | b | c~on_failure", "fail a;ok c", "a failed, b skipped, c success → failed"),
        StatusRow("a | b~always", "fail a;ok b", "a failed, b success → failed"),
        StatusRow("a | b~always", "ok a;ok b", "a success, b success → success"),
        StatusRow("a b<a~on_failure", "fail a", "a failed, b pending → running"),
        StatusRow("a b<a~on_failure", "ok a", "a success, b skipped → success"),
        StatusRow("a b<a~always", "fail a", "a failed, b pending → running"),
        StatusRow("a~on_failure | b", "", "a skipped, b pending → pending"),
        StatusRow("a~on_failure", "", "a skipped → skipped"),
        StatusRow("a~never | b~always", "ok b", "a skipped, b success → success"),
        // Needs.
        StatusRow("a b | c<a", "ok a", "a success, b pending, c pending → running"),
        StatusRow("a | b | c<", "", "a pending, b created, c pending → pending"),
        StatusRow("a b | c<a,b", "ok b;ok a", "a success, b success, c pending → running"),
        StatusRow("a b | c<a,b", "fail a", "a failed, b pending, c created → running"),
        StatusRow("a b | c<a,b", "fail a;ok b", "a failed, b success, c skipped → failed"),
        StatusRow("a | b<a | c<b | d<c", "fail a", "a failed, b skipped, c skipped, d skipped → failed"),
        StatusRow("a x | b~on_failure | c<b", "ok a", "a success, x pending, b created, c created → running"),
        StatusRow("a b<a~on_failure c<b", "ok a", "a success, b skipped, c skipped → success"),
        // One need that is skipped decides at once, as in GitLab: the other need still runs.
        StatusRow("a b<a~on_failure x c<b,x", "ok a", "a success, b skipped, x pending, c skipped → running"),
        StatusRow("a b<a~on_failure x c<b,x~always", "ok a", "a success, b skipped, x pending, c pending → running"),
        StatusRow("a | b<a~on_failure | c", "ok a", "a success, b skipped, c pending → running"),
        // A stage job after DAG jobs waits for them, too.
        StatusRow("a | b< | c", "ok a", "a success, b pending, c created → running"),
        StatusRow("a | b< | c", "fail b;ok a", "a success, b failed, c skipped → failed"),
        // Manual.
        StatusRow("a~manual | b", "", "a manual, b created → manual"),
        StatusRow("a~manual | b", "play a;ok a", "a success, b pending → running"),
        StatusRow("a~manual? | b", "", "a manual, b pending → pending"),
        StatusRow("a~manual? | b", "ok b", "a manual, b success → success"),
        StatusRow("a~manual?", "", "a manual → skipped"),
        StatusRow("a~manual? | b~manual?", "", "a manual, b manual → skipped"),
        StatusRow("a | b~manual", "fail a", "a failed, b skipped → failed"),
        StatusRow("a~manual b", "run b", "a manual, b running → running"),
        StatusRow("a~manual b", "ok b", "a manual, b success → manual"),
        StatusRow("a~manual b", "fail b", "a manual, b failed → manual"),
        StatusRow("a~manual b<a", "", "a manual, b created → manual"),
        StatusRow("a~manual? b<a", "", "a manual, b skipped → skipped"),
        StatusRow("a~manual? b<a c<b", "play a", "a pending, b created, c created → pending"),
        StatusRow("a~manual? b<a c<b", "play a;ok a;ok b", "a success, b success, c pending → running"),
        StatusRow("a~manual? | b", "play a;ok b", "a pending, b success → running"),
        StatusRow("a~manual? | b | c", "play a;fail a;ok b", "a failed, b success, c pending → running"),
        StatusRow("a~manual", "play a;fail a", "a failed → failed"),
        StatusRow("a~manual", "play a;play a;ok a;play a", "a success → success"),
        // Delayed.
        StatusRow("a~delayed | b", "", "a scheduled, b created → scheduled"),
        StatusRow("a~delayed | b", "due a", "a pending, b created → pending"),
        StatusRow("a~delayed | b", "due a;ok a", "a success, b pending → running"),
        StatusRow("a b<a~delayed", "fail a", "a failed, b skipped → failed"),
        StatusRow("a~delayed", "cancel;due a", "a canceled → canceled"),
        // Retry.
        StatusRow("a*2 | b", "fail a", "a pending, b created → pending"),
        StatusRow("a*2 | b", "fail a;fail a;ok a", "a success, b pending → running"),
        StatusRow("a*2 | b", "fail a;fail a;fail a", "a failed, b skipped → failed"),
        StatusRow("a*2", "fail a missing_dependency_failure", "a failed → failed"),
        StatusRow("a", "fail a scheduler_failure;fail a scheduler_failure", "a pending → pending"),
        StatusRow("a", "fail a scheduler_failure;fail a scheduler_failure;fail a scheduler_failure", "a failed → failed"),
        // Cancel.
        StatusRow("a b | c", "run a;cancel", "a canceling, b canceled, c canceled → canceling"),
        StatusRow("a b | c", "run a;cancel;end a", "a canceled, b canceled, c canceled → canceled"),
        StatusRow("a*2", "run a;cancel;fail a", "a canceled → canceled"),
        StatusRow("a", "run a;cancel;ok a", "a canceled → canceled"),
        StatusRow("a b | c~always", "fail a;run b;cancel;end b", "a failed, b canceled, c canceled → failed"),
        StatusRow("a | b", "ok a;ok b;cancel", "a success, b success → success"),
        StatusRow("a~manual b~manual?", "cancel", "a canceled, b manual → canceled"),
        StatusRow("a | b~always", "run a;end a", "a canceled, b skipped → canceled"),
        StatusRow("a b<a~on_failure", "run a;end a", "a canceled, b skipped → canceled"),
        StatusRow("a? | b", "run a;end a", "a canceled, b pending → pending"),
        StatusRow("a b | c", "run b;fail a", "a failed, b canceling, c canceled → canceling", cancelsOnJobFailure: true),
        StatusRow("a b | c", "run b;fail a;end b", "a failed, b canceled, c canceled → failed", cancelsOnJobFailure: true),
        StatusRow("a? b | c", "run b;fail a", "a failed, b running, c created → running", cancelsOnJobFailure: true),
        StatusRow("a*1 b", "run b;fail a", "a pending, b running → running", cancelsOnJobFailure: true),
        // Resource groups.
        StatusRow("a@g", "", "a waiting_for_resource → waiting_for_resource"),
        StatusRow("a@g", "got a", "a pending → pending"),
        StatusRow("a@g | b", "got a;ok a", "a success, b pending → running"),
        StatusRow("a@g", "refuse a", "a failed → failed"),
        StatusRow("a@g", "cancel;got a", "a canceled → canceled"),
        // Trigger jobs.
        StatusRow("a+none | b", "", "a pending, b created → pending"),
        StatusRow("a+none | b", "child a", "a success, b pending → running"),
        StatusRow("a+none | b", "child a;child a failed", "a success, b pending → running"),
        StatusRow("a+depend | b", "child a", "a running, b created → running"),
        StatusRow("a+depend | b", "child a;child a running;child a success", "a success, b pending → running"),
        StatusRow("a+depend | b", "child a;child a failed", "a failed, b skipped → failed"),
        StatusRow("a+depend | b", "child a;child a canceled", "a canceled, b skipped → canceled"),
        StatusRow("a+depend | b", "child a;child a skipped", "a failed, b skipped → failed"),
        StatusRow("a+mirror | b", "child a;child a skipped", "a skipped, b pending → pending"),
        StatusRow("a+mirror | b", "child a;child a manual", "a manual, b created → manual"),
        StatusRow("a+depend? | b", "child a;child a manual", "a manual, b created → manual"),
        StatusRow("a+mirror? | b", "child a;child a manual", "a manual, b pending → pending"),
        StatusRow("a+depend | b", "child a;child a manual;child a running;child a success", "a success, b pending → running"),
        StatusRow("a+depend | b", "child a;child a manual;play a", "a manual, b created → manual"),
        StatusRow("a+depend | b", "nochild a", "a failed, b skipped → failed"),
        StatusRow("a+depend? | b", "nochild a", "a failed, b pending → pending"),
        StatusRow("a+depend | b", "child a;cancel", "a canceling, b canceled → canceling"),
        StatusRow("a+depend | b", "child a;cancel;child a failed", "a canceled, b canceled → canceled"),
        StatusRow("a+depend | b", "cancel;child a", "a canceled, b canceled → canceled"),
    ]

    @Test(arguments: rows) func statuses(_ row: StatusRow) throws {
        var rehearsal = try Rehearsal(plan(row.pipeline, cancelsOnJobFailure: row.cancelsOnJobFailure))
        for step in row.steps.split(separator: ";") { rehearsal.perform(step) }
        #expect(rehearsal.statuses == row.expected)
    }

    /// A pipeline, what happens first, the last event, and what it makes the machine ask for.
    static let actionRows: [(pipeline: String, before: String, step: String, expected: String)] = [
        ("a b | c", "", "", "run a, run b"),
        ("a b | c", "ok a", "ok b", "run c"),
        ("a b | c<a", "", "ok a", "run c"),
        ("a*1", "", "fail a", "retry a 1, run a 2"),
        ("a*1@g", "got a", "fail a", "retry a 1, release g a, acquire g a"),
        ("a@g | b@g", "got a", "ok a", "release g a, acquire g b"),
        ("a@g", "", "cancel", "release g a"),
        ("a@g", "got a", "cancel", "withdraw a, release g a"),
        ("a@g", "got a;run a", "cancel", "stop a"),
        ("a@g", "got a;run a;cancel", "end a", "release g a"),
        ("a@g", "", "refuse a", "release g a"),
        ("a b", "run a", "cancel", "stop a, withdraw b"),
        ("a", "run a;cancel", "cancel", ""),
        ("a~delayed", "", "", "timer a"),
        ("a~delayed", "", "due a", "run a"),
        ("a~delayed", "", "cancel", "stop timer a"),
        ("a~delayed@g", "", "due a", "acquire g a"),
        ("a~manual@g", "", "play a", "acquire g a"),
        ("a+depend", "", "", "start child a"),
        ("a+depend@g", "got a", "child a", ""),
        ("a+depend@g", "got a;child a", "child a success", "release g a"),
        ("a+none@g", "got a", "child a", "release g a"),
        ("a+depend", "child a", "cancel", "cancel child a"),
        ("a+none", "child a;child a running", "cancel", "cancel child a"),
        ("a+none", "child a;child a success", "cancel", ""),
        ("a+depend", "cancel", "child a", "cancel child a"),
    ]

    @Test(arguments: actionRows.indices) func actions(_ index: Int) throws {
        let row = Self.actionRows[index]
        var rehearsal = try Rehearsal(plan(row.pipeline))
        for step in row.before.split(separator: ";") { rehearsal.perform(step) }
        if !row.step.isEmpty {
            _ = rehearsal.take()
            rehearsal.perform(row.step)
        }
        #expect(rehearsal.take() == row.expected, "\(row)")
    }

    @Test func playsNamedManualJobsWhenTheyAreReached() throws {
        var rehearsal = try Rehearsal(plan("a | b~manual c~manual"), playing: ["b"])
        rehearsal.perform("ok a")
        #expect(rehearsal.statuses == "a success, b pending, c manual → running")
    }

    @Test func saysWhyAJobIsSkipped() throws {
        let reasons: [(String, String, String?)] = [
            ("a x<a", "fail a", "needs failed: a"), ("a~manual? x<a", "", "needs not played: a"),
            ("a b<a x<b", "fail a", "needs skipped: b"), ("a | x", "fail a", "an earlier stage failed"),
            ("a | x~on_failure", "ok a", "runs only after a failure"), ("a | x", "run a;end a", "an earlier job was canceled"),
        ]
        for (pipeline, steps, expected) in reasons {
            var state = try PipelineState(plan(pipeline))
            var actions = state.handle(.start)
            var rehearsal = try Rehearsal(plan(pipeline))
            let job = rehearsal.index("x")
            for step in steps.split(separator: ";") { rehearsal.perform(step) }
            if steps.hasPrefix("fail") {
                actions += state.handle(.started(job: 0)) + state.handle(.finished(job: 0, status: .failed))
            }
            if steps.hasPrefix("ok") {
                actions += state.handle(.started(job: 0)) + state.handle(.finished(job: 0, status: .success))
            }
            if steps.hasPrefix("run") {
                actions += state.handle(.started(job: 0)) + state.handle(.finished(job: 0, status: .canceled))
            }
            let message = actions.lazy.compactMap { action -> String? in
                guard case .changeStatus(job, .skipped, _, let message) = action else { return nil }
                return message
            }.first
            #expect(message == expected, "\(pipeline)")
        }
    }

    @Test func refusesPlansThatCannotRun() {
        #expect(throws: PlanError.circularNeeds(job: "a")) { try PipelineState(plan("a<b b<a")) }
        #expect(throws: PlanError.circularNeeds(job: "a")) { try PipelineState(plan("a<a")) }
        #expect(throws: PlanError.unknownNeed(job: "a", need: "x")) { try PipelineState(plan("a<x")) }
        #expect(throws: PlanError.needOfLaterStage(job: "a", need: "b")) { try PipelineState(plan("a<b | b")) }
        #expect(throws: PlanError.duplicateJob("a")) { try PipelineState(plan("a | a")) }
        var lost = plan("a")
        lost.stages = ["other"]
        #expect(throws: PlanError.unknownStage(job: "a", stage: "stage0")) { try PipelineState(lost) }
    }
}
