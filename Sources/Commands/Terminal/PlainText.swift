/// A line of a job's log as text alone: escape sequences (CSI, OSC and the like) are left out, other control characters become
/// spaces, and of what carriage returns overwrite only the last is kept. Safe to show inside a drawn screen.
func plainText(_ line: String) -> String {
    guard line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return line }
    var text: [UInt8] = []
    text.reserveCapacity(line.utf8.count)
    var escape = Escape.none
    // A carriage return at the end (a CRLF line) overwrites nothing.
    var isOverwriting = false
    let bytes = Array(line.utf8)
    var index = 0
    while index < bytes.count {
        var byte = bytes[index]
        index += 1
        // The control characters of C1, U+0080 to U+009F, are two bytes; all others that mean something here are one.
        let isC1 = byte == 0xC2 && index < bytes.count && bytes[index] <= 0x9F
        if isC1 {
            byte = bytes[index]
            index += 1
        }
        let isControl = isC1 || byte < 0x20 || byte == 0x7F
        if escape == .none, isOverwriting, !isControl || ![0x0D, 0x1B, 0x9B].contains(byte) {
            text.removeAll(keepingCapacity: true)
            isOverwriting = false
        }
        switch (escape, byte) {
        case (.none, 0x1B) where isControl: escape = .started
        case (.none, 0x9B) where isControl: escape = .control
        case (.none, 0x0D): isOverwriting = true
        case (.none, _): text.append(isControl ? UInt8(ascii: " ") : byte)
        case (.started, _) where byte == UInt8(ascii: "["): escape = .control
        case (.started, _) where "]P_^".utf8.contains(byte): escape = .string
        case (.started, _) where byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")"): escape = .charset
        case (.started, _), (.charset, _), (.stringEnd, _):
            escape = .none
            // The rest of the character goes with it.
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        case (.control, 0x40...0x7E): escape = .none
        case (.control, _): break
        case (.string, 0x07): escape = .none
        case (.string, 0x1B): escape = .stringEnd
        case (.string, _): break
        }
    }
    // A section marker is written to be overwritten, by nothing if need be.
    if isOverwriting, line.hasPrefix("section_") { return "" }
    return String(decoding: text, as: UTF8.self)
}

/// Where in an escape sequence the reader is.
private enum Escape { case none, started, control, string, stringEnd, charset }
