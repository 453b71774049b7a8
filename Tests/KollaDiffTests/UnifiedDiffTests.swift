import KollaDiff
import Testing

@Suite struct UnifiedDiffTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var old: String
        var new: String
        /// Without the two header lines.
        var diff: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "equal", old: "a\nb\n", new: "a\nb\n", diff: ""),
        Case(
            name: "one line among many", old: "1\n2\n3\n4\n5\n6\n7\n8\n9\n", new: "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
            diff: "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"),
        Case(
            name: "two hunks", old: (1...20).map { "\($0)\n" }.joined(),
            new: (1...20).map { $0 == 2 ? "two\n" : $0 == 18 ? "" : "\($0)\n" }.joined(),
            diff: "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n 20\n"),
        Case(
            name: "contexts that touch make one hunk", old: "a\n1\n2\n3\n4\n5\n6\nb\n", new: "A\n1\n2\n3\n4\n5\n6\nB\n",
            diff: "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"),
        Case(name: "added file", old: "", new: "a\nb\n", diff: "@@ -0,0 +1,2 @@\n+a\n+b\n"),
        Case(name: "emptied file", old: "a\n", new: "", diff: "@@ -1 +0,0 @@\n-a\n"),
        Case(
            name: "newline at the end", old: "a\nb", new: "a\nb\n",
            diff: "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"),
        Case(name: "carriage returns count", old: "a\r\n", new: "a\n", diff: "@@ -1 +1 @@\n-a\r\n+a\n"),
        Case(
            name: "combining characters are compared as scalars", old: "e\u{301}\n", new: "é\n",
            diff: "@@ -1 +1 @@\n-e\u{301}\n+é\n"),
    ]

    @Test(arguments: cases) func writesWhatDiffWrites(_ item: Case) {
        let diff = UnifiedDiff(old: item.old, new: item.new)
        let header = item.diff.isEmpty ? "" : "--- a/f\n+++ b/f\n"
        #expect(Array(diff.text(oldName: "f", newName: "f").unicodeScalars) == Array((header + item.diff).unicodeScalars))
    }

    @Test func namesAMissingSide() {
        #expect(UnifiedDiff(old: "", new: "a\n").text(oldName: nil, newName: "f").hasPrefix("--- /dev/null\n+++ b/f\n"))
    }

    /// Applying the diff to the old text gives the new one, for many texts made from a fixed seed.
    @Test func appliesToTheOldText() {
        var generator = Sequence(state: 42)
        for _ in 0..<300 {
            let old = (0..<Int.random(in: 0...30, using: &generator)).map { _ in "\(Int.random(in: 0...6, using: &generator))" }
            var new = old
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                if !new.isEmpty, Bool.random(using: &generator) {
                    new.remove(at: Int.random(in: 0..<new.count, using: &generator))
                } else {
                    new.insert("x\(Int.random(in: 0...9, using: &generator))", at: Int.random(in: 0...new.count, using: &generator))
                }
            }
            let diff = UnifiedDiff(old: old.map { $0 + "\n" }.joined(), new: new.map { $0 + "\n" }.joined())
            #expect(apply(diff, to: old) == new)
            #expect(diff.addedLines - diff.removedLines == new.count - old.count)
        }
    }

    private func apply(_ diff: UnifiedDiff, to old: [String]) -> [String] {
        var result: [String] = []
        var position = 0
        for hunk in diff.hunks {
            let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
            result += old[position..<start]
            position = start
            for line in hunk.lines {
                switch line {
                case .context(let text):
                    #expect(old[position] == text)
                    result.append(text)
                    position += 1
                case .removed(let text):
                    #expect(old[position] == text)
                    position += 1
                case .added(let text): result.append(text)
                }
            }
        }
        return result + old[position...]
    }

    /// The same numbers on every run.
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
