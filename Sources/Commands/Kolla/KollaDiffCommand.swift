internal import ArgumentParser
internal import FoundationEssentials
internal import KollaDiff

/// `slipway kolla diff`
struct KollaDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a change does to the configuration of every host.",
        discussion: """
            Compared are the branch that this one would be merged into, and the result of \
            merging: what rolling out will do. The merge is made in memory; a conflict is \
            an error. --base and --head compare two revisions as they are.

            With several environments each gets a section, and --format json prints an \
            object whose `environments` is an array. One that only a side has is named \
            with its size: there is nothing to compare it with.

            Exit status: 0; with --exit-code 1 when something differs, as `git diff`; \
            3 when the configuration is wrong; 4 when a render failed. There is never \
            part of a diff.

            EXAMPLES
              slipway kolla diff --environment production
              slipway kolla diff --all-environments --target stackhpc/2025.1
              slipway kolla diff --base v1.2 --head v1.3 --environment staging
              slipway kolla diff --uncommitted --kolla-tags nova
              slipway kolla diff --format json >kolla-diff.json
            """)

    @OptionGroup var comparison: ComparisonOptions

    @Flag(name: .customLong("all-environments"), help: "Every environment that the change can touch.")
    var allEnvironments = false

    @OptionGroup var kolla: KollaOptions

    @OptionGroup var telling: DiffOutput

    @Flag(name: .customLong("exit-code"), help: "Exit with 1 when something differs.")
    var exitCode = false

    @OptionGroup var location: LocationOptions

    func validate() throws {
        if allEnvironments, !kolla.environments.isEmpty {
            throw ValidationError("--all-environments and --environment cannot be used together")
        }
    }

    func run() async throws {
        try location.enter()
        do { try await compare() } catch let failure as CommandFailure where failure.status != .failed {
            try telling.publishFailure(failure.message, environments: kolla.environments)
            throw failure
        }
    }

    private func compare() async throws {
        let sides = try comparison.sides()
        let options = try await kolla.renderOptions()
        let cache = KollaDiff.CacheDirectory(path: try CacheDirectory.required())
        let several = allEnvironments || kolla.environments.count > 1
        let asked: [String?] = kolla.environments.isEmpty ? [options.environment] : kolla.environments
        let selection = try EnvironmentSelection(allEnvironments ? nil : asked, sides: sides)
        var diffs: [ConfigurationDiff] = []
        for (environment, progress) in zip(selection.names, KollaProgress.several(selection.names)) {
            defer { progress.finish() }
            var options = options
            options.environment = environment
            let differ = KollaDiffer(repository: ".", cache: cache, options: options) { progress.show($0) }
            do {
                diffs.append(try await Interrupts.canceling { try await differ.diff(base: sides.base, head: sides.head) })
            } catch let error as KollaDiffError {
                // Which of several it was, else nobody can tell.
                throw CommandFailure(error, in: selection.names.count > 1 ? environment : nil)
            }
        }
        for index in diffs.indices {
            SourceAttribution(selection.affected, environment: diffs[index].environment).attribute(&diffs[index])
        }
        let result = selection.result(diffs)
        if !several, let diff = diffs.first {
            try telling.publish(result, as: diff, failing: exitCode, color: location.color)
        } else {
            try telling.publish(result, as: result, failing: exitCode, color: location.color)
        }
        if exitCode, !result.isEmpty { throw CommandFailure(.failed) }
    }
}
