package import KollaDiff

/// A configuration diff as JUnit XML: a suite a service, a test a changed file on hosts that change alike.
///
/// A change is no failure: its test passes, and fails only where the caller fails on any difference. What was not rendered or not
/// planned is skipped, with the reason. Reference: https://docs.gitlab.com/ci/testing/unit_test_reports/
package struct ConfigurationTestReport: Sendable {
    private let diffs: [ConfigurationDiff]
    private let news: [EnvironmentDiffs.News]
    private let failing: Bool

    /// Bytes of a file's diff that a test holds.
    private static let longestText = 32 << 10

    /// - Parameters:
    ///   - news: environments without a diff, because they come or go.
    ///   - failing: true when a difference fails the command, as `--exit-code` asks for.
    package init(diffs: [ConfigurationDiff], news: [EnvironmentDiffs.News] = [], failing: Bool = false) {
        self.diffs = diffs
        self.news = news
        self.failing = failing
    }

    private enum Outcome { case passed, failed, skipped }

    private struct Test {
        var name: String
        var className: String
        var file: String?
        var outcome: Outcome
        var message: String
        var text = ""
    }

    private struct Suite {
        var name: String
        var tests: [Test]
    }

    package func bytes() -> [UInt8] {
        var out = ByteBuffer(capacity: 1 << 16)
        var suites = diffs.flatMap(suites)
        if !news.isEmpty { suites.append(Suite(name: "environments", tests: news.map(test))) }
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        out.html("<testsuites name=\"Kolla configuration diff\" \(Self.counts(suites.flatMap(\.tests)))>\n")
        for suite in suites {
            out.html("  <testsuite name=\"\(suite.name)\" \(Self.counts(suite.tests))>\n")
            for test in suite.tests { write(test, to: &out) }
            out.raw("  </testsuite>\n")
        }
        out.raw("</testsuites>\n")
        return out.bytes
    }

    /// The report of a diff that could not be made: one test that ends in error.
    package static func failure(_ message: String, environment: String?) -> [UInt8] {
        var out = ByteBuffer()
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.line($0) }
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        out.raw("<testsuites name=\"Kolla configuration diff\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n")
        out.raw("  <testsuite name=\"render\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n")
        out.html(
            "    <testcase classname=\"render\" name=\"\(environment.map { "render \(VisibleText.line($0))" } ?? "render")\">\n")
        out.html("      <error type=\"render\" message=\"\(lines.first ?? "")\">\(lines.joined(separator: "\n"))</error>\n")
        out.raw("    </testcase>\n  </testsuite>\n</testsuites>\n")
        return out.bytes
    }

    private static func counts(_ tests: [Test]) -> Markup {
        let failures = tests.count { $0.outcome == .failed }
        let skipped = tests.count { $0.outcome == .skipped }
        return "tests=\"\(tests.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\""
    }

    private func suites(_ diff: ConfigurationDiff) -> [Suite] {
        let prefix = diffs.count > 1 ? (diff.environment.map { VisibleText.line($0) + ": " } ?? "") : ""
        let overview = DiffOverview(diff)
        let differs = failing ? Outcome.failed : .passed
        var suites = diff.services.map { service in
            let name = VisibleText.line(service.service)
            let indices = service.groups.flatMap(\.changes).filter(diff.changes.indices.contains)
            return Suite(
                name: prefix + name,
                tests: indices.map { test(diff.changes[$0], overview.severity(of: diff.changes[$0]), prefix + name, differs) })
        }
        let secrets = diff.secrets.map { secret in
            Test(
                name: VisibleText.line(secret.name), className: prefix + "secrets", file: VisibleText.line(secret.file),
                outcome: differs, message: "secret \(secret.kind.rawValue)")
        }
        let steps = diff.rollout.steps.enumerated().map { index, step in
            let risks = step.risks.map { "\($0.severity.rawValue): \($0.subject): \($0.text)" }
            return Test(
                name: VisibleText.line("\(index + 1). \(step.name)"), className: prefix + "rollout", file: nil, outcome: .passed,
                message: "", text: (step.commands + [step.reason] + risks).map { VisibleText.line($0) }.joined(separator: "\n"))
        }
        let skipped = (diff.warnings.map { ("not rendered", $0) } + diff.rollout.notCovered.map { ("not planned", $0) }).map {
            Test(
                name: VisibleText.line($1), className: prefix + "not compared", file: nil, outcome: .skipped,
                message: "\($0): \(VisibleText.line($1))")
        }
        for (name, tests) in [("secrets", secrets), ("rollout", steps), ("not compared", skipped)] where !tests.isEmpty {
            suites.append(Suite(name: prefix + name, tests: tests))
        }
        if diff.isEmpty {
            // A report without a test looks like one that was not written.
            suites.insert(
                Suite(
                    name: prefix + "comparison",
                    tests: [
                        Test(
                            name: VisibleText.line(overview.headline), className: prefix + "comparison", file: nil,
                            outcome: .passed,
                            message: "")
                    ]), at: 0)
        }
        return suites
    }

    private func test(_ news: EnvironmentDiffs.News) -> Test {
        Test(
            name: VisibleText.line("\(news.isNew ? "new" : "removed") environment \(news.environment)"), className: "environments",
            file: news.file.map { VisibleText.line($0) }, outcome: failing ? .failed : .passed, message: VisibleText.line(news.text)
        )
    }

    private func test(
        _ change: ConfigurationDiff.FileChange, _ severity: RolloutPlan.Severity?, _ service: String, _ outcome: Outcome
    ) -> Test {
        let place = [change.hostClass, HostNames.counted(change.hosts, limit: 20)].filter { !$0.isEmpty }.joined(separator: " · ")
        var text = ""
        for line in change.unifiedDiff.unicodeScalars.split(separator: "\n") {
            if text.utf8.count > Self.longestText {
                text += "… cut: the whole is in the HTML report\n"
                break
            }
            text += VisibleText.line(String(line)) + "\n"
        }
        return Test(
            name: VisibleText.line("\(DiffSummary.innerPath(change)) · \(place)"), className: service,
            file: VisibleText.line(change.path), outcome: outcome,
            message: VisibleText.line(DiffSummary.facts(change, severity).joined(separator: ", ")), text: text)
    }

    private func write(_ test: Test, to out: inout ByteBuffer) {
        out.html("    <testcase classname=\"\(test.className)\" name=\"\(test.name)\"")
        if let file = test.file { out.html(" file=\"\(file)\"") }
        out.raw(" time=\"0\"")
        switch test.outcome {
        case .skipped: out.html(">\n      <skipped message=\"\(test.message)\"/>\n    </testcase>\n")
        case .failed:
            out.html(">\n      <failure type=\"difference\" message=\"\(test.message)\">\(test.text)</failure>\n    </testcase>\n")
        case .passed:
            let text = [test.message, test.text].filter { !$0.isEmpty }.joined(separator: "\n")
            if text.isEmpty {
                out.raw("/>\n")
            } else {
                out.html(">\n      <system-out>\(text)</system-out>\n    </testcase>\n")
            }
        }
    }
}
