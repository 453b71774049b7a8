internal import ArgumentParser
internal import Git
internal import KayobeConfig
internal import KollaDiff

/// `slipway kayobe affected`
struct KayobeAffected: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affected",
        abstract: "Name what a change can touch: environments, hosts, groups and services, in under a second.",
        discussion: """
            From git's data alone. What is not named is not touched; what is named may \
            turn out to be the same: `slipway kolla diff` says it exactly. Encrypted files \
            are not searched for the names of others.

            Compared are the branch that this one would be merged into, and the result of \
            merging, as by `slipway kolla diff`.

            Exit status: 0; with --exit-code 1 when an environment is touched; 3 when \
            merging conflicts.

            EXAMPLES
              slipway kayobe affected
              slipway kayobe affected --base v1.2 --head v1.3 --no-diff
              slipway kayobe affected --format json | jq -r '.environments[].name'
            """)

    @OptionGroup var comparison: ComparisonOptions

    @Option(help: "How to write it: text or json.")
    var format = DataFormat.text

    @Flag(inversion: .prefixedNo, help: "Show how the files of the repository differ.")
    var diff = true

    @Flag(name: .customLong("exit-code"), help: "Exit with 1 when an environment is touched.")
    var exitCode = false

    @OptionGroup var location: LocationOptions

    /// What `--format json` prints.
    private struct Answer: Encodable {
        struct Side: Encodable {
            var revision: String
            /// nil for uncommitted work.
            var commit: String?
            var title: String
        }
        var base: Side
        var head: Side
        var affected: AffectedParts

        enum CodingKeys: String, CodingKey { case base, head }

        func encode(to encoder: any Encoder) throws {
            try affected.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(base, forKey: .base)
            try container.encode(head, forKey: .head)
        }
    }

    func run() throws {
        try location.enter()
        let change = try ConfigurationChange(try comparison.sides())
        var affected = try change.affected()
        if !diff { for index in affected.files.indices { affected.files[index].diff = nil } }
        switch format {
        case .json:
            let sides = [change.baseSide, change.headSide].map {
                Answer.Side(revision: $0.revision, commit: $0.commit, title: $0.title)
            }
            Console.writeLine(try JSONOutput.text(Answer(base: sides[0], head: sides[1], affected: affected)))
        case .text: Console.write(AffectedText(affected: affected, showsDiff: diff).text)
        }
        if exitCode, !affected.environments.isEmpty { throw CommandFailure(.failed) }
    }
}
