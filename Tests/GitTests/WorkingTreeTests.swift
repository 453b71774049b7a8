import Foundation
import Git
import TestSupport
import Testing

@Suite struct WorkingTreeTests {
    private func dirtyRepository() throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        try fixture.commit(["edited": "1", "staged": "1", "deleted": "1", "tracked.log": "1", ".gitignore": "*.log\nout/\n"])
        try fixture.git("add", "-f", "tracked.log")
        try fixture.commit()
        try fixture.write("edited", "changed")
        try fixture.write("staged", "changed")
        try fixture.git("add", "staged")
        try fixture.write("staged", "changed again")
        try fixture.remove("deleted")
        try fixture.write("new/file", "1", executable: true)
        try fixture.write("tracked.log", "changed")
        try fixture.write("ignored.log", "1")
        try fixture.write("out/file", "1")
        try fixture.write("sub/.gitignore", "*\n")
        try fixture.write("sub/hidden", "1")
        return fixture
    }

    @Test func snapshotsWhatGitWouldAdd() throws {
        let fixture = try dirtyRepository()
        let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path + "/.git/index"))
        let status = try fixture.git("status", "--porcelain")
        let tree = try Repository(discovering: fixture.path).snapshotWorkingTree()
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path + "/.git/index")) == before)
        #expect(try fixture.git("status", "--porcelain") == status)
        try fixture.git("add", "-A")
        #expect(try tree.hex == fixture.git("write-tree"))
    }

    @Test func leavesUntrackedFilesOutOnRequest() throws {
        let fixture = try dirtyRepository()
        let tree = try Repository(discovering: fixture.path).snapshotWorkingTree(includingUntracked: false)
        try fixture.git("add", "-u")
        #expect(try tree.hex == fixture.git("write-tree"))
    }

    @Test func aSnapshotDoesNotChangeWhatTheHandleSees() throws {
        let fixture = try dirtyRepository()
        let repository = try Repository(discovering: fixture.path)
        let before = try repository.uncommittedPaths()
        _ = try repository.snapshotWorkingTree()
        #expect(try repository.uncommittedPaths() == before)
    }

    @Test func snapshotsBeforeTheFirstCommit() throws {
        let fixture = try TemporaryRepository()
        try fixture.write("a", "1")
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.paths(in: repository.snapshotWorkingTree()) == ["a"])
        #expect(try repository.uncommittedPaths() == [ChangedPath(path: "a", kind: .untracked)])
    }

    @Test func snapshotsAConflictedTreeAsItIs() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["a": "1\n"])
        try fixture.git("checkout", "-q", "-b", "side")
        try fixture.commit(["a": "2\n"])
        try fixture.git("checkout", "-q", "main")
        try fixture.commit(["a": "3\n"])
        try fixture.git("merge", "-q", "side", accepting: [1])
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.uncommittedPaths() == [ChangedPath(path: "a", kind: .conflicted)])
        let tree = try repository.snapshotWorkingTree()
        #expect(try repository.contents(of: "a", in: tree) == Array(fixture.read("a").utf8))
    }
}
