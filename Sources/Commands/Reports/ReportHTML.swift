internal import ArgumentParser
internal import FoundationEssentials
internal import KollaDiff
internal import Reporting
internal import RunHistory

/// `slipway report html`
struct ReportHTML: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "html",
        abstract: "Write one self-contained page: job graph, timeline, logs, test results, configuration diffs.",
        discussion: """
            Configuration diffs are taken from the run's artifacts (files named \
            kolla-diff*.json that `slipway kolla diff --format json` wrote), and from \
            --diff.

            EXAMPLES
              slipway report html                  the newest run
              slipway report html 12 --output public/index.html
              slipway report html --diff kolla-diff.json
            """)

    @Argument(help: ArgumentHelp("The run's number; the newest when absent.", valueName: "run"))
    var id: Int?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the page.", valueName: "path"))
    var output = "slipway-report.html"

    @Option(name: .customLong("diff"), help: ArgumentHelp("A configuration diff in JSON; may be repeated.", valueName: "path"))
    var diffs: [String] = []

    @OptionGroup var location: LocationOptions

    func run() async throws {
        try location.enter()
        let store = try RunHistoryAccess.store()
        let record = try RunHistoryAccess.record(id, in: store)
        let directory = store.directory(ofRun: record.id)
        var changes = try diffs.flatMap { path in
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw CommandFailure(.usage, "cannot read \"\(path)\"")
            }
            return try DiffFile.read(bytes, named: path).environments
        }
        for found in try RunArtifacts.files(of: record, in: directory, where: RunArtifacts.isConfigurationDiff(_:)) {
            changes += try DiffFile.read(Data(found.bytes), named: "\(found.job): \(found.path)").environments
        }
        do {
            try HTMLReport(run: record, diffs: changes, files: DirectoryFiles(root: directory), directory: directory).write(
                to: output)
        } catch {
            throw CommandFailure(.systemFailed, "\(error)")
        }
        Console.note("wrote \(output)")
    }
}
