/// A configuration diff for a terminal.
package struct DiffText: Sendable {
    package var diff: ConfigurationDiff
    package var colour: Bool
    /// One line a change instead of its contents.
    package var statOnly: Bool

    package init(diff: ConfigurationDiff, colour: Bool = false, statOnly: Bool = false) {
        self.diff = diff
        self.colour = colour
        self.statOnly = statOnly
    }

    /// Ends with a newline.
    package var text: String {
        var text = header
        if diff.isEmpty { return text + "\nNothing changes: both sides render the same \(diff.renderedFiles) files.\n" + warnings }
        if !diff.secrets.isEmpty {
            text += "\n" + bold("Secrets") + "\n"
            for secret in diff.secrets { text += "  \(mark(secret.kind)) \(secret.name)  \(secret.file)\n" }
        }
        for (service, changes) in diff.changesByService {
            text += "\n" + bold(service) + "\n"
            for change in changes {
                text += "  \(DiffSummary.line(change))\n"
                if !statOnly, !change.unifiedDiff.isEmpty { text += "\n" + coloured(change.unifiedDiff) }
            }
        }
        return text + "\n" + DiffSummary.totals(diff) + "\n" + warnings
    }

    private var header: String {
        var text = bold("Kolla configuration diff") + (diff.environment.map { " of \($0)" } ?? "") + "\n"
        text += "  base  \(describe(diff.base))\n  head  \(describe(diff.head))\n"
        let versions = { (side: ConfigurationDiff.Side) in "Kayobe \(side.kayobe), Kolla Ansible \(side.kollaAnsible)" }
        text += "  with  " + versions(diff.base)
        if versions(diff.base) != versions(diff.head) { text += " → " + versions(diff.head) }
        return text + "\n"
    }

    private var warnings: String {
        diff.warnings.isEmpty ? "" : "\n" + diff.warnings.map { "note: \($0)\n" }.joined()
    }

    private func describe(_ side: ConfigurationDiff.Side) -> String {
        [side.revision, side.commit.map { String($0.prefix(8)) }, side.title].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: "  ")
    }

    private func mark(_ kind: ConfigurationDiff.SecretChange.Kind) -> String {
        switch kind {
        case .added: paint("+ added", 32)
        case .removed: paint("- removed", 31)
        case .changed: paint("~ changed", 33)
        }
    }

    private func coloured(_ unifiedDiff: String) -> String {
        unifiedDiff.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("--- ") || line.hasPrefix("+++ ") { return bold(String(line)) }
            switch line.first {
            case "+": return paint(String(line), 32)
            case "-": return paint(String(line), 31)
            case "@": return paint(String(line), 36)
            default: return String(line)
            }
        }.joined(separator: "\n")
    }

    private func bold(_ text: String) -> String { paint(text, 1) }
    private func paint(_ text: String, _ code: Int) -> String { colour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
