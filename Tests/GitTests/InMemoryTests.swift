import Foundation
import Git
import TestSupport
import Testing

/// Merges and snapshots that leave no trace in the repository.
@Suite struct InMemoryTests {
    private static let lines = (1...20).map { "line \($0)\n" }.joined()

    private func diverged() throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": Self.lines, "b": "b\n"], "base")
        try fixture.git("checkout", "-q", "-b", "side")
        try fixture.commit(["a": Self.lines.replacing("line 17\n", with: "seventeen\n")], "side")
        try fixture.git("checkout", "-q", "main")
        try fixture.commit(["a": Self.lines.replacing("line 3\n", with: "three\n")], "main")
        return fixture
    }

    /// Every file below `.git`, with its size.
    private func contents(_ fixture: TemporaryRepository) throws -> [String: UInt64] {
        let git = fixture.path + "/.git"
        var found: [String: UInt64] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: git) {
            found[path] = try FileManager.default.attributesOfItem(atPath: git + "/" + path)[.size] as? UInt64
        }
        return found
    }

    @Test func mergesWithoutWritingToTheRepository() throws {
        let fixture = try diverged()
        let before = try contents(fixture)
        let repository = try Repository(discovering: fixture.path, keepingNewObjectsInMemory: true)
        let result = try repository.mergeTrees(ours: repository.resolve("main"), theirs: repository.resolve("side"))
        guard case .clean(let tree) = result else {
            Issue.record("expected a clean merge, got \(result)")
            return
        }
        let merged = Self.lines.replacing("line 3\n", with: "three\n").replacing("line 17\n", with: "seventeen\n")
        #expect(try repository.contents(of: "a", in: tree) == Array(merged.utf8))
        let directory = try TemporaryDirectory()
        try repository.export(tree, to: directory["out"])
        #expect(try String(contentsOfFile: directory["out/a"], encoding: .utf8) == merged)
        #expect(try contents(fixture) == before)
        // Neither git nor another handle knows what was made.
        #expect(try fixture.git("cat-file", "-t", tree.hex, accepting: [128]) == "")
        #expect(throws: GitError.self) { try Repository(discovering: fixture.path).paths(in: tree) }
        // What git itself makes of it.
        try fixture.git("merge", "-q", "--no-edit", "side")
        #expect(try tree.hex == fixture.git("rev-parse", "HEAD^{tree}"))
    }

    @Test func mergesUncommittedWork() throws {
        let fixture = try diverged()
        try fixture.git("checkout", "-q", "side")
        try fixture.write("b", "changed\n")
        try fixture.write("new", "new\n")
        let before = try contents(fixture)
        let repository = try Repository(discovering: fixture.path, keepingNewObjectsInMemory: true)
        let (main, side) = try (repository.resolve("main"), repository.resolve("side"))
        let base = try #require(try repository.mergeBase(main, side))
        let result = try repository.mergeTrees(base: base, ours: main, theirs: repository.snapshotWorkingTree())
        guard case .clean(let tree) = result else {
            Issue.record("expected a clean merge, got \(result)")
            return
        }
        #expect(try repository.paths(in: tree) == ["a", "b", "new"])
        #expect(try repository.contents(of: "b", in: tree) == Array("changed\n".utf8))
        #expect(try repository.contents(of: "a", in: tree)?.count == (try repository.contents(of: "a", in: main)?.count ?? 0) + 2)
        let after = try contents(fixture)
        #expect(after.filter { $0.key != "index" } == before.filter { $0.key != "index" })
    }

    @Test func findsTheTargetBranch() throws {
        let origin = try diverged()
        let clone = try TemporaryDirectory()
        _ = try TemporaryRepository.git(["clone", "-q", origin.path, clone["c"]], in: clone.path)
        let git = { (arguments: String...) in try TemporaryRepository.git(arguments, in: clone["c"]) }
        let repository = try Repository(discovering: clone["c"])
        let first = try git("rev-parse", "origin/main")
        _ = try git("checkout", "-q", "-b", "feature", "origin/side")
        // Both are the same.
        #expect(try repository.targetCommit("main").hex == first)
        // Origin's is further on.
        try origin.commit(["c": "1"])
        _ = try git("fetch", "-q")
        let second = try git("rev-parse", "origin/main")
        #expect(second != first)
        #expect(try repository.targetCommit("main").hex == second)
        // The one here holds commits that origin has not.
        _ = try git("-c", "user.name=A", "-c", "user.email=a@example.org", "checkout", "-q", "main")
        _ = try git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "local")
        let local = try git("rev-parse", "main")
        // While it is checked out, merging means into origin's.
        #expect(try repository.targetCommit("main").hex == second)
        _ = try git("checkout", "-q", "feature")
        #expect(try repository.targetCommit("main").hex == local)
        // Only at origin, and nowhere.
        #expect(try repository.targetCommit("side").hex == git("rev-parse", "origin/side"))
        let error = #expect(throws: GitError.self) { try repository.targetCommit("gone") }
        #expect(error?.message.contains("git fetch origin gone") == true)
    }

    @Test func exportsSubmodules() throws {
        let inner = try TemporaryRepository(name: "inner")
        try inner.commit(["deep": "deep\n"])
        let module = try TemporaryRepository(name: "module")
        let old = try module.commit(["role": "old\n"])
        try module.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "nested")
        try module.commit(["role": "new\n"])
        let fixture = try TemporaryRepository()
        try fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--name", "m", module.path, "roles/m")
        try fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive")
        try fixture.commit("with")
        let directory = try TemporaryDirectory()
        let repository = try Repository(discovering: fixture.path)
        let head = try repository.resolve("HEAD")
        try repository.export(head, to: directory["a"])
        #expect(try repository.exportSubmodules(of: head, to: directory["a"]) == [])
        #expect(try String(contentsOfFile: directory["a/roles/m/role"], encoding: .utf8) == "new\n")
        #expect(try String(contentsOfFile: directory["a/roles/m/nested/deep"], encoding: .utf8) == "deep\n")

        // Another commit of it, which is not checked out, and a checkout that was removed: `.git/modules` has both.
        try fixture.git("checkout", "-q", old, in: fixture.path + "/roles/m")
        try fixture.commit("older")
        try fixture.git("submodule", "--quiet", "deinit", "--force", "roles/m")
        let older = try repository.resolve("HEAD")
        try repository.export(older, to: directory["b"])
        #expect(try repository.exportSubmodules(of: older, to: directory["b"]) == [])
        #expect(try String(contentsOfFile: directory["b/roles/m/role"], encoding: .utf8) == "old\n")

        // A clone without them.
        _ = try TemporaryRepository.git(["clone", "-q", fixture.path, directory["clone"]], in: directory.path)
        let clone = try Repository(discovering: directory["clone"])
        let tip = try clone.resolve("HEAD")
        try clone.export(tip, to: directory["c"])
        let missing = try clone.exportSubmodules(of: tip, to: directory["c"])
        #expect(missing.map(\.path) == ["roles/m"])
        #expect(missing.first?.commit.hex == old)
    }
}
