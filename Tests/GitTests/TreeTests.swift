import Foundation
import Git
import TestSupport
import Testing

@Suite struct TreeTests {
    /// Files, an executable, links (one of them leading out), an empty file, a name that needs quoting, a submodule.
    private func variedRepository() throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        let module = try TemporaryRepository(name: "module")
        try module.commit(["role": "1"])
        try fixture.write("run", "#!/bin/sh\n", executable: true)
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/link", withDestinationPath: "etc/a")
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/outside", withDestinationPath: "/etc/passwd")
        try fixture.write("etc/a", "one\r\ntwo\n")
        try fixture.write("etc/empty", "")
        try fixture.write("etc.d", "sorts between")
        try fixture.write("a b/\"ü\"\t", "odd")
        try fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.path, "roles/module")
        try fixture.commit()
        return fixture
    }

    @Test func listsTreesAsGitDoes() throws {
        let fixture = try variedRepository()
        let repository = try Repository(discovering: fixture.path)
        let commit = try repository.resolve("HEAD")
        let listed = try repository.entries(in: commit).map { entry in
            "\(String(entry.mode.rawValue, radix: 8)) \(entry.mode == .submodule ? "commit" : "blob") \(entry.id)\t\(entry.path)\0"
        }
        #expect(try listed.joined() == fixture.git("ls-tree", "-r", "-z", "HEAD"))
        #expect(try repository.paths(in: commit).contains("roles/module") == false)
        #expect(try repository.entries(in: repository.commit(commit).tree).count == listed.count)
    }

    @Test func readsFiles() throws {
        let fixture = try variedRepository()
        let repository = try Repository(discovering: fixture.path)
        let commit = try repository.resolve("HEAD")
        #expect(try repository.contents(of: "etc/a", in: commit) == Array("one\r\ntwo\n".utf8))
        #expect(try repository.contents(of: "etc/empty", in: commit) == [])
        #expect(try repository.contents(of: "link", in: commit) == Array("etc/a".utf8))
        for missing in ["etc", "etc/b", "etc/a/b", "roles/module", "nothing", ""] {
            #expect(try repository.contents(of: missing, in: commit) == nil, "\(missing)")
        }
        #expect(try repository.entry(at: "run", in: commit)?.mode == .executable)
        #expect(try repository.entry(at: "roles/module", in: commit)?.mode == .submodule)
    }

    @Test func snapshotsAreSharedBetweenTasks() async throws {
        let fixture = try variedRepository()
        let commit = try Repository(discovering: fixture.path).resolve("HEAD")
        let snapshot = try RepositorySnapshot(repositoryAt: fixture.path, treeish: commit)
        let expected = try Repository(discovering: fixture.path).paths(in: commit)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let (contents, paths) = try (snapshot.contents(ofFile: "etc/a"), snapshot.filePaths())
                    #expect(contents == Array("one\r\ntwo\n".utf8))
                    #expect(paths == expected)
                }
            }
            try await group.waitForAll()
        }
        let unknown = try #require(ObjectID(hex: String(repeating: "2", count: 40)))
        #expect(throws: GitError.self) { try RepositorySnapshot(repositoryAt: fixture.path, treeish: unknown) }
    }

    @Test func exportsAsGitArchiveDoes() throws {
        let fixture = try variedRepository()
        let target = try TemporaryDirectory()
        let repository = try Repository(discovering: fixture.path)
        try repository.export(repository.resolve("HEAD"), to: target["deep/er/out"])
        try fixture.git("init", "-q", "../check")
        let check = fixture.path + "/../check"
        // The exported files, added to an empty repository, must give the same tree but for the submodule.
        try fixture.git("--git-dir=\(check)/.git", "--work-tree=.", "add", "-A", in: target["deep/er/out"])
        let listed = try fixture.git("ls-files", "-s", in: check)
        let wanted = try fixture.git("ls-files", "-s").split(separator: "\n").filter { !$0.hasPrefix("160000") }
        #expect(listed == wanted.joined(separator: "\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: target["deep/er/out/roles/module"]) == [])
    }

    @Test func exportNeverWritesThroughALink() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["dir/file": "1"])
        let repository = try Repository(discovering: fixture.path)
        let commit = try repository.resolve("HEAD")
        let target = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: target["out"], withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: target["victim"], withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: target["out/dir"], withDestinationPath: "../victim")
        #expect(throws: GitError.self) { try repository.export(commit, to: target["out"]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target["victim"]) == [])
    }

    /// git itself would refuse to check such trees out; `git hash-object --literally` can still make them.
    @Test(arguments: ["..", ".", ".git", ".GIT", "a/b"])
    func exportRefusesUnsafeNames(name: String) throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["file": "1"])
        let blob = try fixture.git("rev-parse", "HEAD:file")
        let bytes = stride(from: 0, to: 40, by: 2).compactMap { offset in
            UInt8(blob.dropFirst(offset).prefix(2), radix: 16)
        }
        let raw = try TemporaryDirectory()
        try (Data("100644 \(name)\0".utf8) + Data(bytes)).write(to: URL(fileURLWithPath: raw["tree"]))
        let tree = try #require(ObjectID(hex: fixture.git("hash-object", "-t", "tree", "-w", "--literally", raw["tree"])))
        let target = try TemporaryDirectory()
        let repository = try Repository(discovering: fixture.path)
        let error = #expect(throws: GitError.self) { try repository.export(tree, to: target["out"]) }
        #expect(error?.code == .invalid || error?.message.contains("tree") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: target["out"]) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["out"])
    }
}
