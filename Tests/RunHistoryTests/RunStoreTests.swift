import Foundation
import PipelineModel
import Testing

@testable import RunHistory

/// An empty directory that goes away with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/slipway-history-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct RunStoreTests {
    let place: TemporaryDirectory
    let store: RunStore

    init() throws {
        place = try TemporaryDirectory()
        store = RunStore(directory: place.path + "/.slipway")
    }

    func createRun() throws -> ActiveRun {
        try store.createRun(source: "push", ref: "main", commit: "abc", title: "Tune Nova / \"quoted\"\nß")
    }

    static var pipeline: PipelineRecord {
        var deploy = JobRecord(id: 2, name: "deploy: [ä, b]", stage: "deploy", when: .manual, needs: ["build"])
        deploy.environment = Environment(name: "production")
        return PipelineRecord(
            id: 1, name: nil, stages: ["build", "deploy"],
            jobs: [JobRecord(id: 1, name: "build", stage: "build", allowsFailure: true), deploy], startedAt: 100)
    }

    static func change(_ id: Int, _ status: Status, at time: Double, _ edit: (inout JobChange) -> Void = { _ in }) -> RunEvent {
        var change = JobChange(id: id, status: status, at: time)
        edit(&change)
        return .job(change)
    }

    @Test func aRunReadsBackAsItWasWritten() throws {
        let run = try createRun()
        let artifact = StoredArtifact(kind: "archive", name: "build", path: "jobs/1-2/archive.tar", size: 5, files: ["a"])
        let events: [RunEvent] = [
            .pipeline(Self.pipeline), Self.change(1, .pending, at: 101), Self.change(1, .running, at: 102),
            .retry(job: 1, AttemptRecord(startedAt: 102, finishedAt: 103, failureReason: .runnerSystemFailure)),
            Self.change(1, .pending, at: 103), Self.change(1, .running, at: 104),
            Self.change(1, .failed, at: 109.5) {
                $0.failureReason = .scriptFailure
                $0.exitCode = 3
                $0.coverage = 81.25
                $0.artifacts = [artifact]
                $0.tracePath = "jobs/1-2.log"
            },
            Self.change(2, .manual, at: 110), .pipelineStatus(pipeline: 1, status: .success, at: 110),
        ]
        for event in events { run.journal.append(event) }
        try run.end(status: .success, at: 111, durations: [])

        let record = try store.record(of: run.id)
        #expect(record.title == "Tune Nova / \"quoted\"\nß")
        #expect(record.status == .success && record.finishedAt == 111 && !record.wasInterrupted)
        let build = record.pipelines[0].jobs[0]
        #expect(build.status == .failed && build.failureReason == .scriptFailure && build.exitCode == 3)
        #expect(build.queuedAt == 101 && build.startedAt == 104 && build.finishedAt == 109.5 && build.duration == 5.5)
        #expect(build.earlierAttempts.map(\.failureReason) == [.runnerSystemFailure])
        #expect(build.artifacts == [artifact] && build.coverage == 81.25 && build.tracePath == "jobs/1-2.log")
        let deploy = record.pipelines[0].jobs[1]
        #expect(deploy.name == "deploy: [ä, b]" && deploy.status == .manual && deploy.needs == ["build"])
        #expect(deploy.environment?.name == "production" && deploy.startedAt == nil)
        #expect(record.pipelines[0].finishedAt == 110)
    }

    @Test func everyLineIsOneJSONObject() throws {
        let run = try createRun()
        run.journal.append(.pipeline(Self.pipeline))
        run.journal.append(Self.change(1, .running, at: 1) { $0.message = "two\nlines" })
        let text = try String(contentsOfFile: run.directory + "/events.jsonl", encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any]) }
    }

    @Test func idsCountUpAndGapsStay() throws {
        for expected in 1...3 {
            let run = try createRun()
            #expect(run.id == expected)
        }
        try FileManager.default.removeItem(atPath: store.directory(ofRun: 2))
        #expect(try createRun().id == 4)
        #expect(try store.runIDs() == [1, 3, 4])
        let ignore = try String(contentsOfFile: store.directory + "/.gitignore", encoding: .utf8)
        #expect(ignore == "*\n")
    }

    @Test func twoEnginesExcludeEachOtherAndReadersPass() throws {
        let run = try createRun()
        let error = #expect(throws: HistoryError.self) { try createRun() }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("another slipway run is active in this repository (process \(getpid()))") == true)
        #expect(try store.record(of: run.id).id == run.id)
        #expect(try store.summaries().map(\.status) == [.running])
    }

    @Test func aTornLastLineIsTolerated() throws {
        let run = try createRun()
        run.journal.append(.pipeline(Self.pipeline))
        run.journal.append(Self.change(1, .running, at: 5))
        let path = run.directory + "/events.jsonl"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let header = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
        // Cut at every byte after the header: the record is always what the whole lines say.
        for length in header + 1...whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            let record = try store.record(of: run.id)
            let wholeLines = whole.prefix(length).count { $0 == UInt8(ascii: "\n") }
            #expect(record.pipelines.count == (wholeLines > 1 ? 1 : 0))
            if wholeLines > 1 { #expect(record.pipelines[0].jobs[0].status == (wholeLines > 2 ? .running : .created)) }
        }
    }

    @Test func eventsOfANewerVersionArePassedOver() throws {
        let run = try createRun()
        let path = run.directory + "/events.jsonl"
        let handle = try #require(FileHandle(forWritingAtPath: path))
        handle.seekToEndOfFile()
        handle.write(Data("{\"event\":\"weather\",\"sun\":true}\nnot json\n".utf8))
        run.journal.append(.pipeline(Self.pipeline))
        run.journal.append(Self.change(99, .running, at: 1))
        let record = try store.record(of: run.id)
        #expect(record.pipelines.count == 1)
    }

    @Test func aRunWhoseEngineDiedIsShownAsSuch() throws {
        let run = try createRun()
        run.journal.append(.pipeline(Self.pipeline))
        run.journal.append(Self.change(1, .running, at: 5))
        run.journal.append(.pipelineStatus(pipeline: 1, status: .running, at: 5))
        #expect(try !store.record(of: run.id).wasInterrupted)
        // The same journal from a process that is no more.
        let path = run.directory + "/events.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let ticks = "\"startTicks\":\(run.header.engine.startTicks)"
        #expect(text.contains(ticks))
        try text.replacingOccurrences(of: ticks, with: "\"startTicks\":1").write(toFile: path, atomically: true, encoding: .utf8)
        let record = try store.record(of: run.id)
        #expect(record.wasInterrupted && record.status == .failed && record.finishedAt == nil)
        #expect(record.pipelines[0].jobs.map(\.status) == [.failed, .canceled])
        #expect(record.pipelines[0].jobs[0].failureReason == .runnerSystemFailure)
        let summary = try store.summary(of: run.id)
        #expect(summary.wasInterrupted && summary.status == .failed)
    }

    @Test func missingAndDamagedRunsHaveTheirErrors() throws {
        #expect(try store.summaries().isEmpty)
        #expect((#expect(throws: HistoryError.self) { try store.record(of: 7) })?.code == .notFound)
        let run = try createRun()
        try Data().write(to: URL(fileURLWithPath: run.directory + "/events.jsonl"))
        #expect((#expect(throws: HistoryError.self) { try store.record(of: run.id) })?.code == .damaged)
        #expect(try store.summaries().isEmpty)
    }

    @Test func followingSeesEveryEventOnceAndEnds() async throws {
        let run = try createRun()
        let events = store.follow(run.id, every: .milliseconds(1))
        var seen: [String] = []
        for try await event in events {
            switch event {
            case .run:
                seen.append("run")
                run.journal.append(.pipeline(Self.pipeline))
            case .pipeline:
                seen.append("pipeline")
                run.journal.append(Self.change(1, .success, at: 1))
            case .job(let change):
                seen.append("job \(change.status)")
                try run.end(status: .success, at: 2, durations: [])
            case .end: seen.append("end")
            case .retry, .pipelineStatus: Issue.record("unexpected event")
            }
        }
        #expect(seen == ["run", "pipeline", "job success", "end"])
    }

    @Test func estimatesAreTheMedianOfTheLastFiveDurations() throws {
        #expect(store.durations().estimate("build") == nil)
        for seconds in [100.0, 100, 1, 2, 9, 4, 3] {
            let run = try createRun()
            try run.end(status: .success, at: 1, durations: [("build", seconds)])
        }
        #expect(store.durations().estimate("build") == 3)
        var two = DurationHistory()
        two.add("x", seconds: 1)
        two.add("x", seconds: 2)
        #expect(two.estimate("x") == 1.5)
        #expect(DurationHistory.key(pipeline: ["child"], job: "x") == "child › x")
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: store.directory + "/durations.json"))
        #expect(store.durations() == DurationHistory())
    }

    @Test func filesOfJobsAreNamedByJobAndAttempt() {
        #expect(ActiveRun.jobPath(job: 3, attempt: 1) == "jobs/3")
        #expect(ActiveRun.jobPath(job: 3, attempt: 2) == "jobs/3-2")
        #expect(ActiveRun.tracePath(job: 3, attempt: 1) == "jobs/3.log")
        #expect(ActiveRun.tracePath(job: 3, attempt: 2) == "jobs/3-2.log")
    }
}
