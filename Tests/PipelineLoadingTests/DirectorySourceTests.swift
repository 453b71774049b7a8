import Foundation
import PipelineLoading
import TestSupport
import Testing

struct DirectorySourceTests {
    private let directory: TemporaryDirectory
    private let source: DirectorySource

    init() throws {
        directory = try TemporaryDirectory()
        let files = FileManager.default
        try files.createDirectory(atPath: directory["top/ci"], withIntermediateDirectories: true)
        try files.createDirectory(atPath: directory["top/.git"], withIntermediateDirectories: true)
        for (path, text) in ["top/.gitlab-ci.yml": "a", "top/ci/b.yml": "b", "top/.git/config": "c", "outside.yml": "secret"] {
            try Data(text.utf8).write(to: URL(filePath: directory[path]))
        }
        try files.createSymbolicLink(atPath: directory["top/inside.yml"], withDestinationPath: "ci/b.yml")
        try files.createSymbolicLink(atPath: directory["top/escape.yml"], withDestinationPath: "../outside.yml")
        try files.createSymbolicLink(atPath: directory["top/null.yml"], withDestinationPath: "/dev/null")
        source = try DirectorySource(root: directory["top"], maximumFileSize: 1000)
    }

    private func code(_ path: String) -> ConfigurationSourceError.Code? {
        do {
            _ = try source.contents(ofFile: path)
            return nil
        } catch {
            return (error as? ConfigurationSourceError)?.code
        }
    }

    @Test func readsFiles() throws {
        #expect(try source.contents(ofFile: ".gitlab-ci.yml") == Array("a".utf8))
        #expect(try source.contents(ofFile: "inside.yml") == Array("b".utf8))
        #expect(try source.contents(ofFile: "ci/nothing.yml") == nil)
        #expect(try source.contents(ofFile: ".gitlab-ci.yml/x") == nil)
    }

    @Test func staysInside() {
        #expect(code("../outside.yml") == .outside)
        #expect(code("ci/../../outside.yml") == .outside)
        #expect(code("escape.yml") == .outside)
        #expect(code("null.yml") == .outside)
    }

    @Test func readsOnlyOrdinaryFiles() throws {
        #expect(mkfifo(directory["top/fifo.yml"], 0o600) == 0)
        #expect(code("fifo.yml") == .notAFile)
        #expect(code("ci") == .notAFile)
    }

    @Test func sizeIsLimited() throws {
        try Data(count: 1000).write(to: URL(filePath: directory["top/fits.yml"]))
        try Data(count: 1001).write(to: URL(filePath: directory["top/big.yml"]))
        #expect(code("fits.yml") == nil)
        #expect(code("big.yml") == .tooBig)
    }

    @Test func listsFilesWithoutGitsOwn() throws {
        #expect(try source.filePaths() == [".gitlab-ci.yml", "ci/b.yml", "escape.yml", "inside.yml", "null.yml"])
    }

    @Test func includesCannotEscape() {
        let loader = PipelineLoader(source: source)
        for path in ["../outside.yml", "escape.yml", "/ci/../../outside.yml"] {
            let result = loader.load(bytes: Array("include: \(path)\njob: {script: x}\n".utf8), named: ".gitlab-ci.yml")
            #expect(result.errorLines.map { $0.hasPrefix("1:10 unreadable-file") } == [true])
            #expect(!"\(result.diagnostics)".contains("secret"))
        }
    }
}
