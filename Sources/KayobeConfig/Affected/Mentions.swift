internal import Git
internal import Glibc

/// Searches the text of a configuration for names that would let one file read another: `lookup`, `include` and their kin take paths
/// from variables, so a file that is named nowhere is read by nobody.
struct Mentions {
    /// A line that holds a name as a word, and is no comment.
    struct Line: Hashable {
        /// The file it stands in.
        var path: String
        var text: String
    }

    /// More than any site has. A change that needs more is taken to be mentioned everywhere.
    static let mostNames = 256
    private static let mostFiles = 20_000
    private static let mostBytes = 128 << 20
    private static let largestFile = 1 << 20

    private let texts: [(path: String, bytes: [UInt8])]

    /// Reads the files below a directory on both sides, each text once; encrypted and binary ones are passed over.
    /// - Returns: nil when there are too many to read.
    init?(_ snapshots: [RepositorySnapshot], below directory: String) throws(GitError) {
        var entries: [TreeEntry] = []
        for snapshot in snapshots { try Self.collect(directory, in: snapshot, into: &entries) }
        entries = Array(Set(entries)).sorted { $0.path < $1.path }
        guard entries.count <= Self.mostFiles, let snapshot = snapshots.last else { return nil }
        var texts: [(path: String, bytes: [UInt8])] = []
        var total = 0
        for entry in entries {
            let bytes = try snapshot.blob(entry.id)
            total += bytes.count
            if total > Self.mostBytes { return nil }
            // Nothing that large is written by hand: images, dumps.
            if bytes.count > Self.largestFile || bytes.contains(0) || VaultedFile.hasHeader(bytes) { continue }
            texts.append((entry.path, bytes))
        }
        self.texts = texts
    }

    /// The lines that hold a word. A comment counts only when a template in it would be evaluated.
    func lines(with word: String) -> [Line] { lines(holding: Array(word.utf8), asWord: true) }

    /// The lines that hold a text, in a word or as one.
    func lines(containing text: String) -> [Line] { lines(holding: Array(text.utf8), asWord: false) }

    private func lines(holding needle: [UInt8], asWord: Bool) -> [Line] {
        var found: [Line] = []
        for (path, bytes) in texts {
            for offset in Self.offsets(of: needle, in: bytes, asWord: asWord) {
                let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
                let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let line = String(decoding: bytes[start..<end], as: UTF8.self)
                if !Self.isComment(line) { found.append(Line(path: path, text: line)) }
            }
        }
        return found
    }

    private static func isComment(_ line: String) -> Bool {
        guard let first = line.first(where: { !$0.isWhitespace }), first == "#" || first == ";" else { return false }
        return !line.contains("{{") && !line.contains("{%")
    }

    /// Where a word begins; nothing that could be part of a name stands beside it.
    private static func offsets(of needle: [UInt8], in bytes: [UInt8], asWord: Bool) -> [Int] {
        bytes.withUnsafeBytes { haystack in
            var found: [Int] = []
            guard let base = haystack.baseAddress, let first = needle.first else { return found }
            var position = 0
            while haystack.count - position >= needle.count,
                let hit = memchr(base + position, Int32(first), haystack.count - position - needle.count + 1)
            {
                let offset = UnsafeRawPointer(hit) - base
                position = offset + 1
                guard memcmp(hit, needle, needle.count) == 0 else { continue }
                let end = offset + needle.count
                if asWord, offset > 0, isName(haystack[offset - 1]) { continue }
                if asWord, end < haystack.count, isName(haystack[end]) { continue }
                found.append(offset)
            }
            return found
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func collect(
        _ directory: String, in snapshot: RepositorySnapshot, into entries: inout [TreeEntry]
    ) throws(GitError) {
        for entry in try snapshot.directory(directory) ?? [] {
            let path = directory + "/" + entry.name
            guard let mode = entry.mode else {
                try collect(path, in: snapshot, into: &entries)
                continue
            }
            if mode == .file || mode == .executable { entries.append(TreeEntry(path: path, mode: .file, id: entry.id)) }
        }
    }
}
