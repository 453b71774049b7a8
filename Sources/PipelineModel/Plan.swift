/// What will run: the jobs of a pipeline in one context (source, ref, changed files, variables), rules evaluated, `parallel`
/// multiplied, needs resolved. The scheduler takes nothing else.
package struct Plan: Hashable, Sendable {
    /// `workflow:name`, expanded.
    package var name: String?
    /// The stages that hold jobs, in order.
    package var stages: [String]
    /// In stage order, then as written. Names are unique.
    package var jobs: [PlannedJob]
    /// Jobs that the context leaves out, with the reason in words.
    package var excluded: [ExcludedJob]
    /// Forwarded to child pipelines and shown by `slipway list`: the variables of the pipeline as a whole.
    package var variables: VariableLayers
    /// `workflow:auto_cancel:on_job_failure: all`.
    package var cancelsOnJobFailure: Bool
    /// The name of the checkout whose files the jobs work on, for the job runner; nil: the repository that is run. Set for
    /// pipelines of other projects (`trigger:project`), and for the child pipelines of those.
    package var checkout: String?

    package init(
        name: String? = nil, stages: [String], jobs: [PlannedJob], excluded: [ExcludedJob] = [],
        variables: VariableLayers = VariableLayers(), cancelsOnJobFailure: Bool = false
    ) {
        self.name = name
        self.stages = stages
        self.jobs = jobs
        self.excluded = excluded
        self.variables = variables
        self.cancelsOnJobFailure = cancelsOnJobFailure
    }
}

/// A job that is not part of the plan, and why.
package struct ExcludedJob: Hashable, Sendable, Codable {
    package var name: String
    package var reason: String

    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// One job of a plan.
package struct PlannedJob: Hashable, Sendable {
    /// `rspec`, `rspec 1/3`, `deploy: [aws, blue]`.
    package var name: String
    /// The configured job; keywords that planning decides (`when`, `rules`, `needs`, `variables`, …) are read from the plan.
    package var job: Job {
        // Not `_read`: an optimised build (Swift 6.3) used what it yields after it was freed, as the address sanitizer saw.
        get { configured.job }
        set { configured = ConfiguredJob(newValue) }
    }
    private var configured: ConfiguredJob
    package var when: When
    package var startIn: Duration?
    package var allowFailure: AllowFailure
    /// The jobs it waits for, by planned name. nil: all jobs of earlier stages.
    package var needs: [String]?
    /// The jobs whose artifacts it downloads, by planned name, in order.
    package var artifactSources: [String]
    package var variables: VariableLayers
    /// Expanded.
    package var environment: Environment?
    /// Expanded.
    package var resourceGroup: String?
    package var interruptible: Bool
    /// Expanded.
    package var tags: [String]

    package init(name: String, job: Job) {
        self.name = name
        configured = ConfiguredJob(job)
        self.when = job.when
        self.startIn = job.startIn
        self.allowFailure = job.allowFailure ?? .no
        self.needs = nil
        self.artifactSources = []
        self.variables = VariableLayers()
        self.environment = job.environment
        self.resourceGroup = job.resourceGroup
        self.interruptible = job.interruptible
        self.tags = job.tags
    }

    package var stage: String { configured.job.stage }
    package var isTrigger: Bool { configured.job.trigger != nil }
}

/// A job's forty keywords in one place for all that plan and run it: a copy of a planned job would copy each of them otherwise.
private final class ConfiguredJob: Hashable, Sendable {
    let job: Job

    init(_ job: Job) { self.job = job }

    static func == (left: ConfiguredJob, right: ConfiguredJob) -> Bool { left === right || left.job == right.job }
    func hash(into hasher: inout Hasher) { hasher.combine(job) }
}
