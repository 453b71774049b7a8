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

extension Fixture {
    /// The recorded diff if both sides were the same.
    static func unchangedDiff() throws -> ConfigurationDiff {
        var diff = try kollaDiff()
        diff.changes = []
        diff.services = []
        diff.secrets = []
        diff.rollout = RolloutPlan()
        diff.warnings = []
        return diff
    }

    /// Changes of 20 lines on 100 hosts, 20 a service; every third restarts nothing.
    static func largeDiff(changes: Int) throws -> ConfigurationDiff {
        let recorded = try kollaDiff()
        let hosts = (1...100).map { "cmp\($0)" }
        let body = (1...9).map { "-option_\($0) = \($0)\n+option_\($0) = \($0 + 1)\n" }.joined()
        let all = (0..<changes).map { number in
            var change = ConfigurationDiff.FileChange(
                service: "service-\(number / 20)", path: "service-\(number / 20)/file-\(number % 20).conf", kind: .modified,
                hostClass: "compute", hosts: hosts, unifiedDiff: "--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n" + body, addedLines: 9,
                removedLines: 9)
            change.effect = number.isMultiple(of: 3) ? .reconfigure : .restart
            change.restarts = number.isMultiple(of: 3) ? [] : ["service_\(number / 20)"]
            return change
        }
        return ConfigurationDiff(
            base: recorded.base, head: recorded.head, environment: "production",
            hostClasses: [.init(name: "compute", hosts: hosts)],
            changes: all, secrets: [], rollout: recorded.rollout, renderedFiles: 20_000, duration: 60, warnings: [])
    }

    /// A diff in which every text tries to be more than text.
    static func hostileDiff() throws -> ConfigurationDiff {
        let evil = "</code></details><script>alert(1)</script>\"'` ``` @all #1 [x](javascript:1) | \u{1b}[2J\u{202e}&amp;"
        var diff = try kollaDiff()
        let side = ConfigurationDiff.Side(revision: evil, commit: evil, title: evil, kayobe: evil, kollaAnsible: evil)
        var change = ConfigurationDiff.FileChange(
            service: evil, path: evil + "/" + evil, kind: .modified, hostClass: evil, hosts: [evil, evil + "2"],
            unifiedDiff: "--- a\n+++ b\n@@ -1,3 +1,3 @@ \(evil)\n ```\n-old \(evil)\n+new \(evil)\n \(evil)\n\\ \(evil)\n+</pre>\n",
            addedLines: 2, removedLines: 1, oldMode: evil, newMode: evil + "2")
        change.settings = [
            .init(path: evil, kind: .changed, old: evil, new: evil + "2"), .init(path: evil, kind: .added, old: nil, new: evil),
        ]
        change.effect = .restart
        change.restarts = [evil]
        let plan = RolloutPlan(
            steps: [
                .init(
                    kind: .service, name: evil, commands: [evil, "```"], reason: evil, causes: [evil], hosts: [evil],
                    restarts: [evil], risks: [.init(subject: evil, severity: .critical, text: evil)], advice: [evil])
            ], notCovered: [evil], notes: [evil])
        diff = ConfigurationDiff(
            base: side, head: side, environment: evil, hostClasses: [.init(name: evil, hosts: [evil])], changes: [change],
            secrets: [.init(file: evil, name: evil, kind: .changed)], rollout: plan, renderedFiles: 1, duration: 1, warnings: [evil]
        )
        return diff
    }
}
