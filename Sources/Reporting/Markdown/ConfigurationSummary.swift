internal import KollaDiff

/// A configuration diff in Markdown: numbers, a table by service and host class, and each file folded away.
struct ConfigurationSummary {
    var diff: ConfigurationDiff

    /// Lines of one file's diff.
    private static let fileLines = 200

    func write(to note: inout MarkdownNote) {
        let place = diff.environment.map { " of \(MarkdownText.code($0))" } ?? ""
        note.always("### Configuration\(place)\n\n")
        let hosts = Set(diff.changes.flatMap(\.hosts)).count
        if diff.isEmpty {
            note.always("No file differs among \(Phrases.count(diff.renderedFiles, "rendered file")).\n")
        } else {
            let added = diff.changes.reduce(0) { $0 + $1.addedLines }
            let removed = diff.changes.reduce(0) { $0 + $1.removedLines }
            note.always(
                "\(Phrases.count(diff.changes.count, "change")) on \(Phrases.count(hosts, "host")), +\(added) −\(removed) lines\n")
        }
        for warning in diff.warnings { note.add("\n> **Note:** \(MarkdownText.words(warning))\n", noun: "warning") }
        writeTable(to: &note)
        if !diff.secrets.isEmpty {
            note.always("\n**Secrets that differ** (never their values)\n\n")
            for secret in diff.secrets {
                note.add(
                    "- \(MarkdownText.code(secret.name)) \(secret.kind.rawValue) in \(MarkdownText.code(secret.file))\n",
                    noun: "secret")
            }
        }
        for change in diff.changes { writeFile(change, to: &note) }
    }

    private func writeTable(to note: inout MarkdownNote) {
        guard !diff.changes.isEmpty else { return }
        note.always("\n| Service | Host class | Hosts | Files | Lines |\n|---|---|--:|--:|--:|\n")
        var rows: [(service: String, hostClass: String)] = []
        for change in diff.changes where !rows.contains(where: { $0 == (change.service, change.hostClass) }) {
            rows.append((change.service, change.hostClass))
        }
        for row in rows {
            let changes = diff.changes.filter { ($0.service, $0.hostClass) == row }
            let hosts = Set(changes.flatMap(\.hosts)).count
            let added = changes.reduce(0) { $0 + $1.addedLines }
            let removed = changes.reduce(0) { $0 + $1.removedLines }
            note.add(
                "| \(MarkdownText.code(row.service)) | \(MarkdownText.code(row.hostClass)) | \(hosts) | \(changes.count) | +\(added) −\(removed) |\n",
                noun: "table row")
        }
    }

    private func writeFile(_ change: ConfigurationDiff.FileChange, to note: inout MarkdownNote) {
        var summary = ByteBuffer()
        summary.html(
            "<details><summary><code>\(change.path)</code> on \(change.hostClass), +\(change.addedLines) −\(change.removedLines)</summary>"
        )
        var part = "\n" + summary.text + "\n\n"
        part += "Hosts: " + change.hosts.map(MarkdownText.code).joined(separator: ", ") + "\n\n"
        if let old = change.oldMode, let new = change.newMode, old != new {
            part += "Mode \(MarkdownText.code(old)) becomes \(MarkdownText.code(new))\n\n"
        }
        if change.isBinary { part += "Binary file\n\n" }
        if !change.unifiedDiff.isEmpty {
            let lines = change.unifiedDiff.split(separator: "\n", omittingEmptySubsequences: false)
            part += MarkdownText.block(lines.prefix(Self.fileLines).joined(separator: "\n"), language: "diff")
            if lines.count > Self.fileLines { part += "\n\(Phrases.count(lines.count - Self.fileLines, "more line")) left out\n" }
        }
        note.add(part + "\n</details>\n", noun: "file diff")
    }
}
