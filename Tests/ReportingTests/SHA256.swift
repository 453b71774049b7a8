/// SHA-256 (FIPS 180-4), to check the hash that the page's policy names.
enum SHA256 {
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let digest = digest(bytes) + [0]
        var result: [UInt8] = []
        for start in stride(from: 0, to: 33, by: 3) {
            let group = UInt32(digest[start]) << 16 | UInt32(digest[start + 1]) << 8 | UInt32(digest[start + 2])
            for shift in [18, 12, 6, 0] as [UInt32] { result.append(alphabet[Int(group >> shift & 63)]) }
        }
        return String(decoding: result.dropLast(), as: UTF8.self) + "="
    }

    private static let primes: [UInt32] = (2...311).filter { n in n == 2 || !(2..<n).contains { n % $0 == 0 } }.map(UInt32.init)

    private static func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 4_294_967_296) }

    private static func cubeRoot(_ value: Double) -> Double {
        var root = value / 3
        for _ in 0..<100 { root -= (root * root * root - value) / (3 * root * root) }
        return root
    }

    private static func digest(_ message: [UInt8]) -> [UInt8] {
        let constants = primes.map { fraction(cubeRoot(Double($0))) }
        var hash = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
        var data = message + [0x80]
        while data.count % 64 != 56 { data.append(0) }
        data += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> ($0 * 8)) }
        func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value >> by | value << (32 - by) }
        for block in stride(from: 0, to: data.count, by: 64) {
            var words = (0..<16).map { word in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(data[block + word * 4 + $1]) } }
            for index in 16..<64 {
                let (early, late) = (words[index - 15], words[index - 2])
                let small = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
                let large = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
                words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
            }
            var state = Array(hash)
            for index in 0..<64 {
                let (a, e) = (state[0], state[4])
                let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
                let choice = (e & state[5]) ^ (~e & state[6])
                let first = state[7] &+ sum1 &+ choice &+ constants[index] &+ words[index]
                let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
                let majority = (a & state[1]) ^ (a & state[2]) ^ (state[1] & state[2])
                state = [first &+ sum0 &+ majority, a, state[1], state[2], state[3] &+ first, e, state[5], state[6]]
            }
            hash = zip(hash, state).map { $0 &+ $1 }
        }
        return hash.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}
