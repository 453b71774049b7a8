internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning

/// Loads and plans for a command: tells what is wrong on stderr, and ends the command when nothing can be planned.
struct PlannedPipeline {
    var project: Project
    /// nil when the context makes no pipeline; why has been said.
    var plan: Plan?
    /// The jobs that the context leaves out, whether or not there is a plan.
    var excluded: [ExcludedJob]
    var diagnostics: [Diagnostic]
    /// The files from elsewhere that the configuration is made of.
    var foreignFiles: [ForeignRecord]

    /// - Parameter quietly: do not show diagnostics that are no errors.
    init(_ project: Project, file: String, color: ColorChoice, quietly: Bool = false) async throws {
        self.project = project
        let loaded = try await project.load(file)
        foreignFiles = loaded.foreignFiles
        var all = loaded.diagnostics
        var result = PlanResult()
        if let pipeline = loaded.pipeline, !all.hasErrors {
            result = Planner.plan(pipeline, in: project.context)
            all += result.diagnostics
        }
        diagnostics = all
        let shown = quietly ? all.filter { $0.severity == .error } : all.filter { $0.severity != .note }
        if !shown.isEmpty {
            Console.note(DiagnosticFormatter(usesColor: Console.wantsColor(2, color)).text(shown))
        }
        if !quietly { Self.tellKeywordsWithoutEffect(all) }
        guard !all.hasErrors, loaded.pipeline != nil else { throw CommandFailure(.invalidConfiguration) }
        plan = result.plan
        excluded = result.plan?.excluded ?? result.excluded
        if result.plan == nil {
            Console.note("no pipeline: \(result.filteredOut ?? "there are no jobs to run")")
        }
    }

    /// Loads without planning, for commands that show more than a plan.
    static func load(_ project: Project, file: String, color: ColorChoice) async throws -> Pipeline {
        let loaded = try await project.load(file)
        let shown = loaded.diagnostics.filter { $0.severity != .note }
        if !shown.isEmpty { Console.note(DiagnosticFormatter(usesColor: Console.wantsColor(2, color)).text(shown)) }
        guard let pipeline = loaded.pipeline, !loaded.diagnostics.hasErrors else { throw CommandFailure(.invalidConfiguration) }
        return pipeline
    }

    /// In one line: whoever wants to know where asks `slipway lint`.
    private static func tellKeywordsWithoutEffect(_ diagnostics: [Diagnostic]) {
        var keywords: [Substring] = []
        for diagnostic in diagnostics where diagnostic.code == "not-run-locally" {
            guard let keyword = diagnostic.message.split(separator: "`").first, !keywords.contains(keyword) else { continue }
            keywords.append(keyword)
        }
        guard !keywords.isEmpty else { return }
        Console.note("note: no effect in a local run: \(keywords.joined(separator: ", ")) (slipway lint shows where)")
    }
}
