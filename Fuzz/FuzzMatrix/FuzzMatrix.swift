internal import PipelineModel
internal import PipelinePlanning

/// The matrix planner: `parallel`, `needs:parallel:matrix` and rules that replace needs, from a pipeline in a small notation, so that
/// the fuzzer does not have to get through YAML first. What comes of it is a plan that holds together, or an error with a place.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMatrix(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let pipeline = Notation.pipeline(text)
    let commit = CommitFacts(
        sha: "0123456789abcdef0123456789abcdef01234567", beforeSHA: "fedcba9876543210fedcba9876543210fedcba98", message: "Title\n",
        authorName: "Ada", authorEmail: "ada@example.org", timestamp: "2026-01-01T00:00:00+00:00")
    let context = PlanningContext(
        source: .push, ref: "main", commit: commit, project: ProjectFacts(path: "group/project", defaultBranch: "main"))
    let limits = PlanningLimits()
    let planned = Planner.plan(pipeline, in: context, limits: limits)
    precondition(planned.diagnostics.allSatisfy { $0.location != nil }, "an error without a place")
    guard let plan = planned.plan else {
        precondition(planned.diagnostics.hasErrors || planned.filteredOut != nil, "neither a plan nor a reason")
        return 0
    }
    check(plan, of: pipeline, limits)
    return 0
}

private func check(_ plan: Plan, of pipeline: Pipeline, _ limits: PlanningLimits) {
    var places: [String: Int] = [:]
    var instances: [String: Int] = [:]
    for (place, job) in plan.jobs.enumerated() {
        precondition(places.updateValue(place, forKey: job.name) == nil, "two jobs of one name")
        precondition(job.name.count <= limits.jobNameLength, "a name that is too long")
        instances[job.job.name, default: 0] += 1
    }
    precondition(instances.values.allSatisfy { $0 <= limits.instancesPerJob }, "more instances than the limit")
    let stages = Dictionary(pipeline.stages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // Needs go to earlier stages or within one, and never in a circle: taking away what waits for nothing takes away everything.
    var left = plan.jobs.map { Set($0.needs ?? []) }
    for job in plan.jobs {
        let needs = job.needs ?? []
        precondition(needs.count <= limits.needsPerJob, "more needs than the limit")
        precondition(needs.allSatisfy { places[$0] != nil } && Set(needs).count == needs.count, "a need of no job, or twice")
        precondition(job.artifactSources.allSatisfy { places[$0] != nil }, "artifacts of no job")
        for need in needs {
            let other = places[need].flatMap { stages[plan.jobs[$0].stage] } ?? .max
            precondition(other <= stages[job.stage] ?? .max, "a need in a later stage")
        }
    }
    var done: Set<String> = []
    var went = true
    while went {
        went = false
        for place in left.indices where !done.contains(plan.jobs[place].name) {
            left[place].subtract(done)
            guard left[place].isEmpty else { continue }
            done.insert(plan.jobs[place].name)
            went = true
        }
    }
    precondition(done.count == plan.jobs.count, "needs in a circle")
}
