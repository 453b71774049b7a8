import KollaDiff
import Testing

@Suite struct DiffHunkTests {
    @Test func readsWhatUnifiedDiffWrites() throws {
        let old = (1...30).map { "line \($0)" }.joined(separator: "\n")
        let new = old.replacing("line 3\n", with: "line three\n").replacing("line 25", with: "-- gone\n++ here") + "\n"
        let hunks = DiffHunk.hunks(of: UnifiedDiff(old: old, new: new).text(oldName: "x", newName: "x"))
        #expect(hunks.count == 2)
        #expect(hunks[0].oldStart == 1 && hunks[1].oldStart == 22 && hunks[1].newStart == 22)
        #expect(hunks[0].lines.filter { $0.kind == .removed }.map(\.text) == ["line 3"])
        #expect(hunks[1].lines.filter { $0.kind == .added }.map(\.text) == ["-- gone", "++ here", "line 30"])
        #expect(hunks[1].lines.contains { $0.kind == .note && $0.text == "\\ No newline at end of file" })
    }

    /// A removed line that looks like a header is a line.
    @Test func doesNotTakeALineForAHeader() {
        let hunks = DiffHunk.hunks(of: "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n--- a\n-@@ b\n+c\n")
        #expect(hunks.count == 1)
        #expect(hunks[0].lines.map(\.text) == ["-- a", "@@ b", "c"])
    }

    @Test func marksTheWordsThatDiffer() throws {
        let hunk = try #require(
            DiffHunk.hunks(of: "@@ -1,2 +1,3 @@\n-ratio = 16.0\n-naïve = é1 x\n+ratio = 4.0\n+naïve = é2 x\n+more\n").first)
        let marked = hunk.lines.map { line in
            line.changed.map { range in String(decoding: Array(line.text.utf8)[range], as: UTF8.self) }
        }
        #expect(marked == ["16.0", "é1", "4.0", "é2", nil])
    }

    @Test func marksNothingWhereLinesHaveNothingInCommon() {
        let hunks = DiffHunk.hunks(of: "@@ -1 +1 @@\n-alpha\n+omega beta gamma\n")
        #expect(hunks[0].lines.allSatisfy { $0.changed == nil })
    }

    @Test func carriageReturnsAreNoLineEnds() {
        let hunks = DiffHunk.hunks(of: "@@ -1 +1 @@\n-a\r\n+b\r\n")
        #expect(hunks[0].lines.map(\.text) == ["a\r", "b\r"])
    }
}
