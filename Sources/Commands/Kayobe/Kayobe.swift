internal import ArgumentParser

/// `slipway kayobe`
struct Kayobe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What a Kayobe configuration holds, and what a change to it touches.",
        discussion: """
            Read from git's data alone: nothing is checked out, rendered or decrypted.

            EXAMPLES
              slipway kayobe environments
              slipway kayobe affected --target main
            """,
        subcommands: [KayobeEnvironments.self, KayobeAffected.self])
}
