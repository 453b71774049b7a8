import Execution
import Foundation
import PipelineModel
import RunHistory
import Synchronization
import Testing

@testable import Scheduling

@Suite(.timeLimit(.minutes(1))) struct SchedulerTests {
    @Test func runsAPipelineAndKeepsItsHistory() async throws {
        let stage = try SchedulerStage(FakeJobRunner(["b": .end(.failed(exitCode: 7))], lines: ["a": ["hello"]]))
        let result = try await stage.scheduler.run(plan("a b? | c | d~on_failure"))
        #expect(result.status == .success && result.hasWarnings && !result.wasCanceled && result.historyFailure == nil)
        #expect(try stage.statuses() == "a success, b failed, c success, d skipped")
        let record = try stage.record()
        #expect(record.status == .success && record.finishedAt == 1_000)
        let failed = record.pipelines[0].jobs[1]
        #expect(failed.exitCode == 7 && failed.failureReason == .scriptFailure && failed.allowsFailure)
        #expect(record.pipelines[0].jobs[3].message == "runs only after a failure")
        #expect(stage.store.durations().estimate("a") == 0 && stage.store.durations().estimate("b") == nil)
        let lines = stage.events.compactMap { event -> String? in
            if case .lines(let job, let lines) = event { "\(job): \(lines)" } else { nil }
        }
        #expect(lines == ["1: [\"hello\"]"])
    }

    @Test func observersHearWhatTheJournalKeeps() async throws {
        let stage = try SchedulerStage()
        _ = try await stage.scheduler.run(plan("a | b~manual?"))
        var builder = RunRecordBuilder(stage.run.header)
        for case .record(let event) in stage.events { builder.apply(event) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try encoder.encode(builder.record) == encoder.encode(stage.record()))
    }

    @Test func aJobIsSaidToRunBeforeItsFirstLine() async throws {
        let names = (0..<200).map { "j\($0)" }
        let runner = FakeJobRunner(lines: Dictionary(uniqueKeysWithValues: names.map { ($0, ["line"]) }))
        let stage = try SchedulerStage(runner, options: SchedulerOptions(slots: 4))
        _ = try await stage.scheduler.run(plan(names.joined(separator: " ")))
        var running: Set<Int> = []
        var spoken = 0
        for event in stage.events {
            switch event {
            case .record(.job(let change)) where change.status == .running: running.insert(change.id)
            case .lines(let job, _):
                spoken += 1
                #expect(running.contains(job))
            default: break
            }
        }
        #expect(spoken == 200)
    }

    @Test(arguments: [1, 2, 5]) func neverRunsMoreJobsThanSlots(_ slots: Int) async throws {
        let names = (0..<12).map { "j\($0)" }
        let runner = FakeJobRunner(["j0": .wait])
        let stage = try SchedulerStage(runner, options: SchedulerOptions(slots: slots))
        async let result = stage.scheduler.run(plan(names.joined(separator: " ")))
        await runner.waitForStart(of: "j0")
        runner.release("j0")
        #expect(try await result.status == .success)
        #expect(runner.record.mostAtOnce <= slots && !runner.record.sharedSlot)
        #expect(Set(runner.record.attempts.map(\.slot)).isSubset(of: 0..<slots))
        #expect(runner.record.attempts.count == 12)
    }

    @Test func aJobStartsTheMomentItsOwnNeedsAreDone() async throws {
        let runner = FakeJobRunner(["slow": .wait])
        let stage = try SchedulerStage(runner)
        async let result = stage.scheduler.run(plan("fast slow | next<fast | last<next | end"))
        await runner.waitForStart(of: "last")
        #expect(runner.record.running.contains("slow"))
        #expect(!runner.record.order.contains("+end"))
        runner.release("slow")
        #expect(try await result.status == .success)
    }

    @Test func retriesGetAJobDirectoryOfTheirOwn() async throws {
        let runner = FakeJobRunner([
            "a": .attempts([.failed(exitCode: 3), .failed(.runnerSystemFailure, exitCode: nil), JobOutcome(status: .success)])
        ])
        let stage = try SchedulerStage(runner)
        #expect(try await stage.scheduler.run(plan("a*2")).status == .success)
        #expect(runner.record.attempts.map(\.attempt) == [1, 2, 3])
        #expect(runner.record.attempts.map { ($0.directory as NSString).lastPathComponent } == ["1", "1-2", "1-3"])
        let job = try stage.record().pipelines[0].jobs[0]
        #expect(job.earlierAttempts.map(\.failureReason) == [.scriptFailure, .runnerSystemFailure])
        #expect(job.earlierAttempts.map(\.exitCode) == [3, nil] && job.failureReason == nil)
    }

    @Test func theFirstCancelIsGracefulTheSecondKills() async throws {
        let runner = FakeJobRunner(["a": .wait, "b": .ignoreCancel])
        let stage = try SchedulerStage(runner)
        async let result = stage.scheduler.run(plan("a b | c"))
        await runner.waitForStart(of: "b")
        await stage.scheduler.cancel()
        await stage.scheduler.cancel()
        #expect(try await result.status == .canceled)
        #expect(try await result.wasCanceled)
        #expect(runner.record.attempts.contains { $0.jobID == 2 && $0.control.isKilled })
        #expect(try stage.statuses() == "a canceled, b canceled, c canceled")
        await stage.scheduler.cancel()
        #expect(try stage.record().status == .canceled)
    }

    @Test func cancelingBeforeTheStartRunsNothing() async throws {
        let stage = try SchedulerStage()
        await stage.scheduler.cancel()
        #expect(try await stage.scheduler.run(plan("a | b")).status == .canceled)
        #expect(stage.runner.record.attempts.isEmpty)
    }

    @Test func dotenvAndArchivesReachTheJobsThatTakeArtifacts() async throws {
        var outcome = JobOutcome(status: .success)
        outcome.dotenv = [Variable("VERSION", "1.2", isMasked: true)]
        outcome.artifacts = [
            StoredArtifact(kind: "archive", name: "a", path: "a.tar", size: 1),
            StoredArtifact(kind: "junit", name: "j", path: "j.xml", size: 1),
        ]
        let runner = FakeJobRunner(["a": .end(outcome), "w": .wait])
        let stage = try SchedulerStage(runner)
        async let result = stage.scheduler.run(plan("a w | b<a,w c<"))
        await runner.waitForStart(of: "w")
        mkdir(stage.run.directory + "/jobs/1", 0o755)
        _ = FileManager.default.createFile(atPath: stage.run.directory + "/jobs/1/a.tar", contents: Data())
        runner.release("w")
        #expect(try await result.status == .success)
        let attempt = try #require(runner.record.attempts.first { $0.job.name == "b" })
        #expect(attempt.archives == [stage.run.directory + "/jobs/1/a.tar"])
        #expect(attempt.variables.dotenv.map(\.value) == ["1.2"])
        #expect(runner.record.attempts.first { $0.job.name == "c" }?.archives == [])
        #expect(try stage.record().pipelines[0].jobs[0].artifacts.map(\.path) == ["jobs/1/a.tar", "jobs/1/j.xml"])
        let journal = try String(contentsOfFile: stage.run.directory + "/events.jsonl", encoding: .utf8)
        #expect(!journal.contains("VERSION") && !journal.contains("1.2"))
    }

    @Test(arguments: [nil, 999.0]) func expiredOrDeletedArtifactsFailTheJob(_ expiry: Double?) async throws {
        var outcome = JobOutcome(status: .success)
        outcome.artifacts = [StoredArtifact(kind: "archive", name: "a", path: "a.tar", size: 1, expiresAt: expiry)]
        let stage = try SchedulerStage(FakeJobRunner(["a": .end(outcome)]))
        #expect(try await stage.scheduler.run(plan("a | b<a*2")).status == .failed)
        let job = try stage.record().pipelines[0].jobs[1]
        #expect(job.failureReason == .missingDependencyFailure && job.earlierAttempts.isEmpty)
        #expect(job.message?.hasPrefix(expiry == nil ? "the artifacts of a are gone" : "the artifacts of a have expired") == true)
    }

    @Test func delayedJobsWaitOrStartAtOnce() async throws {
        let waiting = try SchedulerStage()
        #expect(try await waiting.scheduler.run(plan("a~delayed")).status == .success)
        #expect(waiting.slept.withLock { $0 } == [.seconds(60)])
        let hasty = try SchedulerStage(options: SchedulerOptions(slots: 1, skipsDelays: true))
        #expect(try await hasty.scheduler.run(plan("a~delayed")).status == .success)
        #expect(hasty.slept.withLock { $0 } == [])
    }

    @Test func manualJobsAreLeftPlayedOrAskedFor() async throws {
        let left = try SchedulerStage()
        #expect(try await left.scheduler.run(plan("a~manual | b")).status == .manual)
        #expect(try left.statuses() == "a manual, b created")
        let named = try SchedulerStage(options: SchedulerOptions(slots: 1, playing: ["a"]))
        #expect(try await named.scheduler.run(plan("a~manual | b")).status == .success)
        let asked = try SchedulerStage(
            options: SchedulerOptions(slots: 1) { jobs in Set(jobs.filter { $0.name != "b" }.map(\.id)) })
        #expect(try await asked.scheduler.run(plan("a~manual b~manual? | c~manual? | d")).status == .success)
        #expect(try asked.statuses() == "a success, b manual, c success, d success")
    }

    @Test func jobsOfAResourceGroupNeverOverlap() async throws {
        let runner = FakeJobRunner()
        let stage = try SchedulerStage(runner)
        #expect(try await stage.scheduler.run(plan("a@g b@g c@g d@h")).status == .success)
        let order = runner.record.order.filter { !$0.hasSuffix("d") }
        #expect(order == ["+a", "-a", "+b", "-b", "+c", "-c"])
    }

    @Test func anotherEnginesResourceGroupIsWaitedFor() async throws {
        let directory = NSTemporaryDirectory() + "/slipway-locks-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var other = ResourceLocks(directory: directory)
        #expect(other.take("production / ä") == .taken)
        let stage = try SchedulerStage(options: SchedulerOptions(slots: 2, resourceLockDirectory: directory))
        async let result = stage.scheduler.run(plan("a@production/ä b"))
        await stage.runner.waitForStart(of: "b")
        #expect(stage.runner.record.attempts.map(\.job.name).contains("b"))
        other.dropAll()
        #expect(try await result.status == .success)
        #expect(ResourceLocks.fileName("a/b") == "a%2Fb.lock")
        #expect(ResourceLocks.fileName(String(repeating: "x", count: 300)).utf8.count < 255)
    }
}
