/// Text from outside, safe to print and honest to read: what a terminal or a browser would obey or hide is written out.
///
/// Control characters are written as `cat -v` writes them (`^[`, `^M`), other characters that have no shape of their own, or turn the
/// direction of what follows, by their number (`<U+202E>`). Tabs stay.
package enum VisibleText {
    /// - Parameter text: one line; a newline in it is written out, too.
    package static func line(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(where: isSuspicious) else { return String(text) }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09: result.unicodeScalars.append(scalar)
            case 0..<0x20: result += "^" + String(UnicodeScalar(UInt8(scalar.value) + 0x40))
            case 0x7F: result += "^?"
            case _ where isHidden(scalar): result += "<U+\(number(scalar))>"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The first bytes of everything that may need to be written out; most text has none of them.
    private static func isSuspicious(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09: false
        case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    private static func isHidden(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }

    private static func number(_ scalar: UnicodeScalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(4 - digits.utf8.count, 0)) + digits
    }
}
