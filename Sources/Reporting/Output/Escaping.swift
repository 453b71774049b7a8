/// Escaping for HTML and XML. Everything that comes from outside (names, messages, logs) goes through here.
extension ByteBuffer {
    /// Text content or a double-quoted attribute value. `& < > " '` become references; characters that neither HTML nor XML 1.0
    /// allows (NUL and the other C0 controls but tab and newline) become U+FFFD.
    package mutating func escaped(_ text: String) {
        var text = text
        text.withUTF8 { escaped($0) }
    }

    /// As `escaped(_:)`, for bytes that need not be valid UTF-8: an invalid sequence becomes U+FFFD.
    package mutating func escaped(decoding bytes: some Collection<UInt8>) {
        // `String(decoding:)` is the repair; valid text passes through it at memory speed.
        escaped(String(decoding: bytes, as: UTF8.self))
    }

    private mutating func escaped(_ source: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in 0..<source.count {
            let byte = source[index]
            guard let replacement = Self.replacement(byte) else { continue }
            if index > start { bytes.append(contentsOf: source[start..<index]) }
            raw(replacement)
            start = index + 1
        }
        if start < source.count { bytes.append(contentsOf: source[start...]) }
    }

    private static func replacement(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0x09, 0x0A: nil
        case 0..<0x20, 0x7F: "\u{FFFD}"
        default: nil
        }
    }
}
