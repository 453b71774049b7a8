import PipelineModel

@testable import Scheduling

/// A pipeline in a few characters, for tables. Jobs are separated by spaces, stages by `|`:
///
///     a b? | c<a !d | e~manual
///
/// `name<x,y` needs x and y (`name<` needs nothing: `needs: []`); `name?` may fail; `name~when`; `name*2` is retried twice;
/// `name@group` is in a resource group; `name+strategy` is a trigger job.
func plan(_ text: String, cancelsOnJobFailure: Bool = false) -> Plan {
    var stages: [String] = []
    var jobs: [PlannedJob] = []
    for (index, stage) in text.split(separator: "|", omittingEmptySubsequences: false).enumerated() {
        stages.append("stage\(index)")
        for word in stage.split(separator: " ") { jobs.append(plannedJob(String(word), stage: "stage\(index)")) }
    }
    return Plan(stages: stages, jobs: jobs, cancelsOnJobFailure: cancelsOnJobFailure)
}

private func plannedJob(_ word: String, stage: String) -> PlannedJob {
    var parts: [Character: String] = [:]
    var name = ""
    var mark: Character?
    for character in word {
        if "<?~*@+".contains(character) {
            mark = character
            parts[character] = ""
        } else if let mark {
            parts[mark, default: ""].append(character)
        } else {
            name.append(character)
        }
    }
    var job = Job(name: name, location: SourceLocation(file: "test", line: 1, column: 1))
    job.stage = stage
    job.script = parts["+"] == nil ? ["true"] : nil
    job.retry = Retry(max: parts["*"].flatMap { Int($0) } ?? 0)
    job.when = parts["~"].flatMap { When(rawValue: $0) } ?? .onSuccess
    job.startIn = job.when == .delayed ? .seconds(60) : nil
    job.resourceGroup = parts["@"]
    if let strategy = parts["+"] {
        job.trigger = Trigger(target: .child([.local("child.yml")]), strategy: Trigger.Strategy(rawValue: strategy) ?? .none)
    }
    var planned = PlannedJob(name: name, job: job)
    planned.needs = parts["<"].map { $0.split(separator: ",").map(String.init) }
    planned.artifactSources = planned.needs ?? []
    if let codes = parts["?"] {
        planned.allowFailure = codes.isEmpty ? .yes : .exitCodes(codes.split(separator: ",").compactMap { Int32($0) })
    }
    return planned
}

/// Drives a `PipelineState` with events in words and remembers what it asked for.
struct Rehearsal {
    var state: PipelineState
    /// Since the last `take`.
    private var actions: [PipelineAction]

    init(_ plan: Plan, playing: Set<String> = []) throws {
        state = try PipelineState(plan, playing: playing)
        actions = state.handle(.start)
    }

    func index(_ name: some StringProtocol) -> Int { state.plan.jobs.firstIndex { $0.name == name } ?? -1 }

    /// `run a`, `ok a`, `fail a`, `fail a 3` (exit code), `fail a runner_system_failure`, `end a` (canceled), `got a` (resource),
    /// `due a` (delay), `play a`, `child a` (created), `nochild a`, `child a failed`, `cancel`. `ok` and `fail` start the job.
    mutating func perform(_ step: some StringProtocol) {
        let words = String(step).split(separator: " ").map(String.init)
        let job = words.count > 1 ? index(words[1]) : -1
        switch (words.first, words.count) {
        case ("run", _): send(.started(job: job))
        case ("ok", _):
            send(.started(job: job))
            send(.finished(job: job, status: .success, exitCode: 0))
        case ("fail", 3):
            let code = Int32(words[2])
            send(.started(job: job))
            send(
                .finished(
                    job: job, status: .failed, reason: FailureReason(rawValue: words[2]) ?? .scriptFailure, exitCode: code))
        case ("fail", _):
            send(.started(job: job))
            send(.finished(job: job, status: .failed, reason: .scriptFailure, exitCode: 1))
        case ("end", _): send(.finished(job: job, status: .canceled))
        case ("got", _): send(.resourceAcquired(job: job))
        case ("refuse", _): send(.resourceRefused(job: job))
        case ("due", _): send(.delayElapsed(job: job))
        case ("play", _): send(.play(job: job))
        case ("child", 2): send(.childCreated(job: job))
        case ("child", _): send(.childChanged(job: job, status: Status(rawValue: words[2]) ?? .created))
        case ("nochild", _): send(.childCreationFailed(job: job, reason: .downstreamPipelineCreationFailed))
        case ("cancel", _): send(.cancel)
        default: preconditionFailure("no such step: \(step)")
        }
    }

    mutating func send(_ event: PipelineEvent) { actions += state.handle(event) }

    /// What it asked for since the last call, without status changes, in words.
    mutating func take() -> String {
        defer { actions = [] }
        return actions.compactMap { words($0) }.joined(separator: ", ")
    }

    private func words(_ action: PipelineAction) -> String? {
        let name = { (job: Int) in state.plan.jobs[job].name }
        return switch action {
        case .changeStatus, .changePipelineStatus: nil
        case .run(let job, let attempt): attempt == 1 ? "run \(name(job))" : "run \(name(job)) \(attempt)"
        case .retry(let job, let attempt): "retry \(name(job)) \(attempt)"
        case .withdraw(let job): "withdraw \(name(job))"
        case .stop(let job): "stop \(name(job))"
        case .startTimer(let job, _): "timer \(name(job))"
        case .stopTimer(let job): "stop timer \(name(job))"
        case .acquire(let job, let group): "acquire \(group) \(name(job))"
        case .release(let job, let group): "release \(group) \(name(job))"
        case .startChild(let job): "start child \(name(job))"
        case .cancelChild(let job): "cancel child \(name(job))"
        }
    }

    /// `a success, b skipped → failed`.
    var statuses: String {
        state.plan.jobs.indices.map { "\(state.plan.jobs[$0].name) \(state.status(of: $0).rawValue)" }.joined(separator: ", ")
            + " → \(state.status.rawValue)"
    }
}
