import Foundation
import KollaDiff
import Reporting
import Testing

/// What GitLab reads of a diff: test results and Code Quality.
@Suite struct MachineReportTests {
    @Test func recordedDiffAsTests() throws {
        let text = String(decoding: ConfigurationTestReport(diffs: [try Fixture.kollaDiff()]).bytes(), as: UTF8.self)
        try expectSnapshot(text, "kolla-diff.junit.xml")
    }

    /// Read back with the reader of test reports: a change is no failure, unless the caller says so.
    @Test func aChangeFailsOnlyWhereAskedFor() throws {
        for (failing, failed) in [(false, 0), (true, 6)] {
            let report = try read(ConfigurationTestReport(diffs: [try Fixture.kollaDiff()], failing: failing).bytes())
            #expect(report.suites.map(\.name) == ["haproxy", "nova-compute", "prometheus", "secrets", "rollout", "not compared"])
            #expect(report.count(.failed) == failed && report.count(.skipped) == 2 && report.count(.error) == 0)
            let nova = try #require(report.suites[1].cases.first)
            #expect(nova.name == "nova.conf · compute · 3 hosts (cmp[01-03])" && nova.file == "nova-compute/nova.conf")
            #expect(failing == nova.detail.contains("+cpu_allocation_ratio = 4.0"))
        }
    }

    @Test func noChangeIsATestThatPasses() throws {
        let report = try read(ConfigurationTestReport(diffs: [try Fixture.unchangedDiff()], failing: true).bytes())
        #expect(
            report.cases.map(\.name) == ["No change: both sides render the same 1,844 files for 7 hosts, and no secret differs"])
        #expect(report.count(.passed) == 1)
    }

    @Test func aDiffThatCouldNotBeMadeIsAnError() throws {
        let report = try read(
            ConfigurationTestReport.failure("render head: <x> is undefined\ntask a\u{1b}[2J", environment: "production"))
        #expect(report.count(.error) == 1 && report.cases.count == 1)
        #expect(report.cases[0].message == "render head: <x> is undefined" && report.cases[0].detail.contains("task a^[[2J"))
    }

    @Test func hostileTextIsNoMarkup() throws {
        let report = try read(ConfigurationTestReport(diffs: [try Fixture.hostileDiff()], failing: true).bytes())
        #expect(report.cases.count == 5)
    }

    @Test func namesAreUniqueOverEnvironments() throws {
        var other = try Fixture.kollaDiff()
        other.environment = "staging"
        let report = try read(ConfigurationTestReport(diffs: [try Fixture.kollaDiff(), other]).bytes())
        let names = report.cases.map { "\($0.className) \($0.name)" }
        #expect(Set(names).count == names.count && names.count == 22)
    }

    private func read(_ bytes: [UInt8]) throws -> TestReport {
        var reader = JUnitReader()
        try reader.parse(bytes)
        return try reader.finish()
    }

    // MARK: Code Quality

    @Test func recordedDiffAsCodeQuality() throws {
        try expectSnapshot(CodeQualityReport(diffs: [try Fixture.kollaDiff()]).text, "kolla-diff.codequality.json")
    }

    /// The members that GitLab requires, of the types and with the values it names.
    /// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    @Test func hasTheShapeThatGitLabReads() throws {
        var other = try Fixture.kollaDiff()
        other.environment = "staging"
        let diffs = [try Fixture.kollaDiff(), other, try Fixture.hostileDiff(), try Fixture.largeDiff(changes: 100)]
        let text = CodeQualityReport(diffs: diffs).text
        let entries = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(entries.count == 6 + 6 + 2 + 100)
        var fingerprints: Set<String> = []
        for entry in entries {
            #expect(Set(entry.keys) == ["description", "check_name", "fingerprint", "severity", "location"])
            #expect((entry["description"] as? String)?.isEmpty == false)
            #expect((entry["check_name"] as? String)?.hasPrefix("kolla-configuration/") == true)
            #expect(["info", "minor", "major", "critical", "blocker"].contains(entry["severity"] as? String))
            let location = try #require(entry["location"] as? [String: Any])
            let path = try #require(location["path"] as? String)
            #expect(!path.isEmpty && !path.hasPrefix("./") && !path.hasPrefix("/"))
            #expect(((location["lines"] as? [String: Any])?["begin"] as? Int ?? 0) >= 1)
            #expect(fingerprints.insert(entry["fingerprint"] as? String ?? "").inserted)
        }
    }

    @Test func severityFollowsWhatIsAtRisk() throws {
        var diff = try Fixture.kollaDiff()
        func severities() -> [String] {
            CodeQualityReport(diffs: [diff]).entries.filter { $0.checkName != "kolla-configuration/secret" }.map(
                \.severity.rawValue)
        }
        #expect(severities() == ["major", "minor", "info", "info"])
        diff.rollout.steps[0].risks[0].severity = .critical
        #expect(severities() == ["critical", "minor", "info", "info"])
        // What else restarts in the same step is no matter of this file.
        diff.changes[0].restarts = ["proxysql"]
        diff.rollout.steps[0].risks[1].severity = .brief
        #expect(severities() == ["minor", "minor", "info", "info"])
        // A risk of the step itself is one of all that leads to it.
        diff.rollout.steps[0].risks[0].containers = nil
        #expect(severities() == ["critical", "minor", "info", "info"])
    }

    /// A merge request shows what stands at a path of its repository.
    @Test func standsAtTheFileOfTheConfiguration() throws {
        var diff = try Fixture.kollaDiff()
        diff.sources = [.init(path: "etc/kayobe/a.yml", line: 3), .init(path: "etc/kayobe/kolla/config/nova.conf", line: 7)]
        diff.changes[1].source = diff.sources?[1]
        diff.rollout.steps.append(
            .init(kind: .manual, name: "by hand", commands: [], reason: "x", causes: ["etc/kayobe/a.yml (x)", "y/z"], hosts: []))
        let entries = CodeQualityReport(diffs: [diff]).entries
        let places = entries.map { "\($0.location.path):\($0.location.lines.begin)" }
        #expect(places[0] == "etc/kayobe/a.yml:3" && places[1] == "etc/kayobe/kolla/config/nova.conf:7")
        #expect(places.suffix(2) == ["etc/kayobe/a.yml:3", "etc/kayobe/a.yml:3"])
        #expect(entries[1].description.contains(diff.changes[1].service))
    }

    /// An environment that comes or goes has no diff, and is told all the same.
    @Test func anEnvironmentThatComesIsNotNoChange() throws {
        let news = EnvironmentDiffs(
            environments: [], added: ["edge"], removed: ["old"],
            sizes: ["edge": .init(hosts: 12, groups: 5, isWhole: true, file: "etc/kayobe/environments/edge/inventory/hosts")]
        ).news
        let entries = CodeQualityReport(diffs: [], news: news).entries
        #expect(entries.map(\.location.path) == ["etc/kayobe/environments/edge/inventory/hosts", "etc/kayobe/environments/old"])
        #expect(entries[0].description.hasPrefix("New environment edge: 12 hosts in 5 groups"))
        let report = try read(ConfigurationTestReport(diffs: [], news: news, failing: true).bytes())
        #expect(report.cases.map(\.name) == ["new environment edge", "removed environment old"] && report.count(.failed) == 2)
        // Without what keeps GitLab from reading references into it.
        let note = MarkdownSummary(diffs: [], news: news).text.replacing("\u{2060}", with: "")
        #expect(note.hasPrefix("### Kolla configuration\n\n- New environment edge: 12 hosts in 5 groups"))
        let page = String(decoding: ConfigurationPage(diffs: [], news: news).bytes(), as: UTF8.self)
        #expect(page.contains("<title>2 environments come or go: ") && page.contains("<li>Removed environment old"))
        for text in [note, page] { #expect(!text.contains("No change")) }
        let both = String(decoding: ConfigurationPage(diffs: [try Fixture.unchangedDiff()], news: news).bytes(), as: UTF8.self)
        #expect(both.contains("<title>2 environments come or go: "))
    }

    @Test func stepsOnHostsStandAtTheirSource() throws {
        var diff = try Fixture.unchangedDiff()
        diff.rollout.steps = [
            .init(
                kind: .host, name: "network", commands: ["kayobe overcloud host configure -t network"], reason: "a network differs",
                causes: ["etc/kayobe/networks.yml (storage_net_mtu)"], hosts: ["cmp01"],
                risks: [.init(subject: "Network", severity: .disruptive, text: "x")])
        ]
        let entries = CodeQualityReport(diffs: [diff]).entries
        #expect(entries.map(\.location.path) == ["etc/kayobe/networks.yml"])
        #expect(entries.map(\.severity) == [.major])
        #expect(entries[0].description.contains("Run: kayobe overcloud host configure -t network"))
    }

    @Test func fingerprintsLastAcrossPipelines() throws {
        var later = try Fixture.kollaDiff()
        later.head.commit = "0000000000000000000000000000000000000000"
        later.duration = 1
        let (one, other) = (CodeQualityReport(diffs: [try Fixture.kollaDiff()]), CodeQualityReport(diffs: [later]))
        #expect(one.entries.map(\.fingerprint) == other.entries.map(\.fingerprint))
        later.changes[1].unifiedDiff += "+x = 1\n"
        #expect(CodeQualityReport(diffs: [later]).entries[1].fingerprint != one.entries[1].fingerprint)
        #expect(CodeQualityReport(diffs: []).text == "[\n\n]\n")
    }
}
