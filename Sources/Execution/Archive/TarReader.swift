internal import Glibc

/// Reads an archive member by member. Understands ustar, pax (`path`, `linkpath`, `size`, `mtime`) and GNU long names.
///
/// Refuses what an honest job's archive does not hold: devices, pipes, hard links, absolute paths and `..`.
final class TarReader {
    private let file: Int32
    private let name: String
    /// Content of the current member that is not read yet, padding included.
    private var left = 0
    private var padding = 0

    init(path: String) throws(ExecutionError) {
        name = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .system("open \(path)") }
    }

    deinit { close(file) }

    /// The next member; nil at the end of the archive.
    func next() throws(ExecutionError) -> TarEntry? {
        try skip(left + padding)
        var extended: [String: String] = [:]
        while true {
            guard let block = try readBlock() else { return nil }
            guard TarBlock.checksum(block) == octal(block[148..<156]) else { throw invalid("a header's checksum is wrong") }
            var size = try sizeField(block)
            switch block[156] {
            case UInt8(ascii: "x"): extended.merge(try paxRecords(try content(size))) { $1 }
            case UInt8(ascii: "g"): _ = try content(size)
            case UInt8(ascii: "L"): extended["path"] = text(try content(size)[...])
            case UInt8(ascii: "K"): extended["linkpath"] = text(try content(size)[...])
            default:
                if let value = extended["size"] {
                    guard let number = Int(value), number >= 0 else { throw invalid("a size is not a number") }
                    size = number
                }
                return try entry(block, size: size, extended)
            }
        }
    }

    /// Up to `buffer.count` bytes of the current member's content; 0 at its end.
    func read(into buffer: inout [UInt8]) throws(ExecutionError) -> Int {
        guard left > 0 else { return 0 }
        let wanted = min(left, buffer.count)
        while true {
            let count = Glibc.read(file, &buffer, wanted)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw .system("read \(name)") }
            if count == 0 { throw invalid("it is cut short") }
            left -= count
            return count
        }
    }

    private func entry(_ block: [UInt8], size: Int, _ extended: [String: String]) throws(ExecutionError) -> TarEntry {
        let prefix = block[257..<262].elementsEqual("ustar".utf8) ? text(block[345..<500]) : ""
        let short = text(block[0..<100])
        let path = try Self.safePath(extended["path"] ?? (prefix.isEmpty ? short : "\(prefix)/\(short)"), invalid)
        var modified = (seconds: octal(block[136..<148]), nanoseconds: 0)
        if let time = extended["mtime"] {
            let parts = time.split(separator: ".")
            if let seconds = parts.first.flatMap({ Int($0) }) { modified.seconds = seconds }
            if parts.count > 1 {
                let digits = parts[1].prefix(9)
                modified.nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
            }
        }
        let kind: TarEntry.Kind
        switch block[156] {
        case UInt8(ascii: "0"), 0: kind = .file
        case UInt8(ascii: "5"): kind = .directory
        case UInt8(ascii: "2"): kind = .link(target: extended["linkpath"] ?? text(block[157..<257]))
        default: throw invalid("\(path) is neither file, directory nor symbolic link")
        }
        left = kind == .file ? size : 0
        padding = kind == .file ? TarBlock.padding(size) : 0
        return TarEntry(path: path, kind: kind, mode: UInt32(octal(block[100..<108]) & 0o777), modified: modified, size: left)
    }

    /// The path without `.` and repeated slashes.
    static func safePath(_ path: String, _ invalid: (String) -> ExecutionError) throws(ExecutionError) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw invalid("the path \(path) leads out of the directory")
        }
        return parts.joined(separator: "/")
    }

    func invalid(_ message: String) -> ExecutionError {
        ExecutionError(.invalidArchive, operation: "unpack \(name)", message: message)
    }

    private func readBlock() throws(ExecutionError) -> [UInt8]? {
        let block = try exactly(TarBlock.size)
        return block.isEmpty || block.allSatisfy { $0 == 0 } ? nil : block
    }

    private func content(_ size: Int) throws(ExecutionError) -> [UInt8] {
        guard size <= 1 << 20 else { throw invalid("an extended header is too long") }
        let bytes = try exactly(size + TarBlock.padding(size))
        guard bytes.count >= size else { throw invalid("it is cut short") }
        return Array(bytes[..<size])
    }

    /// `count` bytes, or none at the end of the file.
    private func exactly(_ count: Int) throws(ExecutionError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var offset = 0
        while offset < count {
            let length = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress?.advanced(by: offset), count - offset) }
            if length < 0 && errno == EINTR { continue }
            if length < 0 { throw .system("read \(name)") }
            if length == 0 {
                guard offset == 0 else { throw invalid("it is cut short") }
                return []
            }
            offset += length
        }
        return bytes
    }

    private func skip(_ count: Int) throws(ExecutionError) {
        if count > 0, lseek(file, off_t(count), SEEK_CUR) < 0 { throw .system("read \(name)") }
        (left, padding) = (0, 0)
    }

    private func sizeField(_ block: [UInt8]) throws(ExecutionError) -> Int {
        // A first bit of one is GNU's binary form.
        guard block[124] & 0x80 != 0 else { return octal(block[124..<136]) }
        guard block[124] == 0x80, block[125..<129].allSatisfy({ $0 == 0 }) else { throw invalid("a size is out of range") }
        return block[129..<136].reduce(0) { $0 << 8 | Int($1) }
    }

    private func paxRecords(_ bytes: [UInt8]) throws(ExecutionError) -> [String: String] {
        var records: [String: String] = [:]
        var rest = bytes[...]
        while let space = rest.firstIndex(of: 0x20) {
            guard let length = Int(text(rest[rest.startIndex..<space])), length > space - rest.startIndex + 1, length <= rest.count
            else { throw invalid("a pax record is damaged") }
            let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw invalid("a pax record is damaged") }
            records[String(decoding: record[..<equals], as: UTF8.self)] = String(decoding: record[(equals + 1)...], as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return records
    }

    private func octal(_ field: ArraySlice<UInt8>) -> Int {
        var value = 0
        for byte in field where (0x30...0x37).contains(byte) { value = (value << 3 | Int(byte - 0x30)) & (1 << 40 - 1) }
        return value
    }

    private func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: field.prefix { $0 != 0 }, as: UTF8.self) }
}
