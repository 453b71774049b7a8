internal import ArgumentParser

/// `slipway runs`: the history of runs in this repository.
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at earlier runs, and at those that run now.",
        discussion: """
            EXAMPLES
              slipway runs list
              slipway runs show          the newest run
              slipway runs show 12 --format json
              slipway runs log "kolla diff" --follow
            """,
        subcommands: [RunsList.self, RunsShow.self, RunsLog.self], defaultSubcommand: RunsList.self)
}
