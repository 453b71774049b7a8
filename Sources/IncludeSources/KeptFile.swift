internal import PipelineModel

/// A file of a web server as it was fetched: a few lines that describe it, an empty one, its content.
struct KeptFile {
    private static let title = "slipway remote file 1"
    /// Bytes of content: what GitLab takes for a configuration file.
    static let maximumSize = 2 << 20

    var content: [UInt8]
    /// Seconds since 1970.
    var fetchedAt: Double

    var record: [UInt8] {
        let head = "\(Self.title)\nsha256 \(SHA256.hexadecimal(content))\nfetched \(Int(fetchedAt))\n\n"
        return Array(head.utf8) + content
    }

    init(content: [UInt8], fetchedAt: Double) {
        self.content = content
        self.fetchedAt = fetchedAt
    }

    /// nil for anything else than a whole record.
    init?(record: [UInt8]) {
        var rest = record[...]
        var lines: [String] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), lines.count < 4 {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        guard lines.count == 4, lines[0] == Self.title, lines[1].hasPrefix("sha256 "), lines[2].hasPrefix("fetched "),
            lines[3].isEmpty, let time = Double(lines[2].dropFirst("fetched ".count))
        else { return nil }
        content = Array(rest)
        fetchedAt = time
        guard SHA256.hexadecimal(content) == lines[1].dropFirst("sha256 ".count) else { return nil }
    }
}
