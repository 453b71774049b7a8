import Execution
import Foundation
import TestSupport
import Testing

@Suite struct WorkspaceRemovalTests {
    @Test func removesWhatAJobLeaves() throws {
        let directory = try TemporaryDirectory()
        let outside = directory["outside"]
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("1".utf8).write(to: URL(fileURLWithPath: outside + "/kept"))
        let job = directory["job"]
        try FileManager.default.createDirectory(atPath: job + "/locked/inner", withIntermediateDirectories: true)
        try Data("1".utf8).write(to: URL(fileURLWithPath: job + "/locked/inner/file"))
        try FileManager.default.createSymbolicLink(atPath: job + "/locked/link", withDestinationPath: outside)
        try FileManager.default.createSymbolicLink(atPath: job + "/dangling", withDestinationPath: "nowhere")
        #expect(mkfifo(job + "/pipe", 0o600) == 0)
        for path in ["/locked/inner", "/locked", ""] { #expect(chmod(job + path, 0o000) == 0) }
        try WorkspaceRemoval.remove(job)
        #expect(!FileManager.default.fileExists(atPath: job))
        #expect(FileManager.default.fileExists(atPath: outside + "/kept"))
    }

    /// Deeper than a path may be long and than a process may have open directories.
    @Test func removesVeryDeepTrees() throws {
        let directory = try TemporaryDirectory()
        let name = String(repeating: "d", count: 100)
        var current = open(directory.path, O_RDONLY | O_DIRECTORY)
        for level in 0..<3000 {
            #expect(mkdirat(current, level == 0 ? "job" : name, 0o777) == 0)
            let next = openat(current, level == 0 ? "job" : name, O_RDONLY | O_DIRECTORY)
            close(current)
            current = next
        }
        close(current)
        try WorkspaceRemoval.remove(directory["job"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test func removesManyFiles() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory["job/many"], withIntermediateDirectories: true)
        for number in 0..<5000 { #expect(symlink("x", directory["job/many/\(number)"]) == 0) }
        try WorkspaceRemoval.remove(directory["job"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test func aMissingDirectoryIsNoError() throws {
        let directory = try TemporaryDirectory()
        try WorkspaceRemoval.remove(directory["job"])
        try WorkspaceRemoval.remove(directory["job/inner"])
    }

    @Test func removesALinkAndNotItsTarget() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory["target"], withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: directory["job"], withDestinationPath: directory["target"])
        try WorkspaceRemoval.remove(directory["job"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["target"])
    }
}
