internal import PipelineModel
internal import YAML

/// What must hold between jobs, whatever the context in which the pipeline runs. GitLab checks the same in its YAML processor.
struct PipelineChecks {
    let pipeline: Pipeline
    /// Beside `pipeline.jobs`.
    let sources: [JobSource]
    let limits: LoadLimits
    let problems: DiagnosticCollector
    private let positions: [String: Int]
    /// The jobs behind the names of what `parallel` makes of them.
    private let instancePositions: [String: Int]
    private let stagePositions: [String: Int]

    init(pipeline: Pipeline, sources: [JobSource], limits: LoadLimits, problems: DiagnosticCollector) {
        self.pipeline = pipeline
        self.sources = sources
        self.limits = limits
        self.problems = problems
        positions = Dictionary(pipeline.jobs.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let instances = pipeline.jobs.enumerated().lazy.flatMap { place, job in
            InstanceName.all(of: job).map { ($0, place) }
        }
        instancePositions = Dictionary(instances) { first, _ in first }
        stagePositions = Dictionary(pipeline.stages.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func check() {
        for (job, source) in zip(pipeline.jobs, sources) {
            checkStage(job, source)
            checkDependencies(job, source)
            if let needs = job.needs { checkNeeds(needs, of: job, list: source.node["needs"]) }
            for rule in job.rules ?? [] {
                if let needs = rule.needs { checkNeeds(needs, of: job, list: nil) }
            }
            checkStopJob(job, source)
        }
        NeedsCycle(jobs: pipeline.jobs, positions: positions).report(to: problems)
    }

    private func checkStage(_ job: Job, _ source: JobSource) {
        guard stagePositions[job.stage] == nil else { return }
        problems.add(
            .error, "unknown-stage",
            "\(job.name) job: chosen stage \(job.stage) does not exist; available stages are \(pipeline.stages.joined(separator: ", "))",
            at: source.node["stage"] ?? source.key,
            help: Spelling.help(for: job.stage, among: pipeline.stages) ?? "add it to `stages`", identity: job.name)
    }

    private func checkNeeds(_ needs: [Need], of job: Job, list: Node?) {
        let local = needs.filter { $0.pipeline == nil && $0.project == nil }
        var seen: Set<String> = []
        var duplicates: [String] = []
        for need in local {
            if need.matrix == nil, !seen.insert(need.job).inserted, !duplicates.contains(need.job) { duplicates.append(need.job) }
            check(need, of: job)
        }
        if !duplicates.isEmpty {
            problems.add(
                .error, "duplicate-need",
                "\(job.name) has the following needs duplicated: \(duplicates.joined(separator: ", ")).",
                at: local.last { duplicates.contains($0.job) }?.location)
        }
        if local.count > limits.needs {
            problems.add(
                .error, "too-many-needs",
                "\(job.name): one job can only need \(limits.needs) others, but you have listed \(local.count). "
                    + "See needs keyword documentation for more details",
                at: list.map(problems.texts.location(of:)) ?? job.location)
        }
    }

    private func check(_ need: Need, of job: Job) {
        guard let position = positions[need.job] ?? instancePositions[need.job] else {
            if need.optional { return }
            problems.add(
                .error, "undefined-need", "\(job.name) job: undefined need: \(need.job)", at: need.location,
                help: Spelling.help(for: need.job, among: positions.keys) ?? "add optional: true if the job is not always there",
                identity: need.job)
            return
        }
        guard let stage = stagePositions[job.stage], let needed = stagePositions[pipeline.jobs[position].stage], needed > stage
        else {
            return
        }
        problems.add(
            .error, "need-of-later-stage", "\(job.name) job: need \(need.job) is not defined in current or prior stages",
            at: need.location, help: "\(need.job) is in stage \(pipeline.jobs[position].stage), \(job.name) in \(job.stage)")
    }

    private func checkDependencies(_ job: Job, _ source: JobSource) {
        guard let dependencies = job.dependencies, !dependencies.isEmpty, let list = source.node["dependencies"] else { return }
        for (index, name) in dependencies.enumerated() {
            let place = list.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? list
            guard let position = positions[name] ?? instancePositions[name] else {
                problems.add(
                    .error, "undefined-dependency", "\(job.name) job: undefined dependency: \(name)", at: place,
                    help: Spelling.help(for: name, among: positions.keys), identity: name)
                continue
            }
            guard let own = stagePositions[job.stage], let other = stagePositions[pipeline.jobs[position].stage] else { continue }
            if other > own {
                problems.add(
                    .error, "dependency-of-later-stage",
                    "\(job.name) job: dependency \(name) is not defined in current or prior stages", at: place)
            } else if other == own, job.needs == nil {
                problems.add(
                    .warning, "no-effect",
                    "\(job.name) job: dependency \(name) is in the same stage, so its artifacts are not there yet", at: place,
                    help: "to wait for it, add it to `needs`")
            }
        }
    }

    private func checkStopJob(_ job: Job, _ source: JobSource) {
        guard let environment = job.environment, let name = environment.onStop else { return }
        let place = source.node["environment"]?["on_stop"] ?? source.key
        func report(_ code: String, _ message: String, help: String? = nil) {
            problems.add(.error, code, "\(job.name) job: on_stop job \(name) \(message)", at: place, help: help)
        }
        guard let position = positions[name] else {
            report("undefined-on-stop", "is not defined", help: Spelling.help(for: name, among: positions.keys))
            return
        }
        guard let other = pipeline.jobs[position].environment else {
            report("invalid-on-stop", "does not have environment defined")
            return
        }
        if other.name != environment.name {
            report("invalid-on-stop", "have different environment name", help: "\(other.name) is not \(environment.name)")
        } else if other.action != .stop {
            report("invalid-on-stop", "needs to have action stop defined", help: "add action: stop to its environment")
        }
    }
}
