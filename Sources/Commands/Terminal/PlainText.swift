/// A line of a job's log as text alone: escape sequences (CSI, OSC and the like) are left out, other control characters become
/// spaces, and of what carriage returns overwrite only the last is kept. Safe to show inside a drawn screen.
func plainText(_ line: String) -> String {
    guard line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return line }
    var text = String.UnicodeScalarView()
    var escape = Escape.none
    // A carriage return at the end (a CRLF line) overwrites nothing.
    var isOverwriting = false
    for scalar in line.unicodeScalars {
        if escape == .none, isOverwriting, scalar != "\r", scalar != "\u{1B}", scalar != "\u{9B}" {
            text.removeAll()
            isOverwriting = false
        }
        switch (escape, scalar) {
        case (.none, "\u{1B}"): escape = .started
        case (.none, "\u{9B}"): escape = .control
        case (.none, "\r"): isOverwriting = true
        case (.none, _) where scalar.properties.generalCategory == .control: text.append(" ")
        case (.none, _): text.append(scalar)
        case (.started, "["): escape = .control
        case (.started, "]"), (.started, "P"), (.started, "_"), (.started, "^"): escape = .string
        case (.started, "("), (.started, ")"): escape = .charset
        case (.started, _), (.charset, _), (.stringEnd, _): escape = .none
        case (.control, "\u{40}"..."\u{7E}"): escape = .none
        case (.control, _): break
        case (.string, "\u{07}"): escape = .none
        case (.string, "\u{1B}"): escape = .stringEnd
        case (.string, _): break
        }
    }
    // A section marker is written to be overwritten, by nothing if need be.
    if isOverwriting, line.hasPrefix("section_") { return "" }
    return String(text)
}

/// Where in an escape sequence the reader is.
private enum Escape { case none, started, control, string, stringEnd, charset }
