/// Finds what the author of a misspelt name meant.
package enum Spelling {
    /// The nearest candidate, when it is near enough to be meant.
    package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let name = Array(name.utf8.prefix(64))
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where abs(candidate.utf8.count - name.count) <= 3 {
            let distance = distance(name, Array(candidate.utf8))
            if distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        guard let best, best.distance <= max(1, min(3, name.count / 3)) else { return nil }
        return best.candidate
    }

    package static func help(for name: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: name, among: candidates).map { "did you mean `\($0)`?" }
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lie between two words.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(last[column] + (byte == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
