internal import KollaDiff

/// What the change does to the configuration files of the hosts, by service.
struct ConfigurationDiffSection {
    var diff: ConfigurationDiff
    /// Counts from 1 over the diffs of the page.
    var number: Int
    var limits: HTMLReport.Limits

    func write(to out: inout ByteBuffer) {
        let name = diff.environment.map { "Configuration of \($0)" } ?? "Configuration"
        out.html(
            "<section id=\"diff-\(number)\" aria-labelledby=\"diff-\(number)-title\">\n<h2 id=\"diff-\(number)-title\">\(name)</h2>\n"
        )
        writeSides(to: &out)
        if !diff.warnings.isEmpty {
            out.raw("<div class=\"warnings\" role=\"note\"><h3>Know before you trust this</h3><ul>")
            for warning in diff.warnings { out.html("<li>\(warning)</li>") }
            out.raw("</ul></div>\n")
        }
        if diff.isEmpty {
            out.html("<p>No file differs among \(Phrases.count(diff.renderedFiles, "rendered file")).</p>\n")
        }
        writeServices(to: &out)
        writeSecrets(to: &out)
        out.raw("</section>\n")
    }

    private func writeSides(to out: inout ByteBuffer) {
        let hosts = Set(diff.changes.flatMap(\.hosts)).count
        let added = diff.changes.reduce(0) { $0 + $1.addedLines }
        let removed = diff.changes.reduce(0) { $0 + $1.removedLines }
        out.html("<p>\(Phrases.count(diff.changes.count, "change")) on \(Phrases.count(hosts, "host")), ")
        out.html("<span class=\"plus\">+\(added)</span> <span class=\"minus\">−\(removed)</span> lines. ")
        out.html(
            "<span class=\"soft\">\(Phrases.count(diff.renderedFiles, "file")) on the head side, \(Phrases.duration(diff.duration)).</span></p>\n"
        )
        out.raw("<dl class=\"meta sides\">")
        for (label, side) in [("Base", diff.base), ("Head", diff.head)] {
            out.html("<div><dt>\(label)</dt><dd><span class=\"mono\">\(side.revision)")
            out.html(" \(side.commit.map { String($0.prefix(12)) } ?? "uncommitted work")</span> \(side.title)")
            out.html("<span class=\"soft\"> Kayobe \(side.kayobe), Kolla Ansible \(side.kollaAnsible)</span></dd></div>")
        }
        out.raw("</dl>\n")
    }

    private func writeServices(to out: inout ByteBuffer) {
        var left = limits.allDiffLines
        var index = 0
        while index < diff.changes.count {
            let service = diff.changes[index].service
            let end = diff.changes[index...].firstIndex { $0.service != service } ?? diff.changes.count
            let changes = diff.changes[index..<end]
            let classes = Set(changes.map(\.hostClass)).sorted().joined(separator: ", ")
            let isSmall = diff.changes.count <= 40
            out.html("<details class=\"service\"\(isSmall ? " open" as Markup : "")><summary><b>\(service)</b>")
            out.html("<span class=\"soft\">\(Phrases.count(changes.count, "change")) · \(classes)</span></summary>\n")
            for change in changes { write(change, to: &out, linesLeft: &left) }
            out.raw("</details>\n")
            index = end
        }
    }

    private func write(_ change: ConfigurationDiff.FileChange, to out: inout ByteBuffer, linesLeft: inout Int) {
        out.html(
            "<article class=\"file\"><header><h3 class=\"mono\">\(change.path)</h3><span class=\"tag\">\(change.hostClass)</span>")
        let hosts =
            change.hosts.prefix(8).joined(separator: ", ") + (change.hosts.count > 8 ? " and \(change.hosts.count - 8) more" : "")
        out.html("<span class=\"soft\" title=\"\(change.hosts.joined(separator: " "))\">\(hosts)</span><span class=\"nums\">")
        switch change.kind {
        case .added: out.raw("<span class=\"tag\">new file</span>")
        case .removed: out.raw("<span class=\"tag\">removed</span>")
        case .modeChanged: out.raw("<span class=\"tag\">mode</span>")
        case .modified: break
        }
        if change.addedLines > 0 { out.html("<span class=\"plus\">+\(change.addedLines)</span>") }
        if change.removedLines > 0 { out.html("<span class=\"minus\">−\(change.removedLines)</span>") }
        out.raw("</span></header>\n")
        if let old = change.oldMode, let new = change.newMode, old != new {
            out.html("<p class=\"mode\">Mode <span class=\"mono\">\(old)</span> becomes <span class=\"mono\">\(new)</span></p>")
        }
        if change.isBinary { out.raw("<p class=\"mode\">Binary file</p>") }
        if !change.unifiedDiff.isEmpty { write(lines: change.unifiedDiff, to: &out, linesLeft: &linesLeft) }
        out.raw("</article>\n")
    }

    private func write(lines text: String, to out: inout ByteBuffer, linesLeft: inout Int) {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        if lines.last?.isEmpty == true { lines.removeLast() }
        // The headers repeat what stands above.
        if lines.count > 2, lines[0].starts(with: "--- ".utf8), lines[1].starts(with: "+++ ".utf8) { lines = lines.dropFirst(2) }
        let shown = lines.prefix(max(min(limits.diffLines, linesLeft), 0))
        linesLeft -= shown.count
        out.raw("<pre class=\"diff\" tabindex=\"0\">")
        for line in shown {
            switch line.first {
            case UInt8(ascii: "+"): out.raw("<ins>")
            case UInt8(ascii: "-"): out.raw("<del>")
            case UInt8(ascii: "@"): out.raw("<b>")
            default: out.raw("<span>")
            }
            out.escaped(decoding: line)
            switch line.first {
            case UInt8(ascii: "+"): out.raw("</ins>")
            case UInt8(ascii: "-"): out.raw("</del>")
            case UInt8(ascii: "@"): out.raw("</b>")
            default: out.raw("</span>")
            }
            out.raw("\n")
        }
        out.raw("</pre>\n")
        let rest = lines.count - shown.count
        if rest > 0 { out.html("<p class=\"cut\">\(Phrases.count(rest, "more line")) of this file left out.</p>\n") }
    }

    private func writeSecrets(to out: inout ByteBuffer) {
        guard !diff.secrets.isEmpty else { return }
        out.raw("<h3>Secrets</h3>\n<p class=\"soft\">That a secret differs is said; its value is never part of a report.</p>\n")
        out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Secrets that differ\"><table><thead><tr>")
        out.raw("<th scope=\"col\">Name</th><th scope=\"col\">Change</th><th scope=\"col\">File</th></tr></thead><tbody>")
        for secret in diff.secrets {
            out.html(
                "<tr><td class=\"mono\">\(secret.name)</td><td>\(secret.kind.rawValue)</td><td class=\"mono\">\(secret.file)</td></tr>"
            )
        }
        out.raw("</tbody></table></div>\n")
    }
}
