/// One member of a tar archive, in the POSIX pax format. Reference: POSIX.1-2017, pax, "ustar Interchange Format".
struct TarEntry: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file
        case directory
        case link(target: String)
    }

    /// Relative, without `.` and `..`, no slash at the end.
    var path: String
    var kind: Kind
    /// Permission bits.
    var mode: UInt32
    var modified: (seconds: Int, nanoseconds: Int)
    /// Bytes of a file.
    var size: Int

    static func == (left: TarEntry, right: TarEntry) -> Bool {
        left.path == right.path && left.kind == right.kind && left.mode == right.mode && left.modified == right.modified
            && left.size == right.size
    }

    func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// The 512-byte blocks of an archive.
enum TarBlock {
    static let size = 512

    static func padding(_ size: Int) -> Int { (TarBlock.size - size % TarBlock.size) % TarBlock.size }

    /// The blocks before an entry's content: a pax header where ustar's fields are too small or too coarse, and the ustar header.
    static func header(_ entry: TarEntry) -> [UInt8] {
        var records: [UInt8] = []
        var linkTarget = ""
        if case .link(let target) = entry.kind { linkTarget = target }
        if entry.path.utf8.count > 99 { records += record("path", entry.path) }
        if linkTarget.utf8.count > 99 { records += record("linkpath", linkTarget) }
        if entry.size >= 1 << 33 { records += record("size", "\(entry.size)") }
        if entry.modified.nanoseconds != 0 && entry.modified.seconds >= 0 {
            let fraction = "\(entry.modified.nanoseconds)"
            let zeros = String(repeating: "0", count: 9 - fraction.utf8.count)
            records += record("mtime", "\(entry.modified.seconds).\(zeros)\(fraction)")
        }
        var blocks: [UInt8] = []
        if !records.isEmpty {
            blocks += ustar(path: "pax", type: UInt8(ascii: "x"), mode: 0o600, size: records.count, modified: 0, target: "")
            blocks += records
            blocks += [UInt8](repeating: 0, count: padding(records.count))
        }
        let type: UInt8 =
            switch entry.kind {
            case .file: UInt8(ascii: "0")
            case .directory: UInt8(ascii: "5")
            case .link: UInt8(ascii: "2")
            }
        blocks += ustar(
            path: entry.path, type: type, mode: entry.mode, size: entry.size, modified: max(0, entry.modified.seconds),
            target: linkTarget)
        return blocks
    }

    private static func ustar(path: String, type: UInt8, mode: UInt32, size: Int, modified: Int, target: String) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarBlock.size)
        func put(_ text: String, at offset: Int, limit: Int) {
            for (index, byte) in text.utf8.prefix(limit).enumerated() { block[offset + index] = byte }
        }
        func number(_ value: Int, at offset: Int, digits: Int) {
            let text = String(value, radix: 8)
            put(String(repeating: "0", count: max(0, digits - text.utf8.count)) + text, at: offset, limit: digits)
        }
        put(path, at: 0, limit: 99)
        number(Int(mode & 0o7777), at: 100, digits: 7)
        number(0, at: 108, digits: 7)
        number(0, at: 116, digits: 7)
        number(min(size, (1 << 33) - 1), at: 124, digits: 11)
        number(modified, at: 136, digits: 11)
        block[156] = type
        put(target, at: 157, limit: 99)
        put("ustar", at: 257, limit: 5)
        put("00", at: 263, limit: 2)
        number(checksum(block), at: 148, digits: 6)
        block[155] = UInt8(ascii: " ")
        return block
    }

    /// The sum of all bytes, the checksum field counting as spaces.
    static func checksum(_ block: [UInt8]) -> Int {
        var sum = 0
        for (index, byte) in block.enumerated() { sum += (148..<156).contains(index) ? 32 : Int(byte) }
        return sum
    }

    /// `LENGTH KEY=VALUE\n`, the length counting itself.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
        return Array("\(length)\(rest)".utf8)
    }
}
