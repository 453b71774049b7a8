internal import ArgumentParser

/// `slipway kolla cache`
struct KollaCache: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "The rendered revisions that are kept so that a base is rendered once.",
        discussion: """
            They hold no secrets: tokens stand for them. Everything can be rendered again.

            EXAMPLES
              slipway kolla cache list
              slipway kolla cache prune --older-than 30d --max-size 2G
            """,
        subcommands: [KollaCacheList.self, KollaCachePrune.self])
}
