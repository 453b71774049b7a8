extension DiffText {
    /// A longer list of settings is in the lines below it anyway.
    private static let mostSettings = 40

    /// Every service, host class and file with its settings and lines.
    var changes: String {
        var text = ""
        for service in diff.services {
            for group in service.groups {
                let place = [service.service, group.hostClass].filter { !$0.isEmpty } + [HostNames.counted(group.hosts)]
                text += heading(VisibleText.line(place.joined(separator: " · ")))
                var hadLines = false
                for index in group.changes where diff.changes.indices.contains(index) {
                    let change = diff.changes[index]
                    text += (hadLines ? "\n" : "") + one(change)
                    hadLines = !change.unifiedDiff.isEmpty
                }
            }
        }
        return text
    }

    private func one(_ change: ConfigurationDiff.FileChange) -> String {
        let (mark, style): (String, TextPaint.Style) =
            switch change.kind {
            case .added: ("+", .boldGreen)
            case .removed: ("-", .boldRed)
            case .modified, .modeChanged: ("~", .boldYellow)
            }
        let name = VisibleText.line(DiffSummary.innerPath(change))
        var text =
            "  \(paint("\(mark) \(name)", style)) · \(VisibleText.line(DiffSummary.facts(change, overview.severity(of: change)).joined(separator: " · ")))\n"
        text += settings(of: change)
        if !change.unifiedDiff.isEmpty { text += "\n" + lines(of: change.unifiedDiff) }
        return text
    }

    private func settings(of change: ConfigurationDiff.FileChange) -> String {
        if change.settings.isEmpty { return "" }
        let shown = change.settings.prefix(Self.mostSettings)
        let column = min(shown.map { VisibleText.line($0.path).count }.max() ?? 0, 60)
        var text = ""
        for setting in shown {
            let path = VisibleText.line(setting.path)
            let (old, new) = (setting.old.map(VisibleText.line), setting.new.map(VisibleText.line))
            let start = "      \(padded(path, to: column))  "
            switch setting.kind {
            case .added: text += start + paint("+ " + (new ?? ""), .green) + "\n"
            case .removed: text += start + paint("- " + (old ?? ""), .red) + "\n"
            case .changed:
                let (old, new) = (old ?? "", new ?? "")
                if start.count + old.count + new.count + 3 <= width {
                    text += start + "\(paint(old, .red)) → \(paint(new, .green))\n"
                } else {
                    text += "      \(path)\n        \(paint("- " + old, .red))\n        \(paint("+ " + new, .green))\n"
                }
            }
        }
        let rest = change.settings.count - shown.count
        return rest > 0 ? text + "      and \(DiffSummary.counted(rest, "more setting"))\n" : text
    }

    private func lines(of unifiedDiff: String) -> String {
        var text = ""
        for hunk in DiffHunk.hunks(of: unifiedDiff) {
            text += "    " + paint(VisibleText.line(hunk.header), .cyan) + "\n"
            for line in hunk.lines {
                switch line.kind {
                case .context: text += "     \(VisibleText.line(line.text))\n"
                case .note: text += "    \(paint(VisibleText.line(line.text), .dim))\n"
                case .removed: text += "    " + painted("-", line, .red) + "\n"
                case .added: text += "    " + painted("+", line, .green) + "\n"
                }
            }
        }
        return text
    }

    /// The words that differ stand out, and blanks at the end of an added line do.
    private func painted(_ mark: String, _ line: DiffHunk.Line, _ style: TextPaint.Style) -> String {
        guard colour else { return mark + VisibleText.line(line.text) }
        var body = line.text[...]
        var blanks = ""
        if line.kind == .added, let last = body.last, last == " " || last == "\t" {
            let end = body.lastIndex { $0 != " " && $0 != "\t" }.map(body.index(after:)) ?? body.startIndex
            blanks = paint(String(body[end...]), .onRed)
            body = body[..<end]
        }
        guard let changed = line.changed, !changed.isEmpty, changed.upperBound <= body.utf8.count else {
            return paint(mark + VisibleText.line(body), style) + blanks
        }
        let start = body.utf8.index(body.startIndex, offsetBy: changed.lowerBound)
        let end = body.utf8.index(body.startIndex, offsetBy: changed.upperBound)
        let marked = "\u{1b}[\(style.rawValue);7m\(VisibleText.line(body[start..<end]))\u{1b}[0m"
        return paint(mark + VisibleText.line(body[..<start]), style) + marked + paint(VisibleText.line(body[end...]), style)
            + blanks
    }

    // MARK: One line a change

    var statistics: String {
        let rows = diff.changes.map { change in
            (
                path: VisibleText.line(change.path), hosts: VisibleText.line(HostNames.counted(change.hosts, limit: 2)),
                lines: DiffSummary.lines(change) ?? DiffSummary.modes(change) ?? DiffSummary.word(change.kind),
                effect: VisibleText.line(DiffSummary.effect(change, overview.severity(of: change))), kind: change.kind
            )
        }
        let hosts = min(rows.map(\.hosts.count).max() ?? 0, 32)
        let lines = rows.map(\.lines.count).max() ?? 0
        let room = max(width - hosts - lines - 26, 24)
        let path = min(rows.map(\.path.count).max() ?? 0, room)
        return rows.map { row in
            let cut = row.path.count > path ? "…" + row.path.suffix(path - 1) : row.path
            let style: TextPaint.Style = row.kind == .added ? .green : row.kind == .removed ? .red : .yellow
            let counts = paint(padded(row.lines, to: lines), style)
            return "  \(padded(cut, to: path))  \(padded(row.hosts, to: hosts))  \(counts)  \(row.effect)\n"
        }.joined()
    }
}
