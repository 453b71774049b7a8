import TestSupport
import Testing

@testable import Execution

@Suite struct FileSelectionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["a.txt", "b.log", "build/x.o", "build/sub/y.o", "build/sub/z.txt", ".git/config", ".hidden/f"] {
            try directory.write(name, name)
        }
    }

    private func selection(_ patterns: [String], exclude: [String] = [], untracked: [String]? = nil) -> FileSelection {
        FileSelection(directory: directory.path, patterns: patterns, exclude: exclude, untracked: untracked, noun: "artifact ")
    }

    @Test(arguments: [
        (["a.txt"], [], ["a.txt"]),
        (["build"], [], ["build", "build/sub", "build/sub/y.o", "build/sub/z.txt", "build/x.o"]),
        (["build/"], ["build/**/*.o"], ["build", "build/sub", "build/sub/z.txt"]),
        (["build"], ["build/sub"], ["build", "build/sub/y.o", "build/sub/z.txt", "build/x.o"]),
        (["build"], ["build/**"], []),
        (["*.txt"], [], ["a.txt"]),
        (["**/*.txt"], [], ["a.txt", "build/sub/z.txt"]),
        (["build/**/*.o"], [], ["build/sub/y.o", "build/x.o"]),
        (["build/*"], [], ["build/sub", "build/sub/y.o", "build/sub/z.txt", "build/x.o"]),
        (["./a.txt", "a.txt"], [], ["a.txt"]),
        (["build/../a.txt"], [], ["a.txt"]),
        ([".git", ".git/config", "../x", "/etc/passwd", ""], [], []),
        ([".hidden"], [], [".hidden", ".hidden/f"]),
        (["{a,b}.*"], [], ["a.txt", "b.log"]),
    ])
    func table(patterns: [String], exclude: [String], expected: [String]) {
        #expect(selection(patterns, exclude: exclude).paths == expected)
    }

    @Test func everything() {
        #expect(selection(["."]).paths.contains("build/sub/y.o"))
        #expect(selection(["."]).paths == selection(["**"]).paths)
        #expect(!selection(["."]).paths.contains { $0.hasPrefix(".git") })
        #expect(selection(["\(directory.path)/a.txt"]).paths == ["a.txt"])
    }

    @Test func untrackedFilesAndMessages() {
        let selection = selection(["a.txt", "missing/", "build"], untracked: ["b.log", "a.txt"])
        #expect(selection.paths.contains("b.log"))
        #expect(
            selection.messages == [
                "a.txt: found 1 matching artifact files and directories",
                "WARNING: missing/: no matching files. Ensure that the artifact path is relative to the working directory (\(directory.path))",
                "build: found 5 matching artifact files and directories",
                "untracked: found 1 files",
            ])
    }
}
