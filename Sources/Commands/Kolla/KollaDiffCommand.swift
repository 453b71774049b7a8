internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import KollaDiff
internal import Reporting

/// `slipway kolla diff`
struct KollaDiffCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, markdown }

    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a change does to the configuration of every host.",
        discussion: """
            Exit status: 0; with --exit-code 1 when something differs, as `git diff`; \
            3 when the configuration is wrong; 4 when a render failed. There is never \
            part of a diff.

            EXAMPLES
              slipway kolla diff --base main --environment production
              slipway kolla diff --uncommitted --kolla-tags nova
              slipway kolla diff --base main --format json >kolla-diff.json
            """)

    @Option(help: ArgumentHelp("What to compare with: any revision.", valueName: "revision"))
    var base = "main"

    @Option(help: ArgumentHelp("What is compared: any revision. Default: HEAD.", valueName: "revision"))
    var head: String?

    @Flag(help: "Compare the files as they are now, uncommitted changes included.")
    var uncommitted = false

    @OptionGroup var kolla: KollaOptions

    @Option(help: "How to write the diff: text, json or markdown.")
    var format = Format.text

    @Flag(help: "One line for each change, not its contents.")
    var stat = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?

    @Flag(name: .customLong("exit-code"), help: "Exit with 1 when something differs.")
    var exitCode = false

    @OptionGroup var location: LocationOptions

    func validate() throws {
        if uncommitted, head != nil { throw ValidationError("--uncommitted and --head cannot be used together") }
    }

    func run() async throws {
        try location.enter()
        let progress = KollaProgress()
        let differ = KollaDiffer(
            repository: ".", cache: .init(path: try CacheDirectory.required()), options: try kolla.renderOptions()
        ) { progress.show($0) }
        let sides: (base: RevisionSource, head: RevisionSource) = (
            .revision(base), uncommitted ? .workingTree : .revision(head ?? "HEAD")
        )
        let diff: ConfigurationDiff
        do {
            defer { progress.finish() }
            diff = try await Interrupts.canceling { try await differ.diff(base: sides.base, head: sides.head) }
        } catch let error as KollaDiffError { throw CommandFailure(error) }
        try publish(try text(of: diff))
        if exitCode, !diff.isEmpty { throw CommandFailure(.failed) }
    }

    private func text(of diff: ConfigurationDiff) throws -> String {
        switch format {
        case .text:
            let colour = output == nil && Console.wantsColor(STDOUT_FILENO, location.color)
            return DiffText(diff: diff, colour: colour, statOnly: stat).text
        case .json: return try JSONOutput.text(diff) + "\n"
        case .markdown: return MarkdownSummary(diff: diff).text
        }
    }

    private func publish(_ text: String) throws {
        guard let output else { return Console.write(text) }
        do { try Data(text.utf8).write(to: URL(filePath: output), options: .atomic) } catch {
            throw CommandFailure(.systemFailed, "cannot write \"\(output)\": \(error)")
        }
    }
}
