internal import ArgumentParser
internal import FoundationEssentials
internal import KollaDiff

/// `slipway kolla show`
struct KollaShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a diff that was kept: rendered once, told in every format.",
        discussion: """
            Reads what `slipway kolla diff --format json` wrote. \
            Needs neither the repository nor Kayobe.

            EXAMPLES
              slipway kolla show kolla-diff.json
              slipway kolla show kolla-diff.json --format markdown --output note.md
              slipway kolla show - --stat <kolla-diff.json
            """)

    @Argument(help: ArgumentHelp("A diff in JSON; - for standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup var telling: DiffOutput

    @Flag(name: .customLong("exit-code"), help: "Exit with 1 when something differs.")
    var exitCode = false

    @OptionGroup var location: LocationOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("which diff is to be shown?") }
    }

    func run() async throws {
        try location.enter()
        let kept = try files.map { name in
            let bytes: Data?
            if name == "-" {
                bytes = try DiffFile.standardInput()
            } else {
                bytes = FileManager.default.contents(atPath: name)
            }
            guard let bytes else { throw CommandFailure(.usage, "cannot read \"\(name)\"") }
            return try DiffFile.read(bytes, named: name == "-" ? "standard input" : name)
        }
        let result = EnvironmentDiffs(
            environments: kept.flatMap(\.environments), untouched: kept.flatMap(\.untouched), added: kept.flatMap(\.added),
            removed: kept.flatMap(\.removed), sizes: kept.reduce(into: [:]) { $0.merge($1.sizes ?? [:]) { $1 } })
        // One diff is written as `kolla diff` writes one.
        if result.environments.count == 1, result.remarks.isEmpty, result.news.isEmpty {
            try telling.publish(result, as: result.environments[0], failing: exitCode, color: location.color)
        } else {
            try telling.publish(result, as: result, failing: exitCode, color: location.color)
        }
        if exitCode, !result.isEmpty { throw CommandFailure(.failed) }
    }
}
