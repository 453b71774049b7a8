package import PipelineModel

/// Why a plan cannot be run. Planning reports these to people with positions; here they guard against a plan made by hand.
package enum PlanError: Error, Equatable, CustomStringConvertible {
    case duplicateJob(String)
    case unknownStage(job: String, stage: String)
    case unknownNeed(job: String, need: String)
    case needOfLaterStage(job: String, need: String)
    case circularNeeds(job: String)

    package var description: String {
        switch self {
        case .duplicateJob(let job): "two jobs are called \(job)"
        case .unknownStage(let job, let stage): "\(job) job: chosen stage \(stage) does not exist"
        case .unknownNeed(let job, let need): "'\(job)' job needs '\(need)' job, but '\(need)' does not exist in the pipeline"
        case .needOfLaterStage(let job, let need): "\(job) job: need \(need) is not defined in current or prior stages"
        case .circularNeeds(let job): "The pipeline has circular dependencies: \(job) needs itself"
        }
    }
}

/// Who waits for whom in a plan, as flat arrays of job indices: memory is linear in jobs and needs.
///
/// Since every need lies in the same or an earlier stage and the needs have no cycle, ordering the jobs by stage and then by
/// needs is an order in which each job waits only for earlier ones: no pipeline can deadlock.
package struct JobGraph: Sendable {
    package let stageOfJob: [Int]
    /// True for a job without `needs`, which waits for all earlier stages.
    package let waitsForStages: [Bool]
    /// Jobs that wait for stages, by stage.
    package let stageScheduledJobs: [[Int]]
    private let needs: Adjacency
    private let dependents: Adjacency

    package init(_ plan: Plan) throws(PlanError) {
        var indexOfStage: [String: Int] = [:]
        for (index, stage) in plan.stages.enumerated() { indexOfStage[stage] = index }
        var indexOfJob: [String: Int] = [:]
        indexOfJob.reserveCapacity(plan.jobs.count)
        for (index, job) in plan.jobs.enumerated() {
            guard indexOfJob.updateValue(index, forKey: job.name) == nil else { throw .duplicateJob(job.name) }
        }
        var stageOfJob: [Int] = []
        var stageScheduledJobs = [[Int]](repeating: [], count: plan.stages.count)
        for (index, job) in plan.jobs.enumerated() {
            guard let stage = indexOfStage[job.stage] else { throw .unknownStage(job: job.name, stage: job.stage) }
            stageOfJob.append(stage)
            if job.needs == nil { stageScheduledJobs[stage].append(index) }
        }
        var edges: [(job: Int, need: Int)] = []
        for (index, job) in plan.jobs.enumerated() {
            var named: Set<String> = []
            for name in job.needs ?? [] where named.insert(name).inserted {
                guard let need = indexOfJob[name] else { throw .unknownNeed(job: job.name, need: name) }
                guard stageOfJob[need] <= stageOfJob[index] else { throw .needOfLaterStage(job: job.name, need: name) }
                edges.append((index, need))
            }
        }
        self.stageOfJob = stageOfJob
        self.stageScheduledJobs = stageScheduledJobs
        waitsForStages = plan.jobs.map { $0.needs == nil }
        needs = Adjacency(count: plan.jobs.count, edges: edges.lazy.map { ($0.job, $0.need) })
        dependents = Adjacency(count: plan.jobs.count, edges: edges.lazy.map { ($0.need, $0.job) })
        if let job = jobInCycle() { throw .circularNeeds(job: plan.jobs[job].name) }
    }

    package func needs(of job: Int) -> ArraySlice<Int> { needs[job] }
    package func dependents(of job: Int) -> ArraySlice<Int> { dependents[job] }

    private func jobInCycle() -> Int? {
        var openNeeds = stageOfJob.indices.map { needs[$0].count }
        var done = openNeeds.indices.filter { openNeeds[$0] == 0 }
        var next = 0
        while next < done.count {
            for dependent in dependents[done[next]] {
                openNeeds[dependent] -= 1
                if openNeeds[dependent] == 0 { done.append(dependent) }
            }
            next += 1
        }
        return openNeeds.firstIndex { $0 > 0 }
    }

    /// Lists of neighbours, one after the other in one array.
    private struct Adjacency: Sendable {
        private var starts: [Int]
        private var neighbours: [Int]

        init(count: Int, edges: some Collection<(Int, Int)>) {
            starts = [Int](repeating: 0, count: count + 1)
            for (from, _) in edges { starts[from + 1] += 1 }
            for index in 0..<count { starts[index + 1] += starts[index] }
            neighbours = [Int](repeating: 0, count: edges.count)
            var next = starts
            for (from, to) in edges {
                neighbours[next[from]] = to
                next[from] += 1
            }
        }

        subscript(job: Int) -> ArraySlice<Int> { neighbours[starts[job]..<starts[job + 1]] }
    }
}
