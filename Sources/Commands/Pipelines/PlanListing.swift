internal import PipelineLoading
internal import PipelineModel

/// What `slipway list --format json` prints; `version` changes when a field changes its meaning.
struct PlanListing: Encodable {
    struct JobListing: Encodable {
        var name: String
        var stage: String
        var when: String
        var startInSeconds: Int64?
        var allowFailure: Bool
        var allowFailureExitCodes: [Int32]?
        /// null: all jobs of earlier stages.
        var needs: [String]?
        var artifactsFrom: [String]
        var environment: String?
        var resourceGroup: String?
        var tags: [String]
        var trigger: Bool
        var variables: [String: String]
        var notRunLocally: [String]
    }

    var version = 1
    var name: String?
    var stages: [String]
    var jobs: [JobListing]
    var excluded: [ExcludedJob]
    /// The files from elsewhere that the configuration is made of.
    var foreignFiles: [ForeignRecord]

    init(_ plan: Plan, foreignFiles: [ForeignRecord] = []) {
        self.foreignFiles = foreignFiles
        name = plan.name
        stages = plan.stages
        excluded = plan.excluded
        jobs = plan.jobs.map { job in
            var listing = JobListing(
                name: job.name, stage: job.stage, when: job.when.rawValue, startInSeconds: job.startIn?.components.seconds,
                allowFailure: job.allowFailure != .no, needs: job.needs, artifactsFrom: job.artifactSources,
                environment: job.environment?.name, resourceGroup: job.resourceGroup, tags: job.tags, trigger: job.isTrigger,
                variables: [:], notRunLocally: job.job.keywordsNotRunLocally)
            if case .exitCodes(let codes) = job.allowFailure { listing.allowFailureExitCodes = codes }
            for variable in job.variables.jobYAML {
                listing.variables[variable.key] = variable.isMasked ? "[MASKED]" : variable.value
            }
            return listing
        }
    }
}
