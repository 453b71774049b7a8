import Git
import TestSupport
import Testing

@Suite struct MergeTests {
    private let author = Commit.Signature(name: "Ada", email: "ada@example.org", seconds: 1_800_000_000, offsetMinutes: -90)

    /// A history where `side` and `main` have both moved on from a common commit.
    private func diverged(
        base: [String: String], main: [String: String], side: [String: String], removedOnSide: [String] = []
    ) throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        try fixture.commit(base, "base")
        try fixture.git("checkout", "-q", "-b", "side")
        for path in removedOnSide { try fixture.remove(path) }
        try fixture.commit(side, "side")
        try fixture.git("checkout", "-q", "main")
        try fixture.commit(main, "main")
        return fixture
    }

    private static let lines = (1...20).map { "line \($0)\n" }.joined()

    private static func changing(_ line: Int, to text: String) -> String {
        lines.replacing("line \(line)\n", with: text + "\n")
    }

    @Test func mergesAsGitDoes() throws {
        let fixture = try diverged(
            base: ["a": Self.lines, "b": Self.lines], main: ["a": Self.changing(3, to: "three"), "c": "new\n"],
            side: ["a": Self.changing(17, to: "seventeen"), "moved/b": Self.lines], removedOnSide: ["b"])
        let repository = try Repository(discovering: fixture.path)
        let (ours, theirs) = try (repository.resolve("main"), repository.resolve("side"))
        guard case .clean(let tree) = try repository.mergeTrees(ours: ours, theirs: theirs) else {
            Issue.record("expected a clean merge")
            return
        }
        let references = try fixture.git("show-ref")
        let commit = try repository.writeCommit(tree: tree, parents: [ours, theirs], message: "Merge", author: author)
        #expect(try fixture.git("show-ref") == references)
        #expect(try fixture.git("status", "--porcelain") == "")
        #expect(
            try fixture.git("log", "-1", "--format=%P %an <%ae> %at %ai %cn %s", commit.hex)
                == "\(ours) \(theirs) Ada <ada@example.org> 1800000000 2027-01-15 06:30:00 -0130 Ada Merge")
        let again = try repository.writeCommit(tree: tree, parents: [ours, theirs], message: "Merge", author: author)
        #expect(again == commit)
        try fixture.git("merge", "-q", "--no-edit", "side")
        #expect(try tree.hex == fixture.git("rev-parse", "HEAD^{tree}"))
    }

    @Test func followsARenamedFile() throws {
        let fixture = try diverged(
            base: ["old": Self.lines], main: ["old": Self.changing(3, to: "three")], side: ["new": Self.lines],
            removedOnSide: ["old"])
        let repository = try Repository(discovering: fixture.path)
        let result = try repository.mergeTrees(ours: repository.resolve("main"), theirs: repository.resolve("side"))
        guard case .clean(let tree) = result else {
            Issue.record("expected a clean merge, got \(result)")
            return
        }
        #expect(try repository.paths(in: tree) == ["new"])
        #expect(try repository.contents(of: "new", in: tree) == Array(Self.changing(3, to: "three").utf8))
    }

    @Test func namesConflicts() throws {
        let fixture = try diverged(
            base: ["both": Self.lines, "gone": Self.lines, "fine": "1"],
            main: ["both": Self.changing(3, to: "ours"), "gone": Self.changing(3, to: "ours"), "new": "ours"],
            side: ["both": Self.changing(3, to: "theirs"), "new": "theirs"], removedOnSide: ["gone"])
        let repository = try Repository(discovering: fixture.path)
        let result = try repository.mergeTrees(ours: repository.resolve("main"), theirs: repository.resolve("side"))
        #expect(result == .conflicts(["both", "gone", "new"]))
        try fixture.git("merge", "-q", "side", accepting: [1])
        #expect(try fixture.git("diff", "--name-only", "--diff-filter=U") == "both\ngone\nnew")
    }

    @Test func mergesAnAncestorToItself() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        try fixture.commit(["a": "2"])
        let repository = try Repository(discovering: fixture.path)
        let (old, new) = try (repository.resolve("HEAD~1"), repository.resolve("HEAD"))
        let tree = try repository.commit(new).tree
        #expect(try repository.mergeTrees(ours: old, theirs: new) == .clean(tree))
        #expect(try repository.mergeTrees(ours: new, theirs: old) == .clean(tree))
    }

    @Test func refusesUnrelatedHistories() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        try fixture.git("checkout", "-q", "--orphan", "island")
        try fixture.commit(["b": "1"])
        let repository = try Repository(discovering: fixture.path)
        let (ours, theirs) = try (repository.resolve("main"), repository.resolve("island"))
        let error = #expect(throws: GitError.self) { try repository.mergeTrees(ours: ours, theirs: theirs) }
        #expect(error?.message == "refusing to merge unrelated histories")
    }
}
