internal import ArgumentParser
internal import FoundationEssentials

/// `slipway doctor`: what this machine lacks for which command, and the command that installs it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine lacks for which command, and how to install it.",
        discussion: """
            EXAMPLES
              slipway doctor                 everything
              slipway doctor run             what `slipway run` needs
              slipway doctor --format json   for a machine to read

            Exit status 4 when something that is required is missing.
            """)

    @Argument(help: ArgumentHelp("Only what these commands need: run, kolla, pipelines.", valueName: "command"))
    var commands: [String] = []

    @Option(help: "text or json.")
    var format: DataFormat = .text

    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        let known = Set(Requirement.all.flatMap(\.neededFor))
        for command in commands where !known.contains(command) {
            throw CommandFailure(
                .usage, "no requirements are known for \"\(command)\"; known: \(known.sorted().joined(separator: ", "))")
        }
        let wanted = Requirement.all.filter { commands.isEmpty || commands.contains(where: $0.neededFor.contains(_:)) }
        var findings: [Finding] = []
        for requirement in wanted { findings.append(await Finding(examining: requirement)) }
        switch format {
        case .json: try Console.writeLine(JSONOutput.text(findings))
        case .text: writeText(findings)
        }
        if findings.contains(where: { $0.state == .missing }) { throw CommandFailure(.systemFailed) }
    }

    private func writeText(_ findings: [Finding]) {
        let color = Console.wantsColor(1, location.color)
        let width = findings.map(\.name.count).max() ?? 0
        for finding in findings {
            let (mark, code) =
                switch finding.state {
                case .present: ("ok     ", "32")
                case .degraded: ("limited", "33")
                case .missing: ("missing", "31")
                }
            let sign = color ? "\u{1B}[\(code)m\(mark)\u{1B}[0m" : mark
            let name = finding.name + String(repeating: " ", count: width - finding.name.count)
            Console.writeLine("\(sign)  \(name)  \(finding.detail)")
            if finding.state != .present {
                Console.writeLine("         needed for: \(finding.neededFor.joined(separator: ", "))")
                Console.writeLine("         remedy:     \(finding.remedy)")
            }
        }
    }
}

/// What one look at the machine found.
struct Finding: Codable, Sendable {
    enum State: String, Codable, Sendable {
        case present
        /// Works, with less than everything.
        case degraded
        case missing
    }

    var name: String
    var neededFor: [String]
    var state: State
    /// A version, a path, or what is wrong.
    var detail: String
    /// What to do about it; empty when it is present.
    var remedy: String

    init(examining requirement: Requirement) async {
        let result = await requirement.examine()
        name = requirement.name
        neededFor = requirement.neededFor
        state = result.state
        detail = result.detail
        remedy = result.state == .present ? "" : requirement.remedy
    }
}
