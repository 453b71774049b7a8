import Git
import TestSupport
import Testing

@Suite struct TextPatchTests {
    /// Each pair of versions, compared with what `git diff` prints.
    @Test(
        arguments: [
            ("a\nb\nc\n", "a\nB\nc\n"), ("", "new\n"), ("old\n", ""), ("a\n", "a"), ("a", "a\n"), ("---\nx: 1\n", "x: 2\n"),
            ((1...40).map { "line \($0)\n" }.joined(), (1...40).map { $0 == 3 || $0 == 30 ? "other\n" : "line \($0)\n" }.joined()),
            ("ä\n", "ö\n"), ("same\n", "same\n"),
        ] as [(String, String)])
    func saysWhatGitSays(old: String, new: String) throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["f": old])
        try fixture.write("f", new)
        let printed = try fixture.git("diff", "--", "f")
        let expected = printed.firstRange(of: "--- ").map { String(printed[$0.lowerBound...]) + "\n" } ?? ""
        #expect(try TextPatch.unified(old: Array(old.utf8), new: Array(new.utf8), path: "f") == expected)
    }

    @Test func tellsNewAndRemovedFiles() throws {
        #expect(
            try TextPatch.unified(old: nil, new: Array("a\n".utf8), path: "d/f") == "--- /dev/null\n+++ b/d/f\n@@ -0,0 +1 @@\n+a\n")
        #expect(
            try TextPatch.unified(old: Array("a\n".utf8), new: nil, path: "d/f") == "--- a/d/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")
        #expect(try TextPatch.unified(old: [0, 1, 2], new: [0, 1, 3], path: "f") == nil)
    }
}
