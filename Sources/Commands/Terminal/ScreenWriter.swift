/// Turns screens into the bytes that change a terminal from the last screen to the next: only what differs is written. The
/// screen is drawn in the normal buffer, below what was there before, so it stays in the scrollback. Pure.
struct ScreenWriter {
    var usesColour: Bool
    private var last: [StyledLine] = []
    private var size = (width: 0, height: 0)

    init(usesColour: Bool) { self.usesColour = usesColour }

    /// The bytes that show `lines`, none wider than the terminal and fewer than it has rows. The cursor rests at the start of the
    /// line below them.
    mutating func show(_ lines: [StyledLine], width: Int, height: Int) -> String {
        let isSameSize = size == (width, height)
        size = (width, height)
        defer { last = lines }
        guard isSameSize, !last.isEmpty else { return erase() + lines.map { line($0) + "\r\n" }.joined() }
        var bytes = ""
        // Rows are counted from the cursor's place below the last screen.
        var cursor = last.count
        for row in 0..<max(lines.count, last.count) {
            let old = row < last.count ? last[row] : nil
            guard row < lines.count else { break }
            if old == lines[row] { continue }
            bytes += move(from: &cursor, to: row)
            guard let old else {
                bytes += line(lines[row]) + "\r\n"
                cursor = row + 1
                continue
            }
            bytes += change(old, to: lines[row])
        }
        bytes += move(from: &cursor, to: lines.count)
        if last.count > lines.count { bytes += "\u{1B}[J" }
        return bytes
    }

    /// The bytes that take the screen away, leaving the cursor where it began.
    mutating func clear() -> String {
        defer { last = [] }
        return erase()
    }

    /// A terminal that became narrower has wrapped the lines of the last screen: they take more rows now.
    private func erase() -> String {
        let rows = last.reduce(0) { $0 + max(($1.width + size.width - 1) / max(size.width, 1), 1) }
        return rows == 0 ? "" : "\r\u{1B}[\(rows)A\u{1B}[J"
    }

    private func line(_ line: StyledLine) -> String { line.encoded(usesColour: usesColour) }

    private func move(from cursor: inout Int, to row: Int) -> String {
        defer { cursor = row }
        if row == cursor { return "" }
        // Down with line feeds, since the terminal may have to scroll.
        return row < cursor ? "\r\u{1B}[\(cursor - row)A" : String(repeating: "\r\n", count: row - cursor)
    }

    /// Changes the line the cursor is in, at its start, piece by piece.
    private func change(_ old: StyledLine, to new: StyledLine) -> String {
        var bytes = "\r"
        var column = 0
        var cursor = 0
        for (index, span) in new.spans.enumerated() {
            let before = index < old.spans.count ? old.spans[index] : nil
            if before != span {
                if cursor < column { bytes += "\u{1B}[\(column - cursor)C" }
                bytes += span.encoded(usesColour: usesColour)
                cursor = column + span.width
                if before?.width != span.width {
                    // What follows has moved: write the rest of the line.
                    let rest = new.spans[(index + 1)...].map { $0.encoded(usesColour: usesColour) }.joined()
                    return bytes + rest + (old.width > new.width ? "\u{1B}[K" : "") + "\r"
                }
            }
            column += span.width
        }
        if old.width > new.width {
            if cursor < column { bytes += "\u{1B}[\(column - cursor)C" }
            bytes += "\u{1B}[K"
        }
        return bytes + "\r"
    }
}
