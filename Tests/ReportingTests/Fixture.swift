import FoundationEssentials
import KollaDiff
import PipelineModel
import Reporting
import RunHistory
import Testing

/// The recorded run in `fixtures/reports`: a Kayobe pipeline with a failed child pipeline, retries, manual and skipped jobs.
enum Fixture {
    static let repository: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    static var folder: String { repository + "/fixtures/reports" }

    static func run() throws -> RunRecord {
        try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(filePath: folder + "/run/run.json")))
    }

    static func kollaDiff() throws -> ConfigurationDiff {
        try JSONDecoder().decode(ConfigurationDiff.self, from: Data(contentsOf: URL(filePath: folder + "/kolla-diff.json")))
    }

    static func report() throws -> HTMLReport {
        HTMLReport(
            run: try run(), diffs: [try kollaDiff()], files: DirectoryFiles(root: folder + "/run"), directory: ".slipway/runs/41")
    }

    static func root() throws -> PipelineRecord {
        try #require(try run().pipelines.first)
    }
}

/// Compares with `fixtures/reports/expected/NAME`, or writes it when RECORD_SNAPSHOTS=1.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: Fixture.folder + "/expected/" + name)
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
        try Data(text.utf8).write(to: url)
        return
    }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    guard text != expected else { return }
    let differing = zip(
        text.split(separator: "\n", omittingEmptySubsequences: false),
        expected.split(separator: "\n", omittingEmptySubsequences: false)
    )
    .first { $0 != $1 }
    Issue.record(
        "\(name) differs, first at:\n- \(differing?.1 ?? "(end)")\n+ \(differing?.0 ?? "(end)")", sourceLocation: sourceLocation)
}

/// A folder that is removed when the last reference goes.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "slipway-report-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
