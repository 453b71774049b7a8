internal import PipelineModel

/// Turns `needs` and `dependencies` as written into names of planned jobs.
/// Reference: https://docs.gitlab.com/ci/yaml/#needs, https://docs.gitlab.com/ci/yaml/#dependencies
struct NeedsResolution {
    private(set) var jobs: [PlannedJob]
    private(set) var diagnostics: [Diagnostic] = []

    private let needsAsWritten: [[Need]?]
    private let matrices: [[Variable]]
    private let limits: PlanningLimits
    private let stagePlaces: [String: Int]
    private let configuredStages: [String: String]
    /// Configured jobs with `parallel`.
    private let parallelJobs: Set<String>
    /// Configured name to the planned names of its instances.
    private var instances: [String: [String]] = [:]
    private var places: [String: Int] = [:]
    /// The diagnostics of a job with `parallel` are said once, not for each instance.
    private var said: Set<Diagnostic> = []

    init(pipeline: Pipeline, jobs selected: [SelectedJob], limits: PlanningLimits) {
        jobs = selected.map(\.planned)
        needsAsWritten = selected.map(\.needs)
        matrices = selected.map(\.matrix)
        self.limits = limits
        stagePlaces = Dictionary(pipeline.stages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        configuredStages = Dictionary(pipeline.jobs.map { ($0.name, $0.stage) }, uniquingKeysWith: { first, _ in first })
        parallelJobs = Set(pipeline.jobs.lazy.filter { $0.parallel != nil }.map(\.name))
        for (place, job) in jobs.enumerated() {
            instances[job.job.name, default: []].append(job.name)
            places[job.name] = place
        }
    }

    mutating func run() {
        var earlierArtifacts: [String] = []
        var stageArtifacts: [String] = []
        var stage: String?
        for place in jobs.indices {
            if jobs[place].stage != stage {
                earlierArtifacts += stageArtifacts
                stageArtifacts = []
                stage = jobs[place].stage
            }
            if jobs[place].job.artifacts != nil { stageArtifacts.append(jobs[place].name) }
            resolve(place, earlierArtifacts)
        }
        if !diagnostics.hasErrors, let circle = NeedsCircle.first(in: jobs, places) { report(circle) }
    }

    private mutating func resolve(_ place: Int, _ earlierArtifacts: [String]) {
        let job = jobs[place]
        guard let needs = needsAsWritten[place] else {
            // The array is the same for all jobs of a stage and shares its storage.
            jobs[place].artifactSources = job.job.dependencies.map { dependencies(job, $0) } ?? earlierArtifacts
            return
        }
        var names: [String] = []
        var sources: [String] = []
        for need in needs where need.pipeline == nil && need.project == nil {
            let resolved = resolve(need, of: job, matrices[place])
            names += resolved
            if need.artifacts { sources += resolved }
        }
        var seen: Set<String> = []
        let twice = names.filter { !seen.insert($0).inserted }
        if !twice.isEmpty {
            say(
                "duplicate-need", "\(job.name) has the following needs duplicated: \(twice.joined(separator: ", ")).",
                at: needs.last?.location ?? job.job.location)
        }
        if names.count > limits.needsPerJob {
            say(
                "too-many-needs",
                "\(job.name): one job can only need \(limits.needsPerJob) others, but you have listed \(names.count). "
                    + "See needs keyword documentation for more details", at: needs.first?.location ?? job.job.location)
        }
        jobs[place].needs = names
        if let dependencies = job.job.dependencies {
            let wanted = Set(dependencies.flatMap { instances[$0] ?? [$0] })
            for dependency in dependencies
            where !needs.isEmpty && configuredStages[dependency] != nil && !needs.contains(where: { $0.job == dependency }) {
                say(
                    "dependency-not-needed", "\(job.job.name) job: dependency \(dependency) should be part of needs",
                    at: job.job.location)
            }
            sources = sources.filter(wanted.contains)
        }
        jobs[place].artifactSources = sources
    }

    /// The planned names that one need stands for.
    private mutating func resolve(_ need: Need, of job: PlannedJob, _ matrix: [Variable]) -> [String] {
        let location = need.location ?? job.job.location
        let configured = configuredName(need.job)
        guard let stage = configuredStages[configured] else {
            if !need.optional { say("undefined-need", "\(job.job.name) job: undefined need: \(need.job)", at: location) }
            return []
        }
        if let own = stagePlaces[job.stage], let other = stagePlaces[stage], other > own {
            say(
                "need-in-later-stage", "\(job.job.name) job: need \(need.job) is not defined in current or prior stages",
                at: location)
            return []
        }
        var wanted: [String]
        // Of a job without `parallel`, GitLab leaves the choice of instances out of account.
        if let rows = need.matrix, parallelJobs.contains(need.job) {
            guard rows.combinations(upTo: limits.instancesPerJob) <= limits.instancesPerJob else {
                say(
                    "too-many-parallel-jobs",
                    "\(job.job.name) job: need \(need.job): parallel:matrix config generates too many jobs "
                        + "(maximum is \(limits.instancesPerJob))", at: location)
                return []
            }
            guard let expanded = expand(rows, matrix, job, location) else { return [] }
            var seen: Set<String> = []
            wanted = expanded.flatMap(\.combinations).map { InstanceName.of(need.job, matrix: $0) }.filter {
                seen.insert($0).inserted
            }
        } else {
            wanted = instances[need.job] ?? [need.job]
        }
        let absent = wanted.filter { places[$0] == nil }
        if !need.optional, !absent.isEmpty {
            for name in absent {
                say(
                    "needed-job-absent",
                    "'\(job.name)' job needs '\(name)' job, but '\(name)' does not exist in the pipeline. "
                        + "This might be because of the only, except, or rules keywords. "
                        + "To need a job that sometimes does not exist in the pipeline, use needs:optional.", at: location)
            }
        }
        wanted.removeAll { places[$0] == nil }
        return wanted
    }

    /// The configured job behind a name, which may be that of one instance: `rspec 1/3`.
    private func configuredName(_ name: String) -> String {
        if configuredStages[name] != nil { return name }
        return places[name].map { jobs[$0].job.name } ?? name
    }

    /// `$[[ matrix.X ]]` in a need takes the value of the needing instance.
    private mutating func expand(
        _ rows: [MatrixRow], _ matrix: [Variable], _ job: PlannedJob, _ location: SourceLocation
    ) -> [MatrixRow]? {
        var undefined: String?
        let expanded = rows.map { row in
            MatrixRow(
                row.axes.map { axis in
                    MatrixRow.Axis(
                        axis.variable,
                        axis.values.map { value in
                            guard let name = MatrixReference.name(in: value) else { return value }
                            guard let variable = matrix.first(where: { $0.key == name }) else {
                                undefined = undefined ?? name
                                return value
                            }
                            return variable.value
                        })
                })
        }
        guard let undefined else { return expanded }
        say(
            "undefined-matrix-reference", "\(job.job.name) job: `matrix.\(undefined)` is not a variable of its parallel:matrix",
            at: location)
        return nil
    }

    private mutating func dependencies(_ job: PlannedJob, _ names: [String]) -> [String] {
        var sources: [String] = []
        for name in names {
            let configured = configuredName(name)
            guard let stage = configuredStages[configured] else {
                say("undefined-dependency", "\(job.job.name) job: undefined dependency: \(name)", at: job.job.location)
                continue
            }
            guard let own = stagePlaces[job.stage], let other = stagePlaces[stage], other <= own else {
                say(
                    "dependency-in-later-stage",
                    "\(job.job.name) job: dependency \(name) is not defined in current or prior stages", at: job.job.location)
                continue
            }
            // Without `needs` nothing waits for a job of the same stage, so GitLab fetches nothing from it.
            guard other < own else { continue }
            sources += (instances[name] ?? [name]).filter { places[$0] != nil }
        }
        return sources
    }

    private mutating func report(_ circle: [Int]) {
        let names = (circle + circle.prefix(1)).map { jobs[$0].name }.joined(separator: " -> ")
        let first = circle.first.map { jobs[$0] }
        let next = circle.dropFirst().first ?? circle.first
        let needed = next.map { jobs[$0].job.name }
        let location = first.flatMap { job in
            needsAsWritten[places[job.name] ?? 0]?.first { $0.job == needed }?.location ?? job.job.location
        }
        say("circular-needs", "The pipeline has circular dependencies: \(names)", at: location)
    }

    private mutating func say(_ code: String, _ message: String, at location: SourceLocation?) {
        let diagnostic = Diagnostic(.error, code, message, at: location)
        if said.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }
}
