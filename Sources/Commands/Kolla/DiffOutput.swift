internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import KollaDiff
internal import Reporting

/// How a configuration diff is written, and where to.
struct DiffOutput: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, markdown }

    @Option(help: "How to write the diff: text, json or markdown.")
    var format = Format.text

    @Flag(help: "One line for each change, not its contents.")
    var stat = false

    @Flag(
        name: .customLong("no-pager"),
        help: "Do not page text on a terminal. The pager is $SLIPWAY_PAGER, else $PAGER, else less.")
    var noPager = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?

    /// - Parameters:
    ///   - result: a diff for each environment that was rendered.
    ///   - value: what `--format json` writes.
    ///   - failing: the caller fails when something differs (`--exit-code`).
    /// - Throws: `CommandFailure` when the file cannot be written.
    func publish(
        _ result: EnvironmentDiffs, as value: some Encodable, failing: Bool = false, color: ColorChoice = .auto
    ) throws {
        let diffs = result.environments
        let remarks = (diffs.isEmpty ? ["No environment was rendered: none is touched by the change."] : []) + result.remarks
        let text: String
        switch format {
        case .text:
            let isPaged = output == nil && isatty(STDOUT_FILENO) == 1
            let width = isPaged ? TerminalSize.columns(of: STDOUT_FILENO) : 100
            let sections = diffs.map {
                DiffText(
                    diff: $0, colour: output == nil && Console.wantsColor(STDOUT_FILENO, color), statOnly: stat, width: width
                ).text
            }
            let rest = remarks.isEmpty ? [] : [remarks.map { $0 + "\n" }.joined()]
            text = (sections + rest).joined(separator: "\n")
            if isPaged, !noPager { return Pager.show(text) }
        case .json: text = try JSONOutput.text(value) + "\n"
        case .markdown:
            let rest = remarks.isEmpty ? [] : [remarks.map { $0 + "\n" }.joined()]
            text = (diffs.map { MarkdownSummary(diff: $0).text } + rest).joined(separator: "\n")
        }
        guard let output else { return Console.write(text) }
        do { try Data(text.utf8).write(to: URL(filePath: output), options: .atomic) } catch {
            throw CommandFailure(.systemFailed, "cannot write \"\(output)\": \(error)")
        }
    }
}
