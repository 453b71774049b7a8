/// Makes a stream of bytes valid UTF-8, whatever the cuts: what cannot be a character becomes U+FFFD.
struct UTF8Repair: Sendable {
    /// The beginning of a character whose rest has not come yet.
    private var incomplete: [UInt8] = []

    mutating func repair(_ bytes: [UInt8], into output: inout [UInt8]) {
        var text = incomplete + bytes
        incomplete = []
        let tail = Self.incompleteTail(text)
        if tail > 0 {
            incomplete = Array(text.suffix(tail))
            text.removeLast(tail)
        }
        if text.allSatisfy({ $0 < 0x80 }) {
            output += text
        } else {
            output += String(decoding: text, as: UTF8.self).utf8
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        if !incomplete.isEmpty { output += String(decoding: incomplete, as: UTF8.self).utf8 }
        incomplete = []
    }

    /// How many of the last bytes are the beginning of a longer character.
    private static func incompleteTail(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return byte < 0xf8 && length > back ? back : 0
        }
        return 0
    }
}
