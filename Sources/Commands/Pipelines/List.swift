internal import ArgumentParser
internal import PipelineModel

/// `slipway list`: which jobs would run in this context?
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the jobs that would run, with rules evaluated and matrices multiplied.",
        discussion: """
            The working tree is planned, uncommitted changes included; --revision plans \
            a commit.

            EXAMPLES
              slipway list
              slipway list --source merge_request_event --target main
              slipway list --tag v1.2 --verbose
              slipway list --format json | jq '.jobs[].name'
            """)

    @Option(help: ArgumentHelp("Plan this commit instead of the working tree.", valueName: "revision"))
    var revision: String?

    @Flag(name: .shortAndLong, help: "Show jobs that are left out, and why; and keywords with no effect in a local run.")
    var verbose = false

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var context: ContextOptions
    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        let project = try Project.open(context, at: revision.map { .commit($0) } ?? .workingTree)
        let planned = try PlannedPipeline(project, file: context.file, color: location.color)
        guard let plan = planned.plan else {
            switch format {
            case .json:
                Console.writeLine(try JSONOutput.text(PlanListing(Plan(stages: [], jobs: [], excluded: planned.excluded))))
            case .text:
                if verbose { Console.write(leftOut(planned.excluded)) }
            }
            return
        }
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(PlanListing(plan)))
        case .text: Console.write(table(plan, color: Console.wantsColor(1, location.color)))
        }
    }

    private func table(_ plan: Plan, color: Bool) -> String {
        let rows = plan.jobs.map { [$0.stage, $0.name, condition($0), needs($0)] }
        let header = ["STAGE", "JOB", "WHEN", "NEEDS"]
        let widths = (0..<3).map { column in rows.reduce(header[column].count) { max($0, $1[column].count) } }
        var text = ""
        func add(_ row: [String], bold: Bool = false) {
            if bold, color { text += "\u{1B}[1m" }
            for column in 0..<3 {
                text += row[column]
                if column < 2 || !row[3].isEmpty {
                    text += String(repeating: " ", count: widths[column] - row[column].count + 2)
                }
            }
            text += row[3]
            if bold, color { text += "\u{1B}[0m" }
            text += "\n"
        }
        if let name = plan.name { text += "\(name)\n" }
        add(header, bold: true)
        for row in rows { add(row) }
        if verbose {
            text += leftOut(plan.excluded)
            for job in plan.jobs where !job.job.keywordsNotRunLocally.isEmpty {
                text += "not run locally: \(job.name): \(job.job.keywordsNotRunLocally.joined(separator: ", "))\n"
            }
        }
        return text
    }

    private func leftOut(_ jobs: [ExcludedJob]) -> String {
        jobs.map { "left out: \($0.name): \($0.reason)\n" }.joined()
    }

    private func condition(_ job: PlannedJob) -> String {
        var text = job.when.rawValue
        if let delay = job.startIn, job.when == .delayed { text += " \(DurationText.short(delay))" }
        switch job.allowFailure {
        case .no: break
        case .yes: text += ", may fail"
        case .exitCodes(let codes): text += ", may fail with \(codes.map(String.init).joined(separator: " or "))"
        }
        return text
    }

    private func needs(_ job: PlannedJob) -> String {
        guard let needs = job.needs else { return "" }
        return needs.isEmpty ? "nothing" : needs.joined(separator: ", ")
    }
}

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

    init(_ plan: Plan) {
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
