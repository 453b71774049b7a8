internal import ArgumentParser
internal import PipelineModel
internal import PipelinePlanning

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
              slipway list --explain deploy         why is the job in or out?
              slipway list --compare main           what does this branch alter?
              slipway list --format json | jq '.jobs[].name'
            """)

    @Flag(
        name: .shortAndLong,
        help: "Show jobs that are left out, and why; keywords with no effect in a local run; files of other projects.")
    var verbose = false

    @Option(help: ArgumentHelp("Tell why a job is in or out: every rule, with what it came to.", valueName: "job"))
    var explain: String?

    @Option(
        help: ArgumentHelp(
            "Show which jobs the configuration adds, removes or alters against this version's, for the same commit and event. "
                + "`main...` is where this commit left main.",
            valueName: "revision"))
    var compare: String?

    @Flag(help: "With --compare: exit status 1 when something differs.")
    var exitCode = false

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var options: PlanOptions

    private var usesColor: Bool { Console.wantsColor(1, options.location.color) }

    func validate() throws {
        if explain != nil, compare != nil { throw ValidationError("--explain and --compare exclude each other") }
        if exitCode, compare == nil { throw ValidationError("--exit-code goes with --compare") }
    }

    func run() async throws {
        let project = try options.openProject()
        if let explain {
            try await self.explain(explain, project)
        } else if let compare {
            try await self.compare(compare, project)
        } else {
            try await list(project)
        }
    }

    private func list(_ project: Project) async throws {
        let planned = try await PlannedPipeline(project, file: options.context.file, color: options.location.color)
        switch format {
        case .json:
            let plan = planned.plan ?? Plan(stages: [], jobs: [], excluded: planned.excluded)
            Console.writeLine(try JSONOutput.text(PlanListing(plan, foreignFiles: planned.foreignFiles)))
        case .text:
            if let plan = planned.plan {
                Console.write(PlanTable(plan: plan, isVerbose: verbose, usesColor: usesColor).text)
            } else if verbose {
                Console.write(PlanTable.leftOut(planned.excluded))
            }
            if verbose { Console.write(IncludeListing.text(planned.foreignFiles)) }
        }
    }

    /// Explains even when the jobs that run do not make a plan: that a needed job is left out may be the question.
    private func explain(_ name: String, _ project: Project) async throws {
        let pipeline = try await PlannedPipeline.load(project, file: options.context.file, color: options.location.color)
        let explanation = Explaining.explain(pipeline, in: project.context) { $0 == name }
        guard !explanation.jobs.isEmpty || explanation.filteredOut != nil else {
            let known = pipeline.jobs.prefix(20).map(\.name).joined(separator: ", ")
            throw CommandFailure(
                .usage, "there is no job \"\(name)\"; the jobs are: \(known)\(pipeline.jobs.count > 20 ? ", …" : "")")
        }
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(ExplanationListing(explanation, project.context)))
        case .text: Console.write(ExplanationText(explanation, of: name, project.context, usesColor: usesColor).text)
        }
    }

    private func compare(_ revision: String, _ project: Project) async throws {
        let comparison = try await PipelineComparison(
            project, with: revision, file: options.context.file, color: options.location.color)
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(ComparisonListing(comparison)))
        case .text: Console.write(ComparisonText(comparison, project.context, usesColor: usesColor).text)
        }
        if exitCode, !comparison.difference.isEmpty { throw CommandFailure(.failed) }
    }
}
