/// RFC 4648, section 4.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).reduce(UInt32(0)) { $0 << 8 | (start + $1 < bytes.count ? UInt32(bytes[start + $1]) : 0) }
            for (index, shift) in [18, 12, 6, 0].enumerated() {
                result.append(start + index > bytes.count ? UInt8(ascii: "=") : alphabet[Int(group >> UInt32(shift) & 63)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
