internal import KollaDiff

/// A configuration diff in Markdown: what a reviewer must know first, how to roll it out, and every change folded away by service.
struct ConfigurationSummary {
    let diff: ConfigurationDiff
    /// Bytes.
    let limit: Int
    private let overview: DiffOverview

    init(diff: ConfigurationDiff, limit: Int) {
        self.diff = diff
        self.limit = limit
        overview = DiffOverview(diff)
    }

    func write(to note: inout MarkdownNote) {
        let place = diff.environment.map { " of \(MarkdownText.code(visible($0)))" } ?? ""
        note.always("### Kolla configuration\(place)\n\n")
        note.always("\(overview.verdict == .nothing ? "✅ " : "")**\(MarkdownText.words(overview.headline)).**\n\n")
        note.always(sides + "\n")
        writeFacts(to: &note)
        for warning in diff.warnings { note.add("\n> **Note:** \(MarkdownText.words(visible(warning)))\n", noun: "note") }
        writeRollout(to: &note)
        writeSecrets(to: &note)
        guard !diff.changes.isEmpty else { return }
        note.always("\n#### Changes\n")
        ConfigurationChangesSummary(diff: diff, overview: overview, limit: limit).write(to: &note)
    }

    private var sides: String {
        func words(_ side: ConfigurationDiff.Side) -> String {
            let commit = side.commit.map { " " + MarkdownText.code(String($0.prefix(8))) } ?? ""
            return MarkdownText.code(visible(side.revision)) + commit
        }
        func versions(_ side: ConfigurationDiff.Side) -> String {
            MarkdownText.words(visible("Kayobe \(side.kayobe), Kolla Ansible \(side.kollaAnsible)"))
        }
        let (before, after) = (versions(diff.base), versions(diff.head))
        return "\(words(diff.base)) → \(words(diff.head)) · \(before == after ? before : "\(before) → **\(after)**")\n"
    }

    private func writeFacts(to note: inout MarkdownNote) {
        guard overview.verdict != .nothing else { return }
        var rows: [(label: String, words: String)] = []
        if overview.tellsRestarts {
            rows.append(("Restarts", containers(overview.restarts) ?? "no container"))
            if let starts = containers(overview.starts) { rows.append(("Starts", starts)) }
        }
        if overview.steps > 0 {
            let risks = overview.risks.map { risk in
                let word = risk.severity == .brief ? risk.severity.rawValue : "**\(risk.severity.rawValue)**"
                return "\(word): \(MarkdownText.words(visible(risk.subjects.joined(separator: ", "))))"
            }
            rows.append(("At risk", risks.isEmpty ? "nothing that is known" : risks.joined(separator: "; ")))
            rows.append(("Roll out", "\(Phrases.count(overview.steps, "step")), below"))
        }
        if overview.notCovered > 0 { rows.append(("Not planned", "\(Phrases.count(overview.notCovered, "part")), below")) }
        guard !rows.isEmpty else { return }
        note.add(
            "| | |\n|---|---|\n" + rows.map { "| \($0.label) | \($0.words) |\n" }.joined(), noun: "table")
    }

    private func containers(_ containers: [DiffOverview.Containers]) -> String? {
        if containers.isEmpty { return nil }
        return containers.map { group in
            let names = group.names.prefix(8).map { MarkdownText.code(visible($0)) }.joined(separator: ", ")
            let rest = group.names.count > 8 ? " and \(group.names.count - 8) more" : ""
            return "\(names)\(rest) on \(hosts(group.hosts))"
        }.joined(separator: "; ")
    }

    // MARK: Rollout and secrets

    private func writeRollout(to note: inout MarkdownNote) {
        let plan = diff.rollout
        if !plan.steps.isEmpty { note.always("\n#### Rollout plan\n\n") }
        for (index, step) in plan.steps.enumerated() { note.add(item(step, number: index + 1), noun: "step") }
        for words in plan.notes { note.add("\n> \(MarkdownText.words(visible(words)))\n", noun: "note") }
        if !plan.notCovered.isEmpty { note.always("\n**Not in the plan**\n\n") }
        for words in plan.notCovered { note.add("- \(MarkdownText.words(visible(words)))\n", noun: "difference") }
    }

    private func item(_ step: RolloutPlan.Step, number: Int) -> String {
        // Whatever belongs to an item stands as deep as its text.
        let indent = String(repeating: " ", count: "\(number). ".count)
        var text = "\(number). **\(MarkdownText.words(visible(step.name)))**"
        if !step.hosts.isEmpty { text += " on \(hosts(step.hosts))" }
        text += " – \(MarkdownText.words(visible(step.reason)))\n"
        if !step.commands.isEmpty {
            let block = MarkdownText.block(step.commands.map(visible).joined(separator: "\n"), language: "sh")
            text += "\n" + block.split(separator: "\n").map { indent + $0 + "\n" }.joined() + "\n"
        }
        for risk in step.risks {
            let word = risk.severity == .brief ? risk.severity.rawValue : "**\(risk.severity.rawValue)**"
            text += "\(indent)- \(word) · \(MarkdownText.words(visible("\(risk.subject): \(risk.text)")))\n"
        }
        for advice in step.advice { text += "\(indent)- \(MarkdownText.words(visible(advice)))\n" }
        return text
    }

    private func writeSecrets(to note: inout MarkdownNote) {
        guard !diff.secrets.isEmpty else { return }
        note.always("\n#### Secrets that differ\n\n| Secret | Change | File |\n|---|---|---|\n")
        for secret in diff.secrets {
            note.add(
                "| \(MarkdownText.code(visible(secret.name))) | \(secret.kind.rawValue) | \(MarkdownText.code(visible(secret.file))) |\n",
                noun: "secret")
        }
    }

    private func hosts(_ hosts: [String]) -> String { MarkdownText.hosts(hosts) }
    private func visible(_ text: String) -> String { VisibleText.line(text) }
}
