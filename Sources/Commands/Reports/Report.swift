internal import ArgumentParser

/// `slipway report`: what happened, for people.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a report of a run.",
        discussion: """
            EXAMPLES
              slipway report html --output report.html
              slipway report html 12 --output report.html
            """,
        subcommands: [ReportHTML.self])
}
