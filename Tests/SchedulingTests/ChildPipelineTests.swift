import Execution
import PipelineModel
import RunHistory
import Synchronization
import Testing

@testable import Scheduling

@Suite(.timeLimit(.minutes(1))) struct ChildPipelineTests {
    static func child(_ text: String) -> ChildPlanner { { _ in .success(plan(text)) } }

    @Test(arguments: [
        ("t+depend | z", "c", "t success, z success → success"), ("t+depend | z", "c~manual", "t manual, z created → manual"),
        ("t+depend | z", "bad", "t failed, z skipped → failed"), ("t+none | z", "bad", "t success, z success → success"),
        ("t+mirror | z", "c~on_failure", "t skipped, z success → success"),
        ("t+depend | z", "c~on_failure", "t failed, z skipped → failed"), ("t+depend? | z", "bad", "t failed, z success → success"),
    ]) func theTriggerJobFollowsItsChild(_ parent: String, _ child: String, _ expected: String) async throws {
        let stage = try SchedulerStage(FakeJobRunner(["bad": .end(.failed())]), childPlan: Self.child(child))
        let result = try await stage.scheduler.run(plan(parent))
        #expect(try stage.statuses() + " → \(result.status.rawValue)" == expected)
        let record = try stage.record()
        #expect(record.pipelines.map(\.parentJob) == [nil, 1])
        #expect(record.pipelines[0].jobs[0].downstreamPipeline == 2)
        #expect(record.pipelines[1].jobs.map(\.id) == [3])
    }

    @Test func aChildThatCannotBeCreatedFailsTheTriggerJob() async throws {
        let problem = Diagnostic(.error, "x", "unknown keyword", at: SourceLocation(file: "child.yml", line: 2, column: 3))
        let stage = try SchedulerStage(childPlan: { _ in
            .failure(ChildPipelineFailure(message: "not valid", diagnostics: [problem]))
        })
        #expect(try await stage.scheduler.run(plan("t+depend | z")).status == .failed)
        let job = try stage.record().pipelines[0].jobs[0]
        #expect(job.failureReason == .downstreamPipelineCreationFailed && job.message == "not valid")
        let lines = stage.events.contains { if case .lines(1, ["child.yml:2:3: unknown keyword"]) = $0 { true } else { false } }
        #expect(lines)
    }

    /// A plan whose trigger jobs start pipelines of other projects.
    private static func upstream(_ text: String, checkout: String? = nil) -> Plan {
        var plan = plan(text)
        for index in plan.jobs.indices where plan.jobs[index].isTrigger {
            let path = "g/\(plan.jobs[index].name)"
            plan.jobs[index].job.trigger?.target = .project(path: path, branch: nil)
        }
        plan.checkout = checkout
        return plan
    }

    @Test func aPipelineOfAnotherProjectKnowsItsCheckout() async throws {
        let asked = Mutex<[String?]>([])
        let stage = try SchedulerStage(childPlan: { request in
            asked.withLock { $0.append(request.checkout) }
            if case .project = request.trigger.target { return .success(Self.upstream("b+depend c", checkout: "g/a@main")) }
            return .success(plan("never"))
        })
        #expect(try await stage.scheduler.run(Self.upstream("a+depend")).status == .failed)
        // b would start the project again whose pipeline it is part of.
        #expect(asked.withLock { $0 } == [nil, "g/a@main"])
        let pipelines = try stage.record().pipelines
        #expect(pipelines.count == 2)
        #expect(
            pipelines[1].jobs[0].message == "the downstream pipeline would start itself again: its project is among those upstream")
        #expect(stage.runner.record.attempts.map(\.checkout) == ["g/a@main"])
    }

    @Test func otherProjectsCountTheirOwnNesting() async throws {
        let stage = try SchedulerStage(childPlan: { _ in
            var child = plan("t+depend")
            child.checkout = "g/a@main"
            return .success(child)
        })
        #expect(try await stage.scheduler.run(Self.upstream("a+depend")).status == .failed)
        // The root, the other project's pipeline, its child, and that one's child.
        let record = try stage.record()
        #expect(record.pipelines.count == 4)
        #expect(record.pipelines.last?.jobs[0].message == "child pipelines can be nested 2 levels deep")
    }

    @Test func artifactsOfOtherProjectsAreAskedFor() async throws {
        var needing = plan("a")
        needing.jobs[0].job.needs = [Need(job: "make", project: "g/p", ref: "main")]
        var options = SchedulerOptions(slots: 1)
        options.projectArtifacts = { need, _ in .success(["/archives/\(need.project ?? "")/\(need.job)"]) }
        let stage = try SchedulerStage(options: options)
        #expect(try await stage.scheduler.run(needing).status == .success)
        #expect(stage.runner.record.attempts.map(\.archives) == [["/archives/g/p/make"]])
        options.projectArtifacts = { _, _ in .failure(ProjectArtifactsFailure("none")) }
        let failing = try SchedulerStage(options: options)
        #expect(try await failing.scheduler.run(needing).status == .failed)
        let job = try failing.record().pipelines[0].jobs[0]
        #expect(job.failureReason == .missingDependencyFailure && job.message == "none")
    }

    @Test func childrenNestTwoLevelsDeep() async throws {
        let depths = Mutex<[Int]>([])
        let stage = try SchedulerStage(childPlan: { request in
            depths.withLock { $0.append(request.depth) }
            return .success(plan("t+depend"))
        })
        #expect(try await stage.scheduler.run(plan("t+depend")).status == .failed)
        #expect(depths.withLock { $0 } == [1, 2])
        let record = try stage.record()
        #expect(record.pipelines.count == 3)
        #expect(record.pipelines[2].jobs[0].message == "child pipelines can be nested 2 levels deep")
    }

    @Test func childrenShareSlotsAndAreCanceledWithTheirParent() async throws {
        let runner = FakeJobRunner(["c0": .wait, "c1": .wait])
        let stage = try SchedulerStage(runner, options: SchedulerOptions(slots: 2), childPlan: Self.child("c0 c1 c2 c3"))
        async let result = stage.scheduler.run(plan("t+depend | z"))
        await runner.waitForStart(of: "c1")
        await stage.scheduler.cancel()
        #expect(try await result.status == .canceled)
        #expect(runner.record.mostAtOnce == 2)
        #expect(try stage.statuses(pipeline: 1) == "c0 canceled, c1 canceled, c2 canceled, c3 canceled")
        #expect(try stage.statuses() == "t canceled, z canceled")
    }

    @Test func aChildKnowsTheArchivesAndDotenvOfItsParent() async throws {
        var outcome = JobOutcome(status: .success)
        outcome.dotenv = [Variable("K", "v")]
        outcome.artifacts = [StoredArtifact(kind: "archive", name: "a", path: "a.tar", size: 1)]
        let requests = Mutex<[ChildPipelineRequest]>([])
        let stage = try SchedulerStage(
            FakeJobRunner(["a": .end(outcome)]),
            childPlan: { request in
                requests.withLock { $0.append(request) }
                var child = plan("c")
                child.jobs[0].job.needs = [Need(job: "a", pipeline: "$PARENT_PIPELINE_ID")]
                return .success(child)
            })
        _ = try await stage.scheduler.run(plan("a | t<a+depend"))
        let request = try #require(requests.withLock { $0.first })
        #expect(request.archives == ["a": stage.run.directory + "/jobs/1/a.tar"])
        #expect(request.variables.dotenv == [Variable("K", "v")] && request.pipelineID == 1)
        // The archive does not exist in this test: the child's job asked for it.
        #expect(try stage.record().pipelines[1].jobs[0].failureReason == .missingDependencyFailure)
    }

    @Test func aResourceGroupHeldByTheParentEndsInAFailureNotInADeadlock() async throws {
        let stage = try SchedulerStage(childPlan: Self.child("c@g"))
        #expect(try await stage.scheduler.run(plan("t+depend@g")).status == .failed)
        #expect(try stage.statuses(pipeline: 1) == "c failed")
    }

    @Test func failureInTheParentCancelsRunningChildren() async throws {
        let runner = FakeJobRunner(["c": .wait, "bad": .end(.failed())])
        let stage = try SchedulerStage(runner, childPlan: Self.child("c"))
        let result = try await stage.scheduler.run(plan("t+depend | bad<", cancelsOnJobFailure: true))
        #expect(result.status == .failed)
        #expect(try stage.statuses() == "t canceled, bad failed")
    }
}
