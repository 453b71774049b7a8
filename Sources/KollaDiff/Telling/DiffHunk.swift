/// A hunk of a unified diff, read back for those who show it.
package struct DiffHunk: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case context, removed, added
        /// `\ No newline at end of file`
        case note
    }

    package struct Line: Hashable, Sendable {
        package var kind: Kind
        /// Without the mark in front.
        package var text: String
        /// The bytes of `text` that differ from the line on the other side; nil when the whole line is to be read as new.
        package var changed: Range<Int>?

        package init(kind: Kind, text: String, changed: Range<Int>? = nil) {
            self.kind = kind
            self.text = text
            self.changed = changed
        }
    }

    /// `@@ -12,7 +12,7 @@ backend`
    package var header: String
    /// The number of the first line on each side.
    package var oldStart: Int
    package var newStart: Int
    package var lines: [Line]

    /// - Parameter unifiedDiff: of one file; what stands before the first hunk is left out.
    package static func hunks(of unifiedDiff: String) -> [DiffHunk] {
        var hunks: [DiffHunk] = []
        var lines = unifiedDiff.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines {
            guard let mark = line.first else {
                // Some editors strip the blank of an empty context line.
                if !hunks.isEmpty { hunks[hunks.count - 1].lines.append(Line(kind: .context, text: "")) }
                continue
            }
            if mark == "@" {
                let (old, new) = starts(String(line))
                hunks.append(DiffHunk(header: String(line), oldStart: old, newStart: new, lines: []))
            } else if !hunks.isEmpty {
                let kind: Kind = mark == "+" ? .added : mark == "-" ? .removed : mark == "\\" ? .note : .context
                let text = kind == .note ? line : line.dropFirst()
                hunks[hunks.count - 1].lines.append(Line(kind: kind, text: String(text)))
            }
        }
        for index in hunks.indices { hunks[index].markChanges() }
        return hunks
    }

    private static func starts(_ header: String) -> (old: Int, new: Int) {
        let words = header.split(separator: " ", maxSplits: 3)
        func start(_ position: Int, _ mark: Character) -> Int {
            guard words.count > position, words[position].first == mark else { return 1 }
            return Int(words[position].dropFirst().prefix { $0 != "," }) ?? 1
        }
        return (start(1, "-"), start(2, "+"))
    }

    /// The positions of removed lines, and of the added lines that follow them at once. Side by side the first stands beside the first.
    package var pairs: [(removed: Range<Int>, added: Range<Int>)] {
        var pairs: [(removed: Range<Int>, added: Range<Int>)] = []
        var index = 0
        while index < lines.count {
            let start = index
            while index < lines.count, lines[index].kind == .removed { index += 1 }
            let middle = index
            while index < lines.count, lines[index].kind == .added { index += 1 }
            if middle > start, index > middle { pairs.append((start..<middle, middle..<index)) }
            if index == start { index += 1 }
        }
        return pairs
    }

    /// Longer lines are not compared: nobody reads the mark in them.
    private static let longestLine = 2_000

    private mutating func markChanges() {
        for (removed, added) in pairs {
            for (old, new) in zip(removed, added) {
                guard let ranges = Self.difference(lines[old].text, lines[new].text) else { continue }
                lines[old].changed = ranges.old
                lines[new].changed = ranges.new
            }
        }
    }

    /// What is between the beginning and the end that two lines have in common, in whole words; nil when they have little in common.
    private static func difference(_ oldText: String, _ newText: String) -> (old: Range<Int>, new: Range<Int>)? {
        guard oldText.utf8.count <= longestLine, newText.utf8.count <= longestLine else { return nil }
        let (old, new) = (Array(oldText.unicodeScalars), Array(newText.unicodeScalars))
        var prefix = 0
        while prefix < min(old.count, new.count), old[prefix] == new[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < min(old.count, new.count) - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] {
            suffix += 1
        }
        // A number or a name is one thing: 16.0 → 4.0, not 16 → 4.
        func cuts(_ text: [UnicodeScalar], _ index: Int) -> Bool {
            index > 0 && index < text.count && isWord(text[index - 1]) && isWord(text[index])
        }
        while prefix > 0, cuts(old, prefix) || cuts(new, prefix) { prefix -= 1 }
        while suffix > 0, cuts(old, old.count - suffix) || cuts(new, new.count - suffix) { suffix -= 1 }
        let common = (old[..<prefix] + old[(old.count - suffix)...]).count { $0 != " " && $0 != "\t" }
        guard common * 3 >= max(old.count, new.count) else { return nil }
        func bytes(_ text: [UnicodeScalar]) -> Range<Int> {
            let start = text[..<prefix].reduce(0) { $0 + UTF8.width($1) }
            return start..<text[..<(text.count - suffix)].reduce(0) { $0 + UTF8.width($1) }
        }
        return (bytes(old), bytes(new))
    }

    private static func isWord(_ scalar: UnicodeScalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
        default: scalar.value > 0x7F
        }
    }
}
