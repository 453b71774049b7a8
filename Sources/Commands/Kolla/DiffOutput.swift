internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import KollaDiff
internal import Reporting

/// How a configuration diff is written, and where to.
struct DiffOutput: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, markdown, html, junit, codequality }

    @Option(help: "How to write the diff: text, json, markdown, html, junit or codequality.")
    var format = Format.text

    @Flag(help: "One line for each change, not its contents.")
    var stat = false

    @Flag(
        name: .customLong("no-pager"),
        help: "Do not page text on a terminal. The pager is $SLIPWAY_PAGER, else $PAGER, else less.")
    var noPager = false

    @Option(
        name: .customLong("max-size"),
        help: ArgumentHelp(
            "What Markdown may take; whole changes are left out beyond it. GitLab's own limit for a note is \(MarkdownSummary.gitLabLimit).",
            valueName: "bytes"))
    var maxSize = MarkdownSummary.defaultLimit

    @Option(help: ArgumentHelp("Where the whole diff can be read, named in Markdown.", valueName: "url"))
    var link: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?

    func validate() throws {
        if !(2_000...MarkdownSummary.gitLabLimit).contains(maxSize) {
            throw ValidationError("--max-size must be between 2000 and \(MarkdownSummary.gitLabLimit), the limit of a GitLab note")
        }
        if let link, !link.isEmpty, !link.hasPrefix("https://"), !link.hasPrefix("http://") {
            throw ValidationError("--link takes an address that begins with https:// or http://")
        }
    }

    /// - Parameters:
    ///   - result: a diff for each environment that was rendered.
    ///   - value: what `--format json` writes.
    ///   - failing: the caller fails when something differs (`--exit-code`).
    /// - Throws: `CommandFailure` when the file cannot be written.
    func publish(
        _ result: EnvironmentDiffs, as value: some Encodable, failing: Bool = false, color: ColorChoice = .auto
    ) throws {
        let (diffs, news, remarks) = (result.environments, result.news, result.remarks)
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
            let lines = [news.map(\.text), remarks].map { $0.map { VisibleText.line($0) + "\n" }.joined() }
            text = ([lines[0]] + sections + [lines[1]]).filter { !$0.isEmpty }.joined(separator: "\n")
            if isPaged, !noPager { return Pager.show(text) }
        case .json: text = try JSONOutput.text(value) + "\n"
        case .markdown:
            text =
                MarkdownSummary(
                    diffs: diffs, news: news, remarks: remarks, limit: maxSize, link: link.flatMap { $0.isEmpty ? nil : $0 }
                ).text
        case .html: return try write(ConfigurationPage(diffs: diffs, news: news, remarks: remarks).bytes())
        case .junit: return try write(ConfigurationTestReport(diffs: diffs, news: news, failing: failing).bytes())
        case .codequality: text = CodeQualityReport(diffs: diffs, news: news).text
        }
        try write(Array(text.utf8))
    }

    /// Test results are kept of a failed comparison, too: nothing else is written when there is no diff.
    func publishFailure(_ message: String, environments: [String]) throws {
        guard format == .junit else { return }
        let place = environments.isEmpty ? nil : environments.joined(separator: ", ")
        try write(ConfigurationTestReport.failure(message, environment: place))
    }

    private func write(_ bytes: [UInt8]) throws {
        guard let output else { return Console.write(bytes: bytes[...]) }
        do { try Data(bytes).write(to: URL(filePath: output), options: .atomic) } catch {
            throw CommandFailure(.systemFailed, "cannot write \"\(output)\": \(error)")
        }
    }
}
