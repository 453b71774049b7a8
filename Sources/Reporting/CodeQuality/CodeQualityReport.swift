internal import FoundationEssentials
package import KollaDiff
internal import PipelineModel

/// A configuration diff as a GitLab Code Quality report, so that the merge request lists what rolling out does, gravest first.
/// Reference: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
package struct CodeQualityReport: Sendable {
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable { case info, minor, major, critical, blocker }

    package struct Entry: Hashable, Sendable, Codable {
        package struct Location: Hashable, Sendable, Codable {
            package struct Lines: Hashable, Sendable, Codable { package var begin: Int }
            /// Relative to the repository: the file of the configuration that the change comes from, or the first that differs. A diff
            /// that knows none names the rendered file as the service does: `nova-compute/nova.conf`.
            package var path: String
            package var lines: Lines
        }

        package var description: String
        package var checkName: String
        /// The same for the same change in every pipeline, different for every entry of a report.
        package var fingerprint: String
        package var severity: Severity
        package var location: Location

        enum CodingKeys: String, CodingKey {
            case description
            case checkName = "check_name"
            case fingerprint, severity, location
        }
    }

    package let entries: [Entry]

    /// - Parameter news: environments without a diff, because they come or go.
    package init(diffs: [ConfigurationDiff], news: [EnvironmentDiffs.News] = []) {
        entries =
            diffs.flatMap { Self.entries(of: $0) }
            + news.map { news in
                Self.entry(
                    news.text, check: "kolla-configuration/environment", news.isNew ? .info : .minor,
                    path: news.file ?? "etc/kayobe/environments/" + news.environment, line: 1,
                    identity: ["environment", news.environment, news.isNew ? "new" : "removed"])
            }
    }

    /// JSON, ends with a newline. An empty array when nothing differs.
    package var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        // Strings and numbers alone: encoding them cannot fail.
        let bytes = (try? encoder.encode(entries)) ?? Data("[]".utf8)
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    private static func entries(of diff: ConfigurationDiff) -> [Entry] {
        let place = diff.environment.map { " (\($0))" } ?? ""
        let overview = DiffOverview(diff)
        var entries = diff.changes.map { change in
            let risk = overview.severity(of: change)
            let what = [change.service, DiffSummary.innerPath(change), HostNames.counted(change.hosts)].joined(separator: " · ")
            var words = "\(what)\(place): \(DiffSummary.facts(change, risk).joined(separator: ", "))"
            let settings = change.settings.prefix(3).map(\.path)
            if !settings.isEmpty {
                let rest = change.settings.count - settings.count
                words += ". Settings: \(settings.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "")"
            }
            let place =
                change.source ?? diff.sources?.first ?? ConfigurationDiff.Place(path: change.path, line: firstLine(of: change))
            return entry(
                words, check: "kolla-configuration/\(change.effect.rawValue)", severity(of: change, risk), path: place.path,
                line: place.line,
                identity: [
                    diff.environment ?? "", change.path, change.hostClass, change.hosts.joined(separator: ","), change.unifiedDiff,
                    change.newMode ?? "",
                ])
        }
        entries += diff.secrets.map { secret in
            entry(
                "Secret \(secret.name) \(secret.kind.rawValue)\(place)", check: "kolla-configuration/secret", .minor,
                path: secret.file, line: 1,
                identity: [diff.environment ?? "", "secret", secret.file, secret.name, secret.kind.rawValue])
        }
        // What no rendered file shows: steps on the hosts themselves, and by hand.
        for step in diff.rollout.steps where step.kind == .host || step.kind == .control || step.kind == .manual {
            for cause in step.causes.isEmpty ? [step.name] : step.causes {
                let source = source(of: cause, in: diff)
                entries.append(
                    entry(
                        "\(step.name)\(place): \(step.reason)"
                            + (step.commands.isEmpty ? "" : ". Run: " + step.commands.joined(separator: "; ")),
                        check: "kolla-configuration/\(step.kind.rawValue)", severity(of: step), path: source.path,
                        line: source.line,
                        identity: [diff.environment ?? "", step.kind.rawValue, step.name, cause]))
            }
        }
        return entries
    }

    private static func entry(
        _ description: String, check: String, _ severity: Severity, path: String, line: Int, identity: [String]
    ) -> Entry {
        Entry(
            description: VisibleText.line(description), checkName: check,
            fingerprint: String(SHA256.hexadecimal(identity.joined(separator: "\u{0}").utf8).prefix(40)), severity: severity,
            location: .init(path: VisibleText.line(path), lines: .init(begin: line)))
    }

    /// `etc/kayobe/networks.yml (storage_net_mtu)` is in `etc/kayobe/networks.yml`; what is no changed file is put down to the first.
    private static func source(of cause: String, in diff: ConfigurationDiff) -> ConfigurationDiff.Place {
        let file = cause.firstRange(of: " (").map { String(cause[..<$0.lowerBound]) } ?? cause
        guard let sources = diff.sources, let first = sources.first else { return .init(path: file, line: 1) }
        return sources.first { $0.path == file } ?? first
    }

    private static func severity(of change: ConfigurationDiff.FileChange, _ risk: RolloutPlan.Severity?) -> Severity {
        guard change.effect == .restart || change.effect == .start else { return .info }
        return severity(risk) ?? .minor
    }

    private static func severity(of step: RolloutPlan.Step) -> Severity {
        severity(step.risks.map(\.severity).max()) ?? (step.kind == .manual ? .minor : .info)
    }

    private static func severity(_ risk: RolloutPlan.Severity?) -> Severity? {
        risk.map { $0 == .critical ? .critical : $0 == .disruptive ? .major : .minor }
    }

    /// The first line of the head side that differs.
    private static func firstLine(of change: ConfigurationDiff.FileChange) -> Int {
        guard let hunk = DiffHunk.hunks(of: change.unifiedDiff).first else { return 1 }
        return max(hunk.newStart + hunk.lines.prefix { $0.kind == .context }.count, 1)
    }
}
