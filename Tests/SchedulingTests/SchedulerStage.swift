import Execution
import Foundation
import PipelineModel
import RunHistory
import Synchronization

@testable import Scheduling

/// A scheduler with a fake runner, a store in a temporary directory and a clock that stands still.
final class SchedulerStage: Sendable {
    let directory: String
    let store: RunStore
    let run: ActiveRun
    let runner: FakeJobRunner
    let scheduler: Scheduler
    private let seen = Mutex<[SchedulerEvent]>([])
    let slept = Mutex<[Duration]>([])

    init(
        _ runner: FakeJobRunner = FakeJobRunner(), options: SchedulerOptions = SchedulerOptions(slots: 4),
        childPlan: @escaping ChildPlanner = { _ in .failure(ChildPipelineFailure(message: "no child here")) }
    ) throws {
        directory = NSTemporaryDirectory() + "/slipway-scheduling-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        store = RunStore(directory: directory + "/.slipway")
        run = try store.createRun(source: "push", ref: "main", commit: "abc", title: "A change")
        self.runner = runner
        let box = Box()
        scheduler = Scheduler(
            run: run, runner: runner, options: options,
            clock: SchedulerClock(
                now: { 1_000 },
                sleep: { delay in
                    box.stage?.slept.withLock { $0.append(delay) }
                    try Task.checkCancellation()
                }), childPlan: childPlan, observer: { event in box.stage?.seen.withLock { $0.append(event) } })
        box.set(self)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var events: [SchedulerEvent] { seen.withLock { $0 } }

    /// The record as the journal on disk tells it.
    func record() throws -> RunRecord { try store.record(of: run.id) }

    /// `a success, b failed`, of one pipeline.
    func statuses(pipeline: Int = 0) throws -> String {
        try record().pipelines[pipeline].jobs.map { "\($0.name) \($0.status.rawValue)" }.joined(separator: ", ")
    }

    /// Breaks the circle between the stage and the closures of its scheduler.
    private final class Box: Sendable {
        private struct Reference { weak var stage: SchedulerStage? }
        private let reference = Mutex(Reference())
        var stage: SchedulerStage? { reference.withLock { $0.stage } }
        func set(_ stage: SchedulerStage) { reference.withLock { $0.stage = stage } }
    }
}
