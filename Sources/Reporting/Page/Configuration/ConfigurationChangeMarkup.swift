internal import KollaDiff

/// One change to one file: where, what restarts, which settings, which lines.
struct ConfigurationChangeMarkup {
    var change: ConfigurationDiff.FileChange
    var severity: RolloutPlan.Severity?
    var id: String
    /// Lines shown at most.
    var longest: Int

    private static let mostSettings = 60

    func write(to out: inout ByteBuffer, linesLeft: inout Int) {
        let hunks = DiffHunk.hunks(of: change.unifiedDiff)
        let lines = hunks.reduce(0) { $0 + $1.lines.count + 1 }
        // How tall the browser may take it to be before it is drawn.
        let height = min(lines, longest) * 20 + min(change.settings.count, Self.mostSettings) * 30 + 60
        let classes: Markup = change.effect == .restart || change.effect == .start ? "change stirs" : "change"
        out.html("<details class=\"\(classes)\" open id=\"\(id)\" style=\"--height:\(height)px\"><summary>")
        out.html("<h5 class=\"mono\">\(VisibleText.line(DiffSummary.innerPath(change)))</h5>")
        if !change.hostClass.isEmpty { out.html("<span class=\"tag\">\(VisibleText.line(change.hostClass))</span>") }
        let all = VisibleText.line(change.hosts.joined(separator: " "))
        out.html("<span class=\"soft\" title=\"\(all)\">\(VisibleText.line(HostNames.counted(change.hosts)))</span>")
        switch change.kind {
        case .added, .removed: out.html("<span class=\"tag\">\(DiffSummary.word(change.kind))</span>")
        case .modified, .modeChanged: break
        }
        let effect = VisibleText.line(DiffSummary.effect(change, severity))
        out.html("<span class=\"effect\">\(effect)</span><span class=\"nums\">")
        if change.addedLines > 0 { out.html("<span class=\"plus\">+\(change.addedLines)</span>") }
        if change.removedLines > 0 { out.html("<span class=\"minus\">−\(change.removedLines)</span>") }
        out.raw("</span></summary>\n")
        if let modes = DiffSummary.modes(change) { out.html("<p class=\"remark mono\">\(VisibleText.line(modes))</p>") }
        if change.isBinary { out.raw("<p class=\"remark\">Binary file</p>") }
        if change.onlyFormatting { out.raw("<p class=\"remark\">Only comments, order or blanks differ: no setting does.</p>") }
        writeSettings(to: &out)
        if !hunks.isEmpty { write(hunks, to: &out, linesLeft: &linesLeft) }
        out.raw("</details>\n")
    }

    private func writeSettings(to out: inout ByteBuffer) {
        guard !change.settings.isEmpty else { return }
        out.raw("<table class=\"settings\"><thead><tr><th scope=\"col\">Setting</th><th scope=\"col\">Base</th>")
        out.raw("<th scope=\"col\">Head</th></tr></thead><tbody>")
        for setting in change.settings.prefix(Self.mostSettings) {
            out.html("<tr><td class=\"mono\">\(VisibleText.line(setting.path))</td><td class=\"mono\">")
            if let old = setting.old { out.html("<del>\(VisibleText.line(old))</del>") }
            out.raw("</td><td class=\"mono\">")
            if let new = setting.new { out.html("<ins>\(VisibleText.line(new))</ins>") }
            out.raw("</td></tr>")
        }
        out.raw("</tbody></table>\n")
        let rest = change.settings.count - Self.mostSettings
        if rest > 0 { out.html("<p class=\"remark soft\">and \(Phrases.count(rest, "more setting")) in the lines below</p>\n") }
    }

    private func write(_ hunks: [DiffHunk], to out: inout ByteBuffer, linesLeft: inout Int) {
        var room = max(min(longest, linesLeft), 0)
        var leftOut = 0
        out.html("<pre class=\"diff\" tabindex=\"0\" aria-label=\"Lines of \(VisibleText.line(change.path))\">")
        for hunk in hunks {
            guard room > 0 else {
                leftOut += hunk.lines.count
                continue
            }
            // The numbers of the lines are counted by the style sheet, from these.
            out.html("<span class=\"hunk\" data-old=\"\(hunk.oldStart)\" data-new=\"\(hunk.newStart)\" ")
            out.html(
                "style=\"counter-reset:old \(hunk.oldStart - 1) new \(hunk.newStart - 1)\"><b>\(VisibleText.line(hunk.header))\n</b>"
            )
            let shown = hunk.lines.prefix(room)
            for line in shown { write(line, to: &out) }
            room -= shown.count
            linesLeft -= shown.count
            leftOut += hunk.lines.count - shown.count
            out.raw("</span>")
        }
        out.raw("</pre>\n")
        if leftOut > 0 { out.html("<p class=\"remark cut\">\(Phrases.count(leftOut, "more line")) of this file left out.</p>\n") }
    }

    private func write(_ line: DiffHunk.Line, to out: inout ByteBuffer) {
        switch line.kind {
        case .context: out.html("<span> \(VisibleText.line(line.text))\n</span>")
        case .note: out.html("<i>\(VisibleText.line(line.text))\n</i>")
        case .removed: out.html("<del>-\(body(line))\n</del>")
        case .added: out.html("<ins>+\(body(line))\n</ins>")
        }
    }

    private func body(_ line: DiffHunk.Line) -> Markup {
        guard let changed = line.changed, !changed.isEmpty, changed.upperBound <= line.text.utf8.count else {
            return Markup { $0.escaped(VisibleText.line(line.text)) }
        }
        let start = line.text.utf8.index(line.text.startIndex, offsetBy: changed.lowerBound)
        let end = line.text.utf8.index(line.text.startIndex, offsetBy: changed.upperBound)
        return
            "\(VisibleText.line(line.text[..<start]))<mark>\(VisibleText.line(line.text[start..<end]))</mark>\(VisibleText.line(line.text[end...]))"
    }
}
