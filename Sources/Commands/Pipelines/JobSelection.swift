internal import PipelineModel

/// `slipway run JOB…`: the part of a plan that some jobs and whatever they wait for make up.
enum JobSelection {
    /// - Parameter names: planned names, or the name of a job with `parallel` for all its instances.
    static func select(_ names: [String], from plan: Plan) throws -> Plan {
        let byName = Dictionary(plan.jobs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var wanted: Set<Int> = []
        var pending: [Int] = []
        for name in names {
            let found = byName[name].map { [$0] } ?? plan.jobs.indices.filter { plan.jobs[$0].job.name == name }
            guard !found.isEmpty else { throw unknown(name, in: plan) }
            pending += found
        }
        let position = Dictionary(plan.stages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        while let next = pending.popLast() {
            guard wanted.insert(next).inserted else { continue }
            let job = plan.jobs[next]
            if let needs = job.needs {
                pending += needs.compactMap { byName[$0] }
            } else if let stage = position[job.stage] {
                pending += plan.jobs.indices.filter { (position[plan.jobs[$0].stage] ?? .max) < stage }
            }
        }
        var part = plan
        part.jobs = plan.jobs.indices.filter(wanted.contains(_:)).map { index in
            var job = plan.jobs[index]
            // A job that was asked for by name runs; nobody has to press its button.
            if job.when == .manual, names.contains(job.name) || names.contains(job.job.name) { job.when = .onSuccess }
            job.artifactSources.removeAll { name in byName[name].map { !wanted.contains($0) } ?? true }
            return job
        }
        let stages = Set(part.jobs.map(\.stage))
        part.stages = plan.stages.filter(stages.contains(_:))
        return part
    }

    private static func unknown(_ name: String, in plan: Plan) -> CommandFailure {
        if let excluded = plan.excluded.first(where: { $0.name == name }) {
            return CommandFailure(.usage, "\(name) is not part of this pipeline: \(excluded.reason)")
        }
        let known = plan.jobs.prefix(20).map(\.name).joined(separator: ", ")
        return CommandFailure(.usage, "there is no job \"\(name)\"; the jobs are: \(known)\(plan.jobs.count > 20 ? ", …" : "")")
    }
}
