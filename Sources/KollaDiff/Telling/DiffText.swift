/// A configuration diff for a terminal. The first screen says what changes, on how many hosts, what restarts, what is at risk and what to
/// run; what follows is the change itself, by service and by hosts that change alike.
///
/// Nothing that comes from outside reaches the terminal as anything but text: see `VisibleText`.
package struct DiffText: Sendable {
    package var diff: ConfigurationDiff
    package var colour: Bool
    /// One line a change instead of its contents.
    package var statOnly: Bool
    /// Columns of the terminal. Sentences are broken there; lines of files are not.
    package var width: Int

    let overview: DiffOverview
    let paint: TextPaint

    package init(diff: ConfigurationDiff, colour: Bool = false, statOnly: Bool = false, width: Int = 100) {
        self.diff = diff
        self.colour = colour
        self.statOnly = statOnly
        self.width = max(width, 40)
        overview = DiffOverview(diff)
        paint = TextPaint(isOn: colour)
    }

    /// Ends with a newline.
    package var text: String {
        var text = header + "\n" + firstScreen
        if statOnly {
            if !diff.changes.isEmpty { text += "\n" + statistics }
        } else {
            text += changes + restarts
        }
        text += (statOnly ? "" : rollout) + notCovered + secrets + warnings
        if overview.verdict == .changes { text += "\n" + overview.headline + "\n" }
        return text
    }

    private var header: String {
        let place = diff.environment.map { " of " + VisibleText.line($0) } ?? ""
        var text = paint("Kolla configuration diff", .bold) + place + "\n"
        let names = [diff.base, diff.head].map { VisibleText.line($0.revision) }
        let column = names.map(\.count).max() ?? 0
        for (label, side, name) in [("base", diff.base, names[0]), ("head", diff.head, names[1])] {
            let commit = side.commit.map { String(VisibleText.line($0).prefix(8)) } ?? "        "
            var line = "  \(label)  \(padded(name, to: column))  \(commit)  \(VisibleText.line(side.title))"
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        let versions = { (side: ConfigurationDiff.Side) in
            VisibleText.line("Kayobe \(side.kayobe), Kolla Ansible \(side.kollaAnsible)")
        }
        text += "  with  " + versions(diff.base)
        if versions(diff.base) != versions(diff.head) { text += " → " + paint(versions(diff.head), .yellow) }
        return text + "\n"
    }

    private static let mostCommands = 12

    private var firstScreen: String {
        switch overview.verdict {
        case .nothing: return paint(overview.headline + ".", .boldGreen) + "\n"
        case .nothingRendered, .onlySecrets, .changes: break
        }
        var text = paint(overview.headline, .bold) + "\n"
        if overview.tellsRestarts {
            let restarts = DiffOverview.words(overview.restarts).map(VisibleText.line)
            text += fact("restarts", restarts ?? "no container", restarts == nil ? nil : .yellow)
            if let starts = DiffOverview.words(overview.starts) { text += fact("starts", VisibleText.line(starts), .yellow) }
        }
        let isGrave = overview.risks.contains { $0.severity > .brief }
        if overview.steps > 0 {
            text += fact(
                "at risk", overview.riskWords.map(VisibleText.line) ?? "nothing that is known", isGrave ? .boldRed : nil)
        }
        let mostCommands = statOnly ? overview.commands.count : Self.mostCommands
        for (index, command) in overview.commands.prefix(mostCommands).enumerated() {
            // Whole, so that it can be copied.
            text += "  \(padded(index == 0 ? "roll out" : "", to: 12))\(index + 1)  \(VisibleText.line(command))\n"
        }
        let rest = overview.commands.count - mostCommands
        if rest > 0 { text += fact("", "and \(DiffSummary.counted(rest, "more command")), below") }
        let manual = diff.rollout.steps.count { $0.kind == .manual }
        if manual > 0 {
            text += fact("by hand", "\(DiffSummary.counted(manual, "step")) that no command does\(statOnly ? "" : ", below")")
        }
        if overview.notCovered > 0 {
            text += fact(
                "unplanned", "\(DiffSummary.counted(overview.notCovered, "part")) left out of the plan, below",
                .yellow)
        }
        if !diff.warnings.isEmpty {
            text += fact("notes", "\(DiffSummary.counted(diff.warnings.count, "note")) on what to trust, below")
        }
        return text
    }

    // MARK: Parts

    /// A label and a sentence that is broken beside it.
    func fact(_ label: String, _ words: String, _ style: TextPaint.Style? = nil, indent: Int = 2) -> String {
        let margin = indent + 12
        let start = String(repeating: " ", count: indent) + padded(label, to: 12)
        let lines = TextPaint.wrapped(words, width: max(width - margin, 24))
        return lines.enumerated().map { index, line in
            let shown = style.map { paint(line, $0) } ?? line
            return (index == 0 ? start : String(repeating: " ", count: margin)) + shown + "\n"
        }.joined()
    }

    func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(columns - text.count, 0))
    }

    func heading(_ text: String) -> String { "\n" + paint(text, .bold) + "\n" }

    private var restarts: String {
        if overview.restarts.isEmpty && overview.starts.isEmpty { return "" }
        var text = heading("Restarts")
        let column = (overview.restarts + overview.starts).flatMap(\.names).map(\.count).max() ?? 0
        for (word, containers) in [("", overview.restarts), ("  starts", overview.starts)] {
            for container in containers {
                let hosts = VisibleText.line(HostNames.counted(container.hosts))
                for name in container.names { text += "  \(padded(VisibleText.line(name), to: column))  \(hosts)\(word)\n" }
            }
        }
        return text
    }

    private var secrets: String {
        if diff.secrets.isEmpty { return "" }
        var text = heading("Secrets that differ")
        let column = diff.secrets.map(\.name.count).max() ?? 0
        for secret in diff.secrets {
            text += "  \(mark(secret.kind))  \(padded(VisibleText.line(secret.name), to: min(column, 48)))"
            text += "  \(VisibleText.line(secret.file))\n"
        }
        return text
    }

    private func mark(_ kind: ConfigurationDiff.SecretChange.Kind) -> String {
        switch kind {
        case .added: paint("+ added  ", .green)
        case .removed: paint("- removed", .red)
        case .changed: paint("~ changed", .yellow)
        }
    }

    private var warnings: String {
        diff.warnings.isEmpty ? "" : "\n" + diff.warnings.map { "note: \(VisibleText.line($0))\n" }.joined()
    }
}
