/// A line of a job's log as text alone: escape sequences (CSI, OSC and the like) are left out, other control characters become
/// spaces, and of what carriage returns overwrite only the last is kept. Safe to show inside a drawn screen.
func plainText(_ line: String) -> String {
    guard line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return line }
    var text = String.UnicodeScalarView()
    var escape = Escape.none
    for scalar in line.unicodeScalars {
        switch (escape, scalar) {
        case (.none, "\u{1B}"): escape = .started
        case (.none, "\u{9B}"): escape = .control
        case (.none, "\r"): text.removeAll()
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
    return String(text)
}

/// Where in an escape sequence the reader is.
private enum Escape { case none, started, control, string, stringEnd, charset }
