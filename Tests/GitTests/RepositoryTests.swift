import Foundation
import Git
import TestSupport
import Testing

@Suite struct RepositoryTests {
    @Test func opensFromASubdirectory() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["etc/kayobe/globals.yml": "a: 1\n"])
        let repository = try Repository(discovering: fixture.path + "/etc/kayobe")
        #expect(repository.workingDirectory == fixture.path)
        #expect(repository.gitDirectory == fixture.path + "/.git")
        #expect(repository.commonDirectory == fixture.path + "/.git")
        let isBare = repository.isBare
        #expect(!isBare)
    }

    @Test func opensABareRepository() throws {
        let fixture = try TemporaryRepository()
        let id = try fixture.commit(["a": "1"])
        try fixture.git("clone", "-q", "--bare", ".", "../bare.git")
        let bare = (fixture.path as NSString).deletingLastPathComponent + "/bare.git"
        let repository = try Repository(discovering: bare)
        let isBare = repository.isBare
        #expect(isBare)
        #expect(repository.workingDirectory == nil)
        #expect(try repository.head() == Head(branch: "main", commit: ObjectID(hex: id)))
        #expect(try repository.uncommittedPaths() == [])
        #expect(throws: GitError.self) { try repository.snapshotWorkingTree() }
    }

    @Test func opensALinkedWorktree() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1"])
        try fixture.git("worktree", "add", "-q", "-b", "side", "../side")
        let side = (fixture.path as NSString).deletingLastPathComponent + "/side"
        let repository = try Repository(discovering: side)
        #expect(repository.workingDirectory == side)
        #expect(repository.gitDirectory == fixture.path + "/.git/worktrees/side")
        #expect(repository.commonDirectory == fixture.path + "/.git")
        #expect(try repository.head().branch == "side")
        #expect(try repository.isDirty() == false)
    }

    /// `git sparse-checkout` and `git clone --filter` mark the repository with extensions libgit2 does not know by itself.
    @Test(arguments: ["worktreeConfig", "partialClone", "preciousObjects"])
    func opensARepositoryWithAnExtension(name: String) throws {
        let fixture = try TemporaryRepository()
        let id = try fixture.commit(["a": "1"])
        try fixture.git("config", "core.repositoryFormatVersion", "1")
        try fixture.git("config", "extensions.\(name)", "true")
        #expect(try Repository(discovering: fixture.path).resolve("HEAD").hex == id)
    }

    @Test func opensTheRepositoryOfAnotherUser() throws {
        try #require(geteuid() == 0, "needs root to give a directory away")
        let fixture = try TemporaryRepository()
        let id = try fixture.commit(["a": "1"])
        for path in [fixture.path, fixture.path + "/.git"] { #expect(chown(path, 4711, 4711) == 0) }
        #expect(try Repository(discovering: fixture.path).resolve("main").hex == id)
    }

    @Test func saysThatADirectoryIsNoRepository() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: GitError.self) { _ = try Repository(discovering: directory.path) }
        #expect(error?.code == .notARepository)
        #expect(error?.message == "not a git repository (or any of its parents): \(directory.path)")
    }

    @Test func readsSettings() throws {
        let fixture = try TemporaryRepository()
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.configValue("user.name") == "Ada Operator")
        #expect(try repository.configValue("slipway.missing") == nil)
    }

    @Test func readsHead() throws {
        let fixture = try TemporaryRepository()
        #expect(try Repository(discovering: fixture.path).head() == Head(branch: "main", commit: nil))
        let id = ObjectID(hex: try fixture.commit(["a": "1"]))
        #expect(try Repository(discovering: fixture.path).head() == Head(branch: "main", commit: id))
        try fixture.git("checkout", "-q", "--detach")
        #expect(try Repository(discovering: fixture.path).head() == Head(branch: nil, commit: id))
    }

    @Test func objectIDsAreExactlyFortyDigits() throws {
        let digits = "0123456789abcdef0123456789ABCDEF01234567"
        #expect(ObjectID(hex: digits)?.hex == digits.lowercased())
        #expect(ObjectID(hex: digits)?.short == "01234567")
        for bad in ["", "0123", digits + "0", String(digits.dropLast()) + "g", String(digits.dropLast()) + "é"] {
            #expect(ObjectID(hex: bad) == nil, "\(bad)")
        }
        let id = try #require(ObjectID(hex: digits))
        let json = try JSONEncoder().encode([id])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(id)\"]")
        #expect(try JSONDecoder().decode([ObjectID].self, from: json) == [id])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ObjectID].self, from: Data("[\"12\"]".utf8)) }
    }
}
