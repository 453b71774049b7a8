/// What a reviewer must know first, found out once: what changes, on how many hosts, what restarts, what is at risk, what to run.
package struct DiffOverview: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Everything was compared and nothing differs.
        case nothing
        /// No rendered file and no secret differs, but there is more to know: steps that no file shows, or parts that were not compared.
        case nothingRendered
        /// Secrets differ, and no rendered file does.
        case onlySecrets
        case changes
    }

    /// Containers that restart, or start, on the same hosts.
    package struct Containers: Hashable, Sendable {
        package var names: [String]
        package var hosts: [String]
    }

    package struct Risks: Hashable, Sendable {
        package var severity: RolloutPlan.Severity
        package var subjects: [String]
    }

    package let verdict: Verdict
    package let changes: Int
    package let files: Int
    package let hosts: Int
    package let allHosts: Int
    package let addedLines: Int
    package let removedLines: Int
    package let secrets: Int
    package let renderedFiles: Int
    package let restarts: [Containers]
    package let starts: [Containers]
    /// The gravest first.
    package let risks: [Risks]
    /// Of all steps, in order.
    package let commands: [String]
    package let steps: Int
    package let notCovered: Int
    private let plan: [RolloutPlan.Step]
    /// Positions in `plan` of the steps that a file leads to.
    private let stepsOfFile: [String: [Int]]
    private let hostsOfSteps: [Set<String>]

    package init(_ diff: ConfigurationDiff) {
        changes = diff.changes.count
        files = Set(diff.changes.map(\.path)).count
        hosts = Set(diff.changes.flatMap(\.hosts)).count
        allHosts = max(Set(diff.hostClasses.flatMap(\.hosts)).count, hosts)
        addedLines = diff.changes.reduce(0) { $0 + $1.addedLines }
        removedLines = diff.changes.reduce(0) { $0 + $1.removedLines }
        secrets = diff.secrets.count
        renderedFiles = diff.renderedFiles
        steps = diff.rollout.steps.count
        notCovered = diff.rollout.notCovered.count
        plan = diff.rollout.steps
        hostsOfSteps = plan.map { Set($0.hosts) }
        stepsOfFile = plan.indices.reduce(into: [:]) { found, index in
            for cause in diff.rollout.steps[index].causes { found[cause, default: []].append(index) }
        }
        if !diff.changes.isEmpty {
            verdict = .changes
        } else if !diff.secrets.isEmpty {
            verdict = .onlySecrets
        } else {
            verdict = diff.isEmpty && steps == 0 && notCovered == 0 ? .nothing : .nothingRendered
        }
        (restarts, starts) = Self.containers(of: diff)
        commands = diff.rollout.steps.flatMap(\.commands)
        let all = diff.rollout.steps.flatMap(\.risks)
        risks = [RolloutPlan.Severity.critical, .disruptive, .brief].compactMap { severity in
            var subjects: [String] = []
            for risk in all where risk.severity == severity && !subjects.contains(risk.subject) { subjects.append(risk.subject) }
            return subjects.isEmpty ? nil : Risks(severity: severity, subjects: subjects)
        }
    }

    /// From the changes, host by host; and from the steps, for containers that are made anew though no file differs.
    private static func containers(of diff: ConfigurationDiff) -> (restarts: [Containers], starts: [Containers]) {
        var restarting: [String: Set<String>] = [:]
        var starting: [String: Set<String>] = [:]
        for change in diff.changes {
            for container in change.restarts {
                if change.effect == .start {
                    starting[container, default: []].formUnion(change.hosts)
                } else {
                    restarting[container, default: []].formUnion(change.hosts)
                }
            }
        }
        for step in diff.rollout.steps {
            for container in step.restarts where restarting[container] == nil && starting[container] == nil {
                restarting[container, default: []].formUnion(step.hosts)
            }
        }
        return (together(restarting), together(starting))
    }

    private static func together(_ containers: [String: Set<String>]) -> [Containers] {
        var names: [Set<String>: [String]] = [:]
        for (container, hosts) in containers { names[hosts, default: []].append(container) }
        return names.map { Containers(names: $1.sorted(), hosts: $0.sorted(by: countingOrder)) }.sorted {
            $0.names[0] < $1.names[0]
        }
    }

    /// The gravest risk of a change: of the containers that restart because of it. Nil when none is known.
    package func severity(of change: ConfigurationDiff.FileChange) -> RolloutPlan.Severity? {
        guard change.effect == .restart || change.effect == .start else { return nil }
        let steps = stepsOfFile[change.path, default: []].filter { !hostsOfSteps[$0].isDisjoint(with: change.hosts) }
        return steps.flatMap { plan[$0].risks }
            .filter { risk in risk.containers.map { $0.contains { change.restarts.contains($0) } } ?? true }
            .map(\.severity).max()
    }

    /// Whether there is something to say about restarts, be it that there are none.
    package var tellsRestarts: Bool { verdict == .changes || !restarts.isEmpty || !starts.isEmpty }

    // MARK: Words

    /// One sentence, without a full stop: `4 changes to 4 files on 7 of 8 hosts, +11 −2 lines; 2 secrets differ`.
    package var headline: String {
        let scope = "\(DiffSummary.counted(renderedFiles, "file")) for \(DiffSummary.counted(allHosts, "host"))"
        switch verdict {
        case .nothing: return "No change: both sides render the same \(scope), and no secret differs"
        case .onlySecrets:
            return "No file changes: both sides render the same \(scope); \(secretWords)"
        case .nothingRendered:
            let rest =
                steps > 0
                ? "but rolling out takes \(DiffSummary.counted(steps, "step"))"
                : "but \(DiffSummary.counted(notCovered, "part")) could not be judged"
            return "No file changes: both sides render the same \(scope), \(rest)"
        case .changes:
            var text = "\(DiffSummary.counted(changes, "change")) to \(DiffSummary.counted(files, "file"))"
            text += " on \(DiffSummary.grouped(hosts)) of \(DiffSummary.counted(allHosts, "host"))"
            text += ", +\(DiffSummary.grouped(addedLines)) −\(DiffSummary.grouped(removedLines)) lines"
            return secrets > 0 ? text + "; " + secretWords : text
        }
    }

    private var secretWords: String { "\(DiffSummary.counted(secrets, "secret")) differ\(secrets == 1 ? "s" : "")" }

    /// `haproxy, proxysql on ctl[1-3]; nova_compute on cmp[1-40]`; nil when there are none.
    package static func words(_ containers: [Containers], limit: Int? = 8) -> String? {
        if containers.isEmpty { return nil }
        return containers.map { "\(names($0.names, limit: limit)) on \(HostNames.shortened($0.hosts, limit: limit))" }
            .joined(separator: "; ")
    }

    private static func names(_ names: [String], limit: Int?) -> String {
        guard let limit, names.count > limit else { return names.joined(separator: ", ") }
        return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
    }

    /// `disruptive: HAProxy, ProxySQL; brief: Nova compute`; nil when nothing is known to be at risk.
    package var riskWords: String? {
        risks.isEmpty
            ? nil : risks.map { "\($0.severity.rawValue): \($0.subjects.joined(separator: ", "))" }.joined(separator: "; ")
    }
}
