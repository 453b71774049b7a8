/// A log for a reader that is no terminal: complete lines without escape sequences. Takes bytes cut anywhere.
struct PlainLines {
    private var pending: [UInt8] = []

    /// The lines that are complete with these bytes.
    mutating func lines(completedBy bytes: some Collection<UInt8>) -> String {
        pending += bytes
        guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else { return "" }
        let text = Self.plain(pending[..<end]) + "\n"
        pending.removeSubrange(...end)
        return text
    }

    /// What is left of a log whose last line has no end.
    mutating func rest() -> String {
        defer { pending = [] }
        return Self.plain(pending[...])
    }

    private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            // Tabs stay: columns of a log are read by programs, too.
            line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { plainText(String(decoding: $0, as: UTF8.self)) }.joined(separator: "\t")
        }.joined(separator: "\n")
    }
}
