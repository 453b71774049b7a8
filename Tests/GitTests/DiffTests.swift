import Foundation
import Git
import TestSupport
import Testing

@Suite struct DiffTests {
    /// Compares with `git diff --name-status -M`, which prints `R100<tab>old<tab>new` for a renamed file.
    private func expectSame(_ changes: [ChangedPath], as output: String, _ comment: Comment? = nil) {
        let lines = output.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t").map(String.init)
            return fields[0].prefix(1) + " " + fields.dropFirst().joined(separator: " ")
        }
        let ours = changes.map { change in
            change.kind.rawValue + " " + (change.oldPath.map { $0 + " " } ?? "") + change.path
        }
        #expect(Set(ours) == Set(lines.map { String($0) }), comment)
    }

    private let long = (1...40).map { "line \($0)\n" }.joined()

    @Test func comparesTreesAsGitDoes() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["keep": "1", "edit": "1", "gone": "1", "old/name": long, "mode": "x", "kind": "target", "a b/ü": "1"])
        try fixture.write("edit", "2")
        try fixture.remove("gone")
        try fixture.remove("old/name")
        try fixture.write("new/name", long + "one more\n")
        try fixture.write("mode", "x", executable: true)
        try fixture.remove("kind")
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/kind", withDestinationPath: "keep")
        try fixture.write("a b/ö", "2")
        try fixture.commit()
        let repository = try Repository(discovering: fixture.path)
        let (old, new) = try (repository.resolve("HEAD~1"), repository.resolve("HEAD"))
        let changes = try repository.changedPaths(from: old, to: new)
        try expectSame(changes, as: fixture.git("-c", "core.quotePath=false", "diff", "--name-status", "-M", "HEAD~1", "HEAD"))
        #expect(Set(changes.map(\.kind)) == [.added, .deleted, .modified, .renamed, .typeChanged])
        #expect(changes.map(\.path) == changes.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        try expectSame(
            repository.changedPaths(from: old, to: new, detectingRenames: false),
            as: fixture.git("-c", "core.quotePath=false", "diff", "--name-status", "--no-renames", "HEAD~1", "HEAD"))
        #expect(try repository.changedPaths(from: new, to: new) == [])
        let tree = try repository.commit(old).tree
        #expect(try repository.changedPaths(from: tree, to: new) == changes)
    }

    @Test func comparesWithTheEmptyTree() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["b": "1", "a/c": "1"])
        let repository = try Repository(discovering: fixture.path)
        let changes = try repository.changedPaths(from: nil, to: repository.resolve("HEAD"))
        #expect(changes == [ChangedPath(path: "a/c", kind: .added), ChangedPath(path: "b", kind: .added)])
    }

    /// A hundred random edits, each compared with what git says.
    @Test func comparesRandomHistoriesAsGitDoes() throws {
        var random = SeededGenerator(seed: 7)
        let fixture = try TemporaryRepository()
        var names: Set<String> = []
        for _ in 0..<12 {
            for _ in 0..<9 {
                let name = "d\(Int.random(in: 0...2, using: &random))/f\(Int.random(in: 0...9, using: &random))"
                if names.contains(name), Bool.random(using: &random) {
                    try fixture.remove(name)
                    names.remove(name)
                } else {
                    try fixture.write(
                        name, "\(Int.random(in: 0...3, using: &random))\n\(name)\n", executable: Bool.random(using: &random))
                    names.insert(name)
                }
            }
            try fixture.commit()
        }
        let repository = try Repository(discovering: fixture.path)
        for distance in 1...11 {
            let old = try repository.resolve("HEAD~\(distance)")
            try expectSame(
                repository.changedPaths(from: old, to: repository.resolve("HEAD"), detectingRenames: false),
                as: fixture.git("diff", "--name-status", "--no-renames", "HEAD~\(distance)", "HEAD"), "distance \(distance)")
        }
    }

    @Test func listsUncommittedPaths() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit([
            "edited": "1", "staged": "1", "deleted": "1", "removed": "1", "clean": "1", ".gitignore": "*.log\nout/\n",
        ])
        let repository = try Repository(discovering: fixture.path)
        #expect(try repository.uncommittedPaths() == [])
        #expect(try repository.isDirty() == false)
        try fixture.write("edited", "2 ")
        try fixture.write("staged", "2 ")
        try fixture.git("add", "staged")
        try fixture.remove("deleted")
        try fixture.git("rm", "-q", "removed")
        try fixture.write("new/dir/file", "1")
        try fixture.write("run.log", "1")
        try fixture.write("out/file", "1")
        try fixture.write("staged new", "1")
        try fixture.git("add", "staged new")
        let changes = try Repository(discovering: fixture.path).uncommittedPaths()
        #expect(
            changes == [
                ChangedPath(path: "deleted", kind: .deleted), ChangedPath(path: "edited", kind: .modified),
                ChangedPath(path: "new/dir/file", kind: .untracked), ChangedPath(path: "removed", kind: .deleted),
                ChangedPath(path: "staged", kind: .modified), ChangedPath(path: "staged new", kind: .added),
            ])
        let porcelain = try fixture.git("-c", "status.renames=false", "status", "--porcelain", "-uall").split(separator: "\n").map {
            String($0.dropFirst(3))
        }
        #expect(Set(changes.map(\.path)) == Set(porcelain.map { $0.replacing("\"", with: "") }))
    }
}
