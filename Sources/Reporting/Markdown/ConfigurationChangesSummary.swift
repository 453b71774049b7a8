internal import KollaDiff

/// The changes of a diff in Markdown, each service folded away. Where not all of them fit, those that put most at risk are kept.
struct ConfigurationChangesSummary {
    let diff: ConfigurationDiff
    let overview: DiffOverview
    /// Bytes of the whole note; a change that takes more than an eighth is left out, so that it does not push out all others.
    let limit: Int

    private static let mostSettings = 20
    private static let longestValue = 160

    private struct Piece {
        var service: Int
        var group: Int
        var change: Int
        /// 0 is the gravest.
        var rank: Int
    }

    private struct Group: Hashable {
        var service: Int
        var group: Int
    }

    func write(to note: inout MarkdownNote) {
        let openings = diff.services.map(opening)
        let pieces = diff.services.indices.flatMap(pieces)
        let kept = kept(of: pieces, openings: openings, room: note.room)
        var next = 0
        for (number, service) in diff.services.enumerated() {
            var body = ""
            var left = 0
            var heading: Int?
            while next < pieces.count, pieces[next].service == number {
                let piece = pieces[next]
                if let text = kept[next] {
                    if heading != piece.group { body += self.heading(service.groups[piece.group]) }
                    heading = piece.group
                    body += text
                } else {
                    left += 1
                }
                next += 1
            }
            if left > 0 { note.leave(out: left, of: service.service) }
            if body.isEmpty { continue }
            note.always(openings[number] + body + (left > 0 ? Self.remark(left) : "") + Self.closing)
        }
    }

    /// What fits, by position: the gravest first, else in order.
    private func kept(of pieces: [Piece], openings: [String], room: Int) -> [Int: String] {
        var room = room
        var kept: [Int: String] = [:]
        var services: Set<Int> = []
        var groups: Set<Group> = []
        for index in pieces.indices.sorted(by: { (pieces[$0].rank, $0) < (pieces[$1].rank, $1) }) {
            let piece = pieces[index]
            let group = Group(service: piece.service, group: piece.group)
            // Of thousands of changes most have no room: those are not even written.
            if diff.changes[piece.change].unifiedDiff.utf8.count > min(room, limit / 8) { continue }
            let text = one(diff.changes[piece.change])
            var size = text.utf8.count
            if size > min(room, limit / 8) { continue }
            if !services.contains(piece.service) {
                size += openings[piece.service].utf8.count + Self.remark(diff.changes.count).utf8.count + Self.closing.utf8.count
            }
            if !groups.contains(group) { size += heading(diff.services[piece.service].groups[piece.group]).utf8.count }
            if size > room { continue }
            room -= size
            kept[index] = text
            services.insert(piece.service)
            groups.insert(group)
        }
        return kept
    }

    private func pieces(_ service: Int) -> [Piece] {
        diff.services[service].groups.enumerated().flatMap { number, group in
            group.changes.filter(diff.changes.indices.contains).map { index in
                let change = diff.changes[index]
                let rank =
                    switch overview.severity(of: change) {
                    case .critical: 0
                    case .disruptive: 1
                    case .brief: 2
                    case nil: change.effect == .restart || change.effect == .start ? 2 : 3
                    }
                return Piece(service: service, group: number, change: index, rank: rank)
            }
        }
    }

    private static let closing = "\n</details>\n"

    private static func remark(_ left: Int) -> String {
        "\n_\(Phrases.count(left, "change")) of this service left out for size._\n"
    }

    private func heading(_ group: ConfigurationDiff.ServiceChanges.Group) -> String {
        "\n**\(MarkdownText.code(visible(group.hostClass)))** · \(MarkdownText.hosts(group.hosts))\n"
    }

    private func opening(_ service: ConfigurationDiff.ServiceChanges) -> String {
        let changes = service.groups.flatMap(\.changes).filter(diff.changes.indices.contains).map { diff.changes[$0] }
        let added = changes.reduce(0) { $0 + $1.addedLines }
        let removed = changes.reduce(0) { $0 + $1.removedLines }
        let restarts = Set(changes.filter { $0.effect == .restart }.flatMap(\.restarts)).sorted()
        let hosts = Set(changes.flatMap(\.hosts)).count
        var opening = ByteBuffer()
        opening.html("\n<details><summary><code>\(visible(service.service))</code> · \(Phrases.count(changes.count, "change"))")
        opening.html(" · \(Phrases.count(hosts, "host")) · +\(added) −\(removed)")
        if !restarts.isEmpty { opening.html(" · restarts <code>\(visible(restarts.joined(separator: ", ")))</code>") }
        opening.raw("</summary>\n")
        return opening.text
    }

    private func one(_ change: ConfigurationDiff.FileChange) -> String {
        let facts = DiffSummary.facts(change, overview.severity(of: change)).joined(separator: " · ")
        var part = "\n\(MarkdownText.code(visible(DiffSummary.innerPath(change)))) · \(MarkdownText.words(visible(facts)))\n"
        if !change.settings.isEmpty {
            part += "\n| Setting | Base | Head |\n|---|---|---|\n"
            for setting in change.settings.prefix(Self.mostSettings) {
                part += "| \(MarkdownText.code(visible(setting.path))) | \(value(setting.old)) | \(value(setting.new)) |\n"
            }
            let rest = change.settings.count - Self.mostSettings
            if rest > 0 { part += "\n\(Phrases.count(rest, "more setting")) in the lines below\n" }
        }
        if !change.unifiedDiff.isEmpty {
            let lines = change.unifiedDiff.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            part += "\n" + MarkdownText.block(lines.map { visible(String($0)) }.joined(separator: "\n"), language: "diff")
        }
        return part
    }

    /// A setting's value, cut where it is long: the lines below have the whole.
    private func value(_ text: String?) -> String {
        guard let text else { return "" }
        let shown = visible(text)
        return MarkdownText.code(shown.count > Self.longestValue ? shown.prefix(Self.longestValue) + "…" : shown)
    }

    private func visible(_ text: String) -> String { VisibleText.line(text) }
}
