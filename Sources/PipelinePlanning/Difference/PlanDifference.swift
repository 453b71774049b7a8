package import PipelineModel

/// What a change of the configuration alters in a context: two plans of the same context, compared job by job.
///
/// A job is altered when anything that it is made of differs, wherever it is written: what the model holds is compared as a whole,
/// and keywords that the model does not hold as they are written.
package struct PlanDifference: Hashable, Sendable {
    /// One keyword that differs. Lines are as people write them; empty where there is nothing.
    package struct Change: Hashable, Sendable, Encodable {
        package var keyword: String
        package var old: [String]
        package var new: [String]

        package init(_ keyword: String, old: [String], new: [String]) {
            self.keyword = keyword
            self.old = old
            self.new = new
        }
    }

    /// A job that one of the plans has and the other has not.
    package struct Job: Hashable, Sendable {
        package var planned: PlannedJob
        /// Why the other plan leaves it out; nil when the other configuration has no such job.
        package var reason: String?
    }

    package struct AlteredJob: Hashable, Sendable, Encodable {
        package var name: String
        package var changes: [Change]
    }

    /// Which of the two configurations is asked about.
    package enum Side: Sendable { case old, new }

    /// Of the pipeline as a whole.
    package var pipeline: [Change] = []
    package var added: [Job] = []
    package var removed: [Job] = []
    package var altered: [AlteredJob] = []
    /// How many jobs are the same in both.
    package var unchanged = 0

    package var isEmpty: Bool { pipeline.isEmpty && added.isEmpty && removed.isEmpty && altered.isEmpty }

    package init() {}

    /// - Parameters:
    ///   - beside: keywords that the model does not hold.
    ///   - written: a configured job's keyword as lines of YAML; empty when it has none.
    package init(
        from old: Plan, to new: Plan, beside: [String], written: @escaping (Side, _ job: String, _ keyword: String) -> [String]
    ) {
        pipeline = Self.changes(of: old, new)
        let before = Dictionary(old.jobs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = Set(new.jobs.map(\.name))
        let comparison = JobComparison(beside: beside, written: written)
        for job in new.jobs {
            guard let earlier = before[job.name] else {
                added.append(Job(planned: job, reason: Self.reason(job, in: old)))
                continue
            }
            let changes = comparison.changes(from: earlier, to: job)
            if changes.isEmpty { unchanged += 1 } else { altered.append(AlteredJob(name: job.name, changes: changes)) }
        }
        removed = old.jobs.filter { !names.contains($0.name) }.map { Job(planned: $0, reason: Self.reason($0, in: new)) }
    }

    /// Puts the difference of a child pipeline beside this one; its jobs are named after the trigger job, `deploy » apply`.
    package mutating func add(_ child: PlanDifference, below trigger: String) {
        for change in child.pipeline {
            add(Change("child pipeline: \(change.keyword)", old: change.old, new: change.new), to: trigger)
        }
        func named(_ job: Job) -> Job {
            var job = job
            job.planned.name = "\(trigger) » \(job.planned.name)"
            return job
        }
        added += child.added.map(named)
        removed += child.removed.map(named)
        altered += child.altered.map { AlteredJob(name: "\(trigger) » \($0.name)", changes: $0.changes) }
        unchanged += child.unchanged
    }

    /// Adds a change to a job of both plans.
    package mutating func add(_ change: Change, to job: String) {
        if let place = altered.firstIndex(where: { $0.name == job }) {
            altered[place].changes.append(change)
        } else {
            altered.append(AlteredJob(name: job, changes: [change]))
            unchanged -= 1
        }
    }

    /// Replaces what must not be seen in everything that is shown of the changes.
    package mutating func mask(_ mask: (String) -> String) {
        func masked(_ changes: [Change]) -> [Change] {
            changes.map { Change($0.keyword, old: $0.old.map(mask), new: $0.new.map(mask)) }
        }
        pipeline = masked(pipeline)
        for place in altered.indices { altered[place].changes = masked(altered[place].changes) }
    }

    private static func reason(_ job: PlannedJob, in plan: Plan) -> String? {
        plan.excluded.first { $0.name == job.name || $0.name == job.job.name }?.reason
    }

    private static func changes(of old: Plan, _ new: Plan) -> [Change] {
        var changes: [Change] = []
        func compare(_ keyword: String, _ before: [String], _ after: [String]) {
            if before != after { changes.append(Change(keyword, old: before, new: after)) }
        }
        compare("workflow:name", old.name.map { [$0] } ?? [], new.name.map { [$0] } ?? [])
        compare(
            "workflow:auto_cancel:on_job_failure", [old.cancelsOnJobFailure ? "all" : "none"],
            [new.cancelsOnJobFailure ? "all" : "none"])
        // A stage that is new or gone shows in its jobs.
        let common = Set(old.stages).intersection(new.stages)
        compare("stages", old.stages.filter(common.contains), new.stages.filter(common.contains))
        return changes
    }
}
