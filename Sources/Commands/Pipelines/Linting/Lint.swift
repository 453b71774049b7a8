internal import ArgumentParser
internal import PipelineLoading
internal import PipelineModel
internal import PipelinePlanning

/// `slipway lint`: is the pipeline configuration right?
struct Lint: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif
    }

    static let configuration = CommandConfiguration(
        abstract: "Validate a pipeline configuration: every problem, with its line and what to write instead.",
        discussion: """
            EXAMPLES
              slipway lint                          .gitlab-ci.yml of the repository
              slipway lint pipelines/kayobe.gitlab-ci.yml
              slipway lint --merged --origin        with all includes and templates in it
              slipway lint --explain --target main  what every rule comes to
              slipway lint --format sarif           for editors and for CI; or json
              slipway lint --fetch                  includes of other projects as they are now
              slipway lint --stdin --filename .gitlab-ci.yml <buffer

            Exit status 3 when there is an error.
            """)

    @Argument(help: "The file, relative to the current directory; includes are read from the repository's top.")
    var name: String?

    @Flag(help: "Read the file's text from standard input.")
    var stdin = false

    @Option(help: ArgumentHelp("With --stdin: the name the text would have.", valueName: "path"))
    var filename: String?

    @Flag(help: "Fail on warnings, too.")
    var strict = false

    @Flag(help: "Print the whole configuration: includes, extends, !reference and default resolved.")
    var merged = false

    @Flag(help: "With --merged: the file and line of each key, as a comment.")
    var origin = false

    @Flag(help: "Tell what every rule of every job comes to in this context.")
    var explain = false

    @Option(help: "text, json or sarif.")
    var format: Format = .text

    @OptionGroup var context: ContextOptions
    @OptionGroup var location: LocationOptions

    func validate() throws {
        if filename != nil, !stdin { throw ValidationError("--filename goes with --stdin") }
        if name != nil, stdin { throw ValidationError("name a file or read --stdin, not both") }
        if origin, !merged { throw ValidationError("--origin goes with --merged") }
        if merged, explain { throw ValidationError("--merged and --explain exclude each other") }
        if merged, format != .text { throw ValidationError("--merged prints YAML; --format does not go with it") }
        if explain, format == .sarif { throw ValidationError("--explain goes with --format text or json") }
    }

    func run() async throws {
        try location.enter()
        let target = try LintTarget(filename ?? name, context)
        let result = stdin ? try await target.load(try LintTarget.standardInput()) : try await target.load()
        let failed = result.diagnostics.contains { $0.severity == .error || strict && $0.severity == .warning }
        if merged || explain {
            // Data goes to stdout, and what is to be said about it to stderr.
            let shown = result.diagnostics.filter { $0.severity != .note }
            if !shown.isEmpty { Console.note(formatter(2).text(shown)) }
            guard !result.diagnostics.hasErrors, let pipeline = result.pipeline else { throw CommandFailure(.invalidConfiguration) }
            if merged { Console.write(FullConfiguration(result)?.text(showsOrigin: origin) ?? "") }
            if explain { try explain(pipeline, target) }
        } else {
            try tell(result, of: target, failed: failed)
        }
        if failed || result.pipeline == nil { throw CommandFailure(.invalidConfiguration) }
    }

    private func tell(_ result: LoadResult, of target: LintTarget, failed: Bool) throws {
        switch format {
        case .json: Console.writeLine(try JSONOutput.text(result.diagnostics.map(DiagnosticListing.init)))
        case .sarif: Console.writeLine(try JSONOutput.text(SARIFLog(result.diagnostics)))
        case .text:
            Console.write(formatter(1).text(result.diagnostics))
            if !failed, let pipeline = result.pipeline {
                Console.writeLine("\(target.path): valid, \(pipeline.jobs.count) jobs in \(pipeline.files.count) files")
            }
            Console.write(IncludeListing.text(result.foreignFiles))
        }
    }

    private func explain(_ pipeline: Pipeline, _ target: LintTarget) throws {
        guard let context = target.project?.context else {
            throw CommandFailure(.usage, "--explain needs a git repository with a commit: rules ask for the branch and its changes")
        }
        let explanation = Explaining.explain(pipeline, in: context)
        if format == .json {
            Console.writeLine(try JSONOutput.text(ExplanationListing(explanation, context)))
        } else {
            Console.write(ExplanationText(explanation, of: nil, context, usesColor: Console.wantsColor(1, location.color)).text)
        }
    }

    private func formatter(_ descriptor: Int32) -> DiagnosticFormatter {
        DiagnosticFormatter(usesColor: Console.wantsColor(descriptor, location.color))
    }
}
