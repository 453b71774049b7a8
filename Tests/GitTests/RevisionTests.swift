import Git
import TestSupport
import Testing

@Suite struct RevisionTests {
    @Test func resolvesWhatGitResolves() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"], "one")
        try fixture.commit(["a": "2"], "two")
        try fixture.git("tag", "light")
        try fixture.git("tag", "-a", "-m", "a tag", "annotated")
        try fixture.git("branch", "feature/x", "HEAD~1")
        try fixture.commit(["a": "3"], "three")
        let repository = try Repository(discovering: fixture.path)
        let short = try fixture.git("rev-parse", "--short", "HEAD~1")
        for revision in [
            "HEAD", "@", "@~1", "main", "light", "annotated", "feature/x", "HEAD~2", "HEAD^", "main^{commit}", short, ":/two",
        ] {
            let object = try fixture.git("rev-parse", revision)
            let expected = try fixture.git("rev-parse", object + "^{commit}")
            #expect(try repository.resolve(revision).hex == expected, "\(revision)")
        }
    }

    @Test(arguments: ["nothing", "HEAD~9", "0000000000000000000000000000000000000000", "a..b", "", "main:a", "HEAD:", "~", "@{5}"])
    func namesTheRevisionItCannotFind(revision: String) throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        let repository = try Repository(discovering: fixture.path)
        let error = #expect(throws: GitError.self) { try repository.resolve(revision) }
        #expect(error?.code == .noSuchRevision)
        #expect(error?.message.hasPrefix("no such revision: \(revision)") == true)
    }

    @Test func readsACommit() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"], "one")
        let hex = try fixture.commit(["a": "2"], "Raise the limit\n\nBecause it was low.\n\nCloses #3")
        let repository = try Repository(discovering: fixture.path)
        let commit = try repository.commit(repository.resolve("HEAD"))
        #expect(commit.id.hex == hex)
        #expect(commit.shortID == String(hex.prefix(8)))
        #expect(try commit.tree.hex == fixture.git("rev-parse", "HEAD^{tree}"))
        #expect(try commit.parents.map(\.hex) == [fixture.git("rev-parse", "HEAD~1")])
        #expect(commit.title == "Raise the limit")
        #expect(commit.description == "Because it was low.\n\nCloses #3\n")
        #expect(commit.authorName == "Ada Operator")
        #expect(commit.authorEmail == "ada@example.org")
        #expect(commit.author.seconds == 1_767_319_445)
        #expect(commit.author.offsetMinutes == 60)
        #expect(commit.committer.name == "Ben Reviewer")
        #expect(commit.committer.seconds == 1_767_323_106)
    }

    @Test func findsTheMergeBase() throws {
        let fixture = try TemporaryRepository()
        let base = try fixture.commit(["a": "1"])
        try fixture.git("checkout", "-q", "-b", "side")
        try fixture.commit(["b": "1"])
        try fixture.git("checkout", "-q", "main")
        try fixture.commit(["c": "1"])
        try fixture.git("checkout", "-q", "--orphan", "island")
        try fixture.commit(["d": "1"])
        let repository = try Repository(discovering: fixture.path)
        let (main, side, island) = try (repository.resolve("main"), repository.resolve("side"), repository.resolve("island"))
        #expect(try repository.mergeBase(main, side)?.hex == base)
        #expect(try repository.mergeBase(main, island) == nil)
        let unknown = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        #expect(throws: GitError.self) { try repository.mergeBase(main, unknown) }
    }

    @Test func listsBranchesAndTags() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        try fixture.git("branch", "feature/x")
        try fixture.git("tag", "v1")
        try fixture.git("tag", "-a", "-m", "annotated", "v1.0")
        try fixture.commit(["a": "2"])
        try fixture.git("tag", "v2")
        try fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.branches() == ["feature/x", "main"])
        #expect(try repository.tags(pointingAt: repository.resolve("HEAD~1")) == ["v1", "v1.0"])
        #expect(try repository.tags(pointingAt: repository.resolve("HEAD")) == ["v2"])
        let listed = try repository.references().map { reference in
            "\(reference.target) \(reference.name)" + (reference.peeled.map { "\n\($0) \(reference.name)^{}" } ?? "")
        }
        #expect(try listed.joined(separator: "\n") == fixture.git("show-ref", "-d"))
    }

    @Test func guessesTheDefaultBranch() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        try fixture.git("branch", "stable")
        #expect(try Repository(discovering: fixture.path).defaultBranch() == "main")
        try fixture.git("config", "init.defaultBranch", "stable")
        #expect(try Repository(discovering: fixture.path).defaultBranch() == "stable")
        try fixture.git("update-ref", "refs/remotes/origin/release/2025.1", "HEAD")
        try fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/2025.1")
        #expect(try Repository(discovering: fixture.path).defaultBranch() == "release/2025.1")
    }

    @Test func knowsOriginAndUpstream() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        let before = try Repository(discovering: fixture.path)
        #expect(try before.originURL() == nil)
        #expect(try before.upstream(ofBranch: "main") == nil)
        try fixture.git("remote", "add", "origin", "https://gitlab.example.org/cloud/kayobe-config.git")
        try fixture.git("update-ref", "refs/remotes/origin/main", "HEAD")
        try fixture.git("branch", "-q", "--set-upstream-to=origin/main")
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.originURL() == "https://gitlab.example.org/cloud/kayobe-config.git")
        #expect(try repository.upstream(ofBranch: "main") == "origin/main")
    }

    @Test(arguments: 1...6)
    func endsHistoryWhereAShallowCloneDoes(depth: Int) throws {
        let fixture = try TemporaryRepository()
        for number in 1...3 { try fixture.commit(["a": "\(number)"]) }
        try fixture.git("checkout", "-q", "-b", "side", "HEAD~1")
        try fixture.commit(["b": "1"])
        try fixture.git("merge", "-q", "--no-edit", "main")
        try fixture.git("clone", "-q", "--depth", "\(depth)", "--single-branch", "file://\(fixture.path)", "../shallow")
        let cloned = try Repository(discovering: fixture.path + "/../shallow")
        let expected = try fixture.git("rev-list", "HEAD", in: fixture.path + "/../shallow").split(separator: "\n").count
        let repository = try Repository(discovering: fixture.path)
        let boundary = try repository.shallowBoundary(from: repository.resolve("HEAD"), depth: depth)
        try fixture.write(".git/shallow", boundary.map { $0.hex + "\n" }.joined())
        #expect(try fixture.git("rev-list", "HEAD").split(separator: "\n").count == expected)
        let isShallow = cloned.isShallow
        #expect(isShallow == !boundary.isEmpty)
    }
}
