internal import ArgumentParser
internal import Execution
internal import Git
internal import Glibc
internal import PipelineModel
internal import Processes
internal import RunHistory
internal import Scheduling
internal import SecretSources

/// `slipway run`: run the pipeline, or some jobs and what they need.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the pipeline on this machine, or some of its jobs and what they need.",
        discussion: """
            Every job gets a clean checkout of the commit. Ctrl-C ends jobs gracefully \
            (after_script runs), a second Ctrl-C kills them.

            EXAMPLES
              slipway run                         the commit checked out
              slipway run --uncommitted           with what is not committed yet
              slipway run yamllint "kolla diff"   these jobs and what they need
              slipway run --target main           as for a merge request into main
              slipway run --manual deploy --jobs 4
              slipway run --variable KOLLA_TAGS=nova --variable-file site.yml

            Exit status 0 when the pipeline is successful, 1 when it failed or was \
            canceled, 4 when the machine is to blame.
            """)

    @Argument(help: ArgumentHelp("Jobs to run, with what they need; all when absent.", valueName: "job"))
    var jobs: [String] = []

    @Option(
        name: .customLong("jobs"),
        help: ArgumentHelp("How many jobs run at once; default: the number of processors.", valueName: "n"))
    var slots: Int?

    @Option(help: ArgumentHelp("Play this manual job; may be repeated.", valueName: "job"))
    var manual: [String] = []

    @Flag(help: "Start delayed jobs at once.")
    var noDelay = false

    @Flag(help: "Run the working tree with its uncommitted changes instead of the commit.")
    var uncommitted = false

    @Option(help: ArgumentHelp("Run this commit instead of HEAD.", valueName: "revision"))
    var revision: String?

    @Option(
        name: .customLong("inherit-env"),
        help: ArgumentHelp(
            "Let jobs see this variable of your environment (SSH_AUTH_SOCK, say); may be repeated.", valueName: "name"))
    var inheritedEnvironment: [String] = []

    @Option(help: "What to print on standard output at the end: text or json (the run as `slipway runs show --format json`).")
    var format: DataFormat = .text

    @OptionGroup var context: ContextOptions
    @OptionGroup var location: LocationOptions

    func validate() throws {
        if let slots, slots < 1 { throw ValidationError("--jobs takes a number from 1") }
        if uncommitted, revision != nil { throw ValidationError("--uncommitted and --revision exclude each other") }
    }

    func run() async throws {
        try location.enter()
        let project = try Project.open(context, at: uncommitted ? .workingTree : .commit(revision ?? "HEAD"))
        try warnAboutUncommitted(project)
        let planned = try await PlannedPipeline(project, file: context.file, color: location.color)
        guard var plan = planned.plan else { return }
        if !jobs.isEmpty { plan = try JobSelection.select(jobs, from: plan) }
        for name in manual where !plan.jobs.contains(where: { $0.name == name || $0.job.name == name || $0.isTrigger }) {
            throw CommandFailure(.usage, "there is no job \"\(name)\" to play; see `slipway list`")
        }
        warnAboutSecrets(plan, project)
        try await PipelineRunner(project: project, options: self).run(plan)
    }

    /// Jobs that are bound to fail are told before the first one starts.
    private func warnAboutSecrets(_ plan: Plan, _ project: Project) {
        guard !project.settings.secrets.hasSecrets else { return }
        let names = plan.jobs.filter { !$0.job.secrets.isEmpty }.map(\.name)
        guard !names.isEmpty else { return }
        Console.note("warning: the settings name no source of secrets, so these jobs will fail: \(names.joined(separator: ", "))")
    }

    /// A run of the commit does not see what is not committed; whoever forgets that trusts the wrong result.
    private func warnAboutUncommitted(_ project: Project) throws {
        guard revision == nil else { return }
        let uncommitted = try project.uncommitted()
        guard !uncommitted.isEmpty else { return }
        let names = uncommitted.prefix(3).joined(separator: ", ")
        let more = uncommitted.count > 3 ? " and \(uncommitted.count - 3) more" : ""
        Console.note("warning: not committed, so not part of this run: \(names)\(more) (--uncommitted includes them)")
    }
}
