/// A configuration diff as Markdown for a merge request note: a table first, then each change folded.
package struct DiffMarkdown: Sendable {
    package var diff: ConfigurationDiff
    /// Bytes. GitLab takes a million characters; what does not fit is left out, and the note says so.
    package var limit: Int

    package init(diff: ConfigurationDiff, limit: Int = 900_000) {
        self.diff = diff
        self.limit = limit
    }

    /// Ends with a newline.
    package var text: String {
        var text = "### Kolla configuration diff" + (diff.environment.map { " of `\($0)`" } ?? "") + "\n\n"
        text += "`\(diff.base.revision)` → `\(diff.head.revision)`"
        text += " with Kayobe \(diff.head.kayobe), Kolla Ansible \(diff.head.kollaAnsible)\n\n"
        if diff.isEmpty { return text + "Nothing changes: both sides render the same \(diff.renderedFiles) files.\n" + warnings }
        if !diff.secrets.isEmpty {
            text += "**Secrets**\n\n"
            for secret in diff.secrets { text += "- `\(secret.name)` \(secret.kind.rawValue) in `\(secret.file)`\n" }
            text += "\n"
        }
        if !diff.changes.isEmpty {
            text += "| service | file | class | hosts | lines |\n|---|---|---|---|---|\n"
            for change in diff.changes {
                let name = change.path.dropFirst(change.service.count).drop { $0 == "/" }
                text += "| \(change.service) | `\(name)` | \(change.hostClass) | \(DiffSummary.hosts(change.hosts)) |"
                text += " \(Self.lines(change)) |\n"
            }
            text += "\n"
        }
        let end = "\n" + DiffSummary.totals(diff) + "\n" + warnings
        var room = limit - text.utf8.count - end.utf8.count - 200
        var left = 0
        for change in diff.changes where !change.unifiedDiff.isEmpty {
            let block = folded(change)
            if block.utf8.count > room {
                left += 1
                continue
            }
            room -= block.utf8.count
            text += block
        }
        if left > 0 { text += "\n\(left) of the changes are too long for this note; `slipway kolla diff` shows them.\n" }
        return text + end
    }

    private static func lines(_ change: ConfigurationDiff.FileChange) -> String {
        var parts: [String] = []
        if change.kind == .added { parts.append("new") }
        if change.kind == .removed { parts.append("removed") }
        if change.isBinary { parts.append("binary") }
        if change.addedLines + change.removedLines > 0 { parts.append("+\(change.addedLines) −\(change.removedLines)") }
        if let modes = DiffSummary.modes(change) { parts.append(modes) }
        return parts.joined(separator: ", ")
    }

    private func folded(_ change: ConfigurationDiff.FileChange) -> String {
        // A fence longer than any run of backquotes in the file.
        var longest = 2
        var run = 0
        for character in change.unifiedDiff {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return
            "<details><summary><code>\(change.path)</code> · \(change.hostClass) · \(DiffSummary.hosts(change.hosts))</summary>\n\n"
            + "\(fence)diff\n\(change.unifiedDiff)\(fence)\n\n</details>\n\n"
    }

    private var warnings: String {
        diff.warnings.isEmpty ? "" : "\n" + diff.warnings.map { "- note: \($0)\n" }.joined()
    }
}
