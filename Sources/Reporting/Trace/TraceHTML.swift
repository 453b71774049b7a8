/// Writes a trace as HTML: numbered lines with anchors, sections as `details`. Of a long trace only the first and the last lines
/// are written, and a note says so.
struct TraceHTML {
    /// How much of a trace is shown.
    struct Limit: Hashable, Sendable {
        var first: Int
        var last: Int
    }

    private let key: String
    private let scan: TraceScan
    /// The lines that are left out; empty when the trace is short.
    private let omitted: Range<Int>
    private var sections: [(name: String, isWritten: Bool)] = []
    private var sectionIndex = 0
    private var didWriteNote = false

    /// - Parameter key: what anchors begin with, unique in the page: `12`, `12.1` for the first attempt.
    init(key: String, scan: TraceScan, limit: Limit) {
        self.key = key
        self.scan = scan
        let isLong = scan.lineCount > limit.first + limit.last + 20
        omitted = isLong ? (limit.first + 1)..<(scan.lineCount - limit.last + 1) : 0..<0
    }

    mutating func add(_ event: TraceParser.Event, to out: inout ByteBuffer) {
        switch event {
        case .line(let number, let runs, let cutBytes):
            guard isShown(number, &out) else { return }
            out.raw("<div class=\"l\"")
            identify(number, &out)
            link(number, &out)
            write(runs, &out)
            if cutBytes > 0 { out.html("<em> [\(Phrases.size(cutBytes)) more in this line]</em>") }
            out.raw("</div>\n")
        case .sectionStart(let number, let name, let header, _, let isCollapsed):
            let duration = sectionIndex < scan.sectionDurations.count ? scan.sectionDurations[sectionIndex] : nil
            sectionIndex += 1
            let shown = isShown(number, &out) && sections.count < 40
            sections.append((name, shown))
            guard shown else { return }
            // Beside it: a summary is a control itself, and must hold no other.
            link(number, &out)
            out.raw(isCollapsed ? "<details class=\"sec\"><summary" : "<details class=\"sec\" open><summary")
            identify(number, &out)
            if header.isEmpty { out.escaped(name) } else { write(header, &out) }
            if let duration { out.html("<span class=\"took\">\(Phrases.duration(Double(duration)))</span>") }
            out.raw("</summary>\n")
        case .sectionEnd(let name, _):
            guard let place = sections.lastIndex(where: { $0.name == name }) else { return }
            while sections.count > place { close(&out) }
        }
    }

    /// Closes what the trace left open.
    mutating func finish(_ out: inout ByteBuffer) {
        while !sections.isEmpty { close(&out) }
    }

    private mutating func close(_ out: inout ByteBuffer) {
        if sections.removeLast().isWritten { out.raw("</details>\n") }
    }

    private mutating func isShown(_ number: Int, _ out: inout ByteBuffer) -> Bool {
        guard omitted.contains(number) else { return true }
        if !didWriteNote {
            didWriteNote = true
            out.html(
                "<div class=\"cut\">\(Phrases.count(omitted.count, "line")) left out here: \(omitted.lowerBound) to \(omitted.upperBound - 1)</div>\n"
            )
        }
        return false
    }

    /// The rest of a start tag.
    private func identify(_ number: Int, _ out: inout ByteBuffer) {
        out.raw(" id=\"")
        anchor(number, &out)
        out.raw("\">")
    }

    private func link(_ number: Int, _ out: inout ByteBuffer) {
        // The number is a link for the mouse; ten thousand tab stops would bury the page for the keyboard.
        out.raw("<a tabindex=\"-1\" href=\"#")
        anchor(number, &out)
        out.raw("\">")
        out.raw(number)
        out.raw("</a>")
    }

    private func anchor(_ number: Int, _ out: inout ByteBuffer) {
        out.raw("L")
        out.raw(verbatim: key)
        out.raw("-")
        out.raw(number)
    }

    private func write(_ runs: [TraceParser.Run], _ out: inout ByteBuffer) {
        for run in runs {
            guard run.style != TextStyle() else {
                out.escaped(decoding: run.bytes)
                continue
            }
            out.raw("<span")
            attributes(run.style, &out)
            out.raw(">")
            out.escaped(decoding: run.bytes)
            out.raw("</span>")
        }
    }

    private func attributes(_ style: TextStyle, _ out: inout ByteBuffer) {
        var classes: [String] = []
        if style.isBold { classes.append("b") }
        if style.isFaint { classes.append("d") }
        if style.isItalic { classes.append("i") }
        if style.isUnderlined { classes.append(style.isStruck ? "us" : "u") } else if style.isStruck { classes.append("s") }
        if style.background == .standard, !style.isReversed, case .palette(let index) = style.foreground, index < 16 {
            classes.append("f\(index)")
            if !classes.isEmpty { out.html(" class=\"\(classes.joined(separator: " "))\"") }
            return
        }
        if !classes.isEmpty { out.html(" class=\"\(classes.joined(separator: " "))\"") }
        var foreground = LogColour(style.foreground)
        var background = LogColour(style.background)
        if style.isReversed { (foreground, background) = (background ?? .surface, foreground ?? .text) }
        if foreground == nil, background == nil { return }
        let readable = (foreground ?? .text).readable(on: background ?? .surface)
        out.html(" style=\"color:\(readable.hex)")
        if let background { out.html(";background:\(background.hex)") }
        out.raw("\"")
    }
}
