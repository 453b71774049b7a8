/// The difference of two texts, line by line, as `diff -u` writes it.
package struct UnifiedDiff: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        case context(String)
        case removed(String)
        case added(String)

        var text: String {
            switch self {
            case .context(let line): " " + line
            case .removed(let line): "-" + line
            case .added(let line): "+" + line
            }
        }
    }

    package struct Hunk: Hashable, Sendable {
        /// First line, counted from 1, and number of lines on each side.
        package var oldStart: Int
        package var oldCount: Int
        package var newStart: Int
        package var newCount: Int
        package var lines: [Line]
    }

    package var hunks: [Hunk]

    package var addedLines: Int { hunks.reduce(0) { $0 + $1.lines.count { if case .added = $0 { true } else { false } } } }
    package var removedLines: Int { hunks.reduce(0) { $0 + $1.lines.count { if case .removed = $0 { true } else { false } } } }

    /// The changed lines without what surrounds them: equal where two files change in the same way.
    package var changedLines: [Line] {
        hunks.flatMap { $0.lines.filter { if case .context = $0 { false } else { true } } }
    }

    /// - Parameter context: unchanged lines shown around a change.
    package init(old: String, new: String, context: Int = 3) {
        hunks = UnifiedDiff.hunks(of: UnifiedDiff.script(from: lines(of: old), to: lines(of: new)), context: context)
    }

    /// With the two header lines; empty when nothing differs. A nil name is written as `/dev/null`.
    package func text(oldName: String?, newName: String?) -> String {
        guard !hunks.isEmpty else { return "" }
        var text = "--- \(oldName.map { "a/" + $0 } ?? "/dev/null")\n+++ \(newName.map { "b/" + $0 } ?? "/dev/null")\n"
        for hunk in hunks {
            text += "@@ -\(range(hunk.oldStart, hunk.oldCount)) +\(range(hunk.newStart, hunk.newCount)) @@\n"
            for line in hunk.lines { text += line.text + "\n" }
        }
        return text
    }

    private func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }

    /// Every line of both texts, once, in order.
    private static func script(from old: [ExactLine], to new: [ExactLine]) -> [Line] {
        var prefix = 0
        while prefix < old.count, prefix < new.count, old[prefix] == new[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < old.count - prefix, suffix < new.count - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] {
            suffix += 1
        }
        let oldMiddle = Array(old[prefix..<(old.count - suffix)])
        let newMiddle = Array(new[prefix..<(new.count - suffix)])
        var removals: Set<Int> = []
        var insertions: Set<Int> = []
        for change in newMiddle.difference(from: oldMiddle) {
            switch change {
            case .remove(let offset, _, _): removals.insert(offset)
            case .insert(let offset, _, _): insertions.insert(offset)
            }
        }
        var lines = old[..<prefix].map { Line.context($0.text) }
        var (left, right) = (0, 0)
        while left < oldMiddle.count || right < newMiddle.count {
            if left < oldMiddle.count, removals.contains(left) {
                lines.append(.removed(oldMiddle[left].text))
                left += 1
            } else if right < newMiddle.count, insertions.contains(right) {
                lines.append(.added(newMiddle[right].text))
                right += 1
            } else {
                lines.append(.context(oldMiddle[left].text))
                left += 1
                right += 1
            }
        }
        return lines + old[(old.count - suffix)...].map { .context($0.text) }
    }

    private static func hunks(of script: [Line], context: Int) -> [Hunk] {
        let changes = script.indices.filter { if case .context = script[$0] { false } else { true } }
        var ranges: [Range<Int>] = []
        for index in changes {
            let range = max(0, index - context)..<min(script.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var hunks: [Hunk] = []
        var (oldLine, newLine, position) = (0, 0, 0)
        for range in ranges {
            // What lies between two hunks is unchanged: both sides advance alike.
            oldLine += range.lowerBound - position
            newLine += range.lowerBound - position
            let lines = Array(script[range])
            let oldCount = lines.count { if case .added = $0 { false } else { true } }
            let newCount = lines.count { if case .removed = $0 { false } else { true } }
            hunks.append(
                Hunk(
                    oldStart: oldCount == 0 ? oldLine : oldLine + 1, oldCount: oldCount,
                    newStart: newCount == 0 ? newLine : newLine + 1, newCount: newCount, lines: lines))
            oldLine += oldCount
            newLine += newCount
            position = range.upperBound
        }
        return hunks
    }
}

/// A line that equals only the same bytes; Swift's own strings take different spellings of a character for the same.
private struct ExactLine: Hashable {
    var text: String

    static func == (left: ExactLine, right: ExactLine) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

/// A last line without a newline is marked as `diff` marks it, so that adding the newline is a difference.
private func lines(of text: String) -> [ExactLine] {
    guard !text.isEmpty else { return [] }
    // Split at the scalar: Swift takes CR LF for one character, `diff` does not.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { ExactLine(text: String($0)) }
    if lines.last?.text.isEmpty == true {
        lines.removeLast()
    } else if let last = lines.popLast() {
        lines.append(ExactLine(text: last.text + "\n\\ No newline at end of file"))
    }
    return lines
}
