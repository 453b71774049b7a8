import PipelineModel
import TestSupport
import Testing

@testable import Scheduling

/// Random pipelines played to their end, checked against an evaluator that knows no counters: it looks at every job again after
/// each event.
@Suite struct RandomPipelineTests {
    @Test(arguments: 1...400) func agreesWithTheNaiveEvaluator(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let plan = Self.randomPlan(&random)
        var state = try PipelineState(plan)
        var naive = NaiveEvaluator(plan)
        var running: [Int] = []
        var manual: Set<Int> = []
        var attempts = [Int](repeating: 0, count: plan.jobs.count)

        func take(_ actions: [PipelineAction]) {
            for action in actions {
                switch action {
                case .run(let job, let attempt):
                    attempts[job] += 1
                    #expect(attempt == attempts[job])
                    running.append(job)
                case .startTimer(let job, _): running.append(job)
                case .changeStatus(let job, let status, _, _):
                    if status == .manual { manual.insert(job) } else { manual.remove(job) }
                default: break
                }
            }
        }
        take(state.handle(.start))
        naive.settle()
        #expect(naive.statuses == Self.statuses(state), "seed \(seed)")

        while !running.isEmpty || !manual.isEmpty {
            if running.isEmpty || random.next(below: 8) == 0, let job = manual.sorted().randomElement(using: &random) {
                manual.remove(job)
                if random.next(below: 2) == 0 { continue }  // Nobody plays this one.
                take(state.handle(.play(job: job)))
                naive.play(job)
            } else if let job = running.randomElement(using: &random) {
                running.removeAll { $0 == job }
                if state.status(of: job) == .scheduled {
                    take(state.handle(.delayElapsed(job: job)))
                    naive.set(job, .pending)
                } else {
                    take(state.handle(.started(job: job)))
                    naive.set(job, .running)
                    let status: Status = [.success, .success, .success, .failed, .canceled][random.next(below: 5)]
                    take(state.handle(.finished(job: job, status: status, reason: status == .failed ? .scriptFailure : nil)))
                    naive.set(job, status)
                }
            } else {
                continue
            }
            naive.settle()
            #expect(naive.statuses == Self.statuses(state), "seed \(seed)")
            #expect(naive.pipelineStatus == state.status, "seed \(seed)")
        }
        // No deadlock: what has not ended waits for a manual job that nobody played.
        #expect(state.isQuiescent)
        let isBlocked = state.counts[.manual] > 0
        for job in plan.jobs.indices where !state.status(of: job).isFinished && state.status(of: job) != .manual {
            #expect(state.status(of: job) == .created && isBlocked, "seed \(seed): \(plan.jobs[job].name)")
        }
    }

    private static func statuses(_ state: PipelineState) -> [Status] { state.plan.jobs.indices.map { state.status(of: $0) } }

    private static func randomPlan(_ random: inout SeededGenerator) -> Plan {
        let stages = 1 + random.next(below: 5)
        var words = [[String]](repeating: [], count: stages)
        var earlier: [String] = []
        for stage in 0..<stages {
            for _ in 0..<random.next(below: 5) {
                var word = "j\(earlier.count)"
                let name = word
                if random.next(below: 2) == 0 {
                    let needs = Set((0..<random.next(below: 4)).compactMap { _ in earlier.randomElement(using: &random) })
                    word += "<" + needs.sorted().joined(separator: ",")
                }
                if random.next(below: 4) == 0 { word += "?" }
                let when = ["", "", "", "", "~always", "~on_failure", "~manual", "~delayed"][random.next(below: 8)]
                words[stage].append(word + when)
                earlier.append(name)
            }
        }
        return plan(words.map { $0.joined(separator: " ") }.joined(separator: " | "))
    }

    /// Counted in actions, not in seconds.
    @Test func theNumberOfActionsIsLinear() throws {
        for count in [1_000, 10_000] {
            let stages = 20
            let words = (0..<stages).map { stage in
                (0..<count / stages).map { index in
                    stage > 0 && index.isMultiple(of: 2) ? "j\(stage)_\(index)<j\(stage - 1)_\(index)" : "j\(stage)_\(index)"
                }.joined(separator: " ")
            }
            var state = try PipelineState(plan(words.joined(separator: "|")))
            var ready = state.handle(.start)
            var actions = ready.count
            var next = 0
            while next < ready.count {
                if case .run(let job, _) = ready[next] {
                    let caused = state.handle(.started(job: job)) + state.handle(.finished(job: job, status: .success))
                    actions += caused.count
                    ready += caused.filter { if case .run = $0 { true } else { false } }
                }
                next += 1
            }
            #expect(state.status == .success)
            // Pending, run, running, success for each job, and a few statuses of the pipeline.
            #expect(actions <= 4 * count + 2 * stages)
        }
    }
}

/// GitLab's rules written down the slow way.
private struct NaiveEvaluator {
    let plan: Plan
    var statuses: [Status]
    let stageOf: [Int]

    init(_ plan: Plan) {
        self.plan = plan
        statuses = plan.jobs.map { _ in .created }
        stageOf = plan.jobs.map { job in plan.stages.firstIndex(of: job.stage) ?? 0 }
    }

    var pipelineStatus: Status { composite(Array(plan.jobs.indices)) }

    mutating func set(_ job: Int, _ status: Status) { statuses[job] = status }

    mutating func play(_ job: Int) {
        statuses[job] = .pending
        var reset: Set<Int> = [job]
        var grew = true
        while grew {
            grew = false
            for other in plan.jobs.indices where statuses[other] == .skipped && !reset.contains(other) {
                let follows =
                    plan.jobs[other].needs.map { needs in needs.contains { name in reset.contains { plan.jobs[$0].name == name } } }
                    ?? (stageOf[other] > stageOf[job])
                if follows {
                    reset.insert(other)
                    grew = true
                }
            }
        }
        for other in reset where other != job { statuses[other] = .created }
    }

    /// Decides until nothing changes.
    mutating func settle() {
        var changed = true
        while changed {
            changed = false
            for job in plan.jobs.indices where statuses[job] == .created {
                guard let earlier = earlierStatus(job) else { continue }
                statuses[job] = next(job, earlier)
                changed = true
            }
        }
    }

    private func next(_ job: Int, _ earlier: Status) -> Status {
        let isDAG = plan.jobs[job].needs != nil
        switch plan.jobs[job].when {
        case .onFailure: return earlier == .failed ? .pending : .skipped
        case .always: return earlier == .canceled ? .skipped : .pending
        case .never: return .skipped
        case .onSuccess, .manual, .delayed:
            guard earlier == .success || (earlier == .skipped && !isDAG) else { return .skipped }
            return plan.jobs[job].when == .manual ? .manual : plan.jobs[job].when == .delayed ? .scheduled : .pending
        }
    }

    /// nil while the job waits.
    private func earlierStatus(_ job: Int) -> Status? {
        guard let needs = plan.jobs[job].needs else {
            let earlier = plan.jobs.indices.filter { stageOf[$0] < stageOf[job] }
            return earlier.allSatisfy(isComplete) ? composite(earlier) : nil
        }
        let needed = plan.jobs.indices.filter { needs.contains(plan.jobs[$0].name) }
        if needed.contains(where: { statuses[$0] == .skipped || isIgnored($0) }) { return .skipped }
        return needed.allSatisfy(isComplete) ? composite(needed) : nil
    }

    private func isIgnored(_ job: Int) -> Bool { statuses[job] == .manual && plan.jobs[job].allowFailure == .yes }
    private func isComplete(_ job: Int) -> Bool { statuses[job].isFinished || isIgnored(job) }

    private func composite(_ jobs: [Int]) -> Status {
        let names = Set(
            jobs.map { job -> String in
                let forgiven = plan.jobs[job].allowFailure == .yes
                switch statuses[job] {
                case .failed, .canceled: return forgiven ? "warning" : statuses[job].rawValue
                case .manual: return forgiven ? "ignored" : "manual"
                default: return statuses[job].rawValue
                }
            })
        func only(_ allowed: String...) -> Bool { names.isSubset(of: allowed) }
        if names.isEmpty { return .success }
        if only("skipped", "ignored") { return .skipped }
        if only("success", "skipped", "warning", "ignored") { return .success }
        if only("created", "warning", "ignored") { return .created }
        if only("canceled", "success", "skipped", "warning", "ignored") { return .canceled }
        if only("pending", "created", "skipped", "warning", "ignored") { return .pending }
        if names.contains("running") || names.contains("pending") { return .running }
        if names.contains("manual") { return .manual }
        if names.contains("scheduled") { return .scheduled }
        return names.contains("created") ? .running : .failed
    }
}
