import Processes
import TestSupport

/// The built `slipway`.
enum SlipwayProgram {
    /// Runs it in a scenario's repository. A scenario that is not over in a minute hangs.
    static func run(_ arguments: [String], in place: ScenarioRepository) async throws -> ToolOutput {
        try await Tool.run(
            Command(BuiltProgram.slipway, arguments, environment: place.environment, workingDirectory: place.repository),
            timeLimit: .seconds(60),
            accepting: nil)
    }
}

extension ScenarioContext {
    /// The options of `slipway list` and `slipway run` that make these circumstances.
    func options(variableFile: String, sharedDirectory: String) -> [String] {
        var options: [String] = ["--variable", "SCENARIO_DIR=\(sharedDirectory)"]
        if let source { options += ["--source", source] }
        if let target { options += ["--target", target] }
        if let tag { options += ["--tag", tag] }
        for (name, variable) in (variables ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let value = variable.plainValue { options += ["--variable", "\(name)=\(value)"] }
        }
        if variables?.values.contains(where: { $0.plainValue == nil }) == true { options += ["--variable-file", variableFile] }
        return options
    }

    /// The arguments of `slipway run`.
    func runOptions(_ options: [String]) -> [String] {
        options + ["--jobs", String(jobs ?? 2)] + (manual ?? []).flatMap { ["--manual", $0] } + (arguments ?? [])
    }
}
