internal import PipelineModel

/// A job that runs, before its needs are known.
struct SelectedJob {
    var planned: PlannedJob
    var matrix: [Variable]
    /// The job's own or the matching rule's.
    var needs: [Need]?
}

/// Decides for each job whether it runs and how: `parallel`, then `rules` or `only` and `except`, then what depends on variables.
struct JobSelection {
    let pipeline: Pipeline
    let context: PlanningContext
    let rules: RuleEvaluator
    let variables: VariableLayers
    let limits: PlanningLimits

    /// In stage order, then as written.
    private(set) var jobs: [SelectedJob] = []
    private(set) var excluded: [ExcludedJob] = []
    private(set) var diagnostics: [Diagnostic] = []

    let index: VariableIndex
    let policies: RefPolicyEvaluator
    private let globalsAreCircular: Bool
    private let variablesAreScoped: Bool

    init(
        pipeline: Pipeline, context: PlanningContext, rules: RuleEvaluator, variables: VariableLayers, limits: PlanningLimits
    ) {
        self.pipeline = pipeline
        self.context = context
        self.rules = rules
        self.variables = variables
        self.limits = limits
        index = VariableIndex(variables.pipelinePredefined)
        variablesAreScoped = !context.projectVariables.areUnscoped
        policies = RefPolicyEvaluator(context: context, rules: rules)
        let scope = VariableScope(layers: variables, index: index)
        for variable in variables.globalYAML where Self.hasReference(variable) { _ = scope.value(variable.key) }
        globalsAreCircular = !scope.circularKeys.isEmpty
    }

    mutating func run() {
        var selected: [SelectedJob] = []
        var places: [String: Int] = [:]
        for job in pipeline.jobs {
            guard JobInstance.count(of: job, upTo: limits.instancesPerJob) <= limits.instancesPerJob else {
                report(
                    "too-many-parallel-jobs",
                    "jobs:\(job.name):parallel config generates too many jobs (maximum is \(limits.instancesPerJob))", job)
                continue
            }
            for instance in select(job) {
                // A value twice in a matrix, or a job called like another's instance: as in GitLab, the last of one name counts.
                if let place = places[instance.planned.name] {
                    selected[place] = instance
                } else {
                    places[instance.planned.name] = selected.count
                    selected.append(instance)
                }
            }
        }
        let byStage = Dictionary(grouping: selected.indices) { selected[$0].planned.stage }
        for stage in pipeline.stages { jobs += (byStage[stage] ?? []).map { selected[$0] } }
    }

    private mutating func select(_ job: Job) -> [SelectedJob] {
        var selected: [SelectedJob] = []
        var reasons: [(name: String, reason: String)] = []
        for instance in JobInstance.all(of: job) {
            if instance.name.unicodeScalars.count > limits.jobNameLength {
                report(
                    "job-name-too-long", "job `\(instance.name)` name is too long (maximum is \(limits.jobNameLength) characters)",
                    job)
            }
            switch decide(instance) {
            case .runs(let job): selected.append(job)
            case .excluded(let reason): reasons.append((instance.name, reason))
            }
        }
        if selected.isEmpty, let first = reasons.first {
            excluded.append(ExcludedJob(name: job.name, reason: first.reason))
        } else {
            excluded += reasons.map { ExcludedJob(name: $0.name, reason: $0.reason) }
        }
        return selected
    }

    enum Decision {
        case runs(SelectedJob)
        case excluded(String)
    }

    /// The variables that the rules of a job see.
    func layers(of instance: JobInstance) -> VariableLayers {
        var layers = variables
        layers.jobPredefined = PredefinedVariables.job(instance, in: context)
        layers.globalYAML = inherited(instance.job.inheritedVariables)
        layers.jobYAML = instance.job.variables.overridden(by: instance.matrix)
        return layers
    }

    mutating func decide(_ instance: JobInstance) -> Decision {
        let job = instance.job
        var layers = layers(of: instance)
        var scope = VariableScope(layers: layers, index: index)

        var planned = PlannedJob(name: instance.name, job: job)
        var needs = job.needs
        var rule: Rule?
        if let jobRules = job.rules {
            let match = rules.firstMatch(jobRules, scope)
            diagnostics += rules.unknownRefs(jobRules, upTo: match?.place, scope)
            guard let match else {
                return .excluded(jobRules.isEmpty ? "rules: the list is empty" : "rules: no rule matched")
            }
            rule = match.rule
            planned.when = match.rule.when ?? job.when
            if planned.when == .never {
                return .excluded("rules: rule \(match.place + 1) (line \(match.rule.location.line)) says when: never")
            }
            needs = match.rule.needs ?? needs
        } else if let reason = policies.reasonToExclude(job, scope, hasDefault: pipeline.workflow.rules == nil) {
            return .excluded(reason)
        } else if job.when == .never {
            return .excluded("when: never")
        }
        planned.startIn = planned.when == .delayed ? rule?.startIn ?? job.startIn : nil
        planned.allowFailure =
            rule?.allowFailure.map { $0 ? .yes : .no } ?? job.allowFailure ?? (job.when == .manual ? .yes : .no)
        planned.interruptible = rule?.interruptible ?? job.interruptible

        if let rule, !rule.variables.isEmpty {
            layers.jobYAML = layers.jobYAML.overridden(by: rule.variables)
            scope = VariableScope(layers: layers, index: index)
        }
        reportCircles(instance, layers, scope)
        var environmentScope = scope
        planned.environment = job.environment.map { environment in
            var environment = environment
            environment.name = scope.expand(environment.name)
            // Rules and names are evaluated before GitLab knows the environment; only from here on does its scope count.
            if variablesAreScoped {
                layers.project = context.projectVariables.variables(environment: environment.name)
                environmentScope = VariableScope(layers: layers, index: index)
            }
            // What only the run knows, `dotenv` variables among it, is filled in when the job ends.
            environment.url = environment.url.map { environmentScope.expand($0, keepsUndefined: true) }
            environment.autoStopIn = environment.autoStopIn.map { scope.expand($0) }
            return environment
        }
        planned.resourceGroup = job.resourceGroup.map { scope.expand($0) }.flatMap { $0.isEmpty ? nil : $0 }
        planned.tags = job.tags.map { scope.expand($0) }
        layers.jobPredefined += PredefinedVariables.job(when: planned.when, environment: planned.environment)
        planned.variables = layers
        return .runs(SelectedJob(planned: planned, matrix: instance.matrix, needs: needs))
    }

    /// Top-level variables that the job takes; all of them share their storage.
    private func inherited(_ inheritance: VariableInheritance) -> [Variable] {
        switch inheritance {
        case .all: variables.globalYAML
        case .none: []
        case .only(let names): variables.globalYAML.filter { names.contains($0.key) }
        }
    }

    private mutating func reportCircles(_ instance: JobInstance, _ layers: VariableLayers, _ scope: VariableScope) {
        // A circle that the top-level variables do not make by themselves goes through one of the job's.
        for variable in layers.jobYAML where Self.hasReference(variable) { _ = scope.value(variable.key) }
        if globalsAreCircular {
            for variable in layers.globalYAML where Self.hasReference(variable) { _ = scope.value(variable.key) }
        }
        let circle = scope.circularKeys
        guard !circle.isEmpty else { return }
        let keys = circle.map { "\"\($0)\"" }.joined(separator: ", ")
        report("circular-variables", "\(instance.name): circular variable reference detected: [\(keys)]", instance.job)
    }

    private static func hasReference(_ variable: Variable) -> Bool {
        !variable.isRaw && variable.value.utf8.contains(UInt8(ascii: "$"))
    }

    private mutating func report(_ code: String, _ message: String, _ job: Job, help: String? = nil) {
        diagnostics.append(Diagnostic(.error, code, message, at: job.location, help: help))
    }
}
