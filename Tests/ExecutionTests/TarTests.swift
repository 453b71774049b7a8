import Glibc
import Processes
import TestSupport
import Testing

@testable import Execution

@Suite struct TarTests {
    private let source: TemporaryDirectory
    private let target: TemporaryDirectory

    init() throws {
        source = try TemporaryDirectory()
        target = try TemporaryDirectory()
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        lstat(path, &status)
        return status
    }

    @Test func roundTripKeepsContentModeTimeAndLinks() throws {
        let long = "d/" + String(repeating: "long name ", count: 20) + "ä"
        try source.write("d/e/file", String(repeating: "x", count: 100_000))
        try source.write("empty", "")
        try source.write(long, "long")
        symlink("../nowhere", source["d/link"])
        symlink("/usr/bin/env", source["absolute"])
        chmod(source["d/e/file"], 0o751)
        chmod(source["d/e"], 0o710)
        utimensat(
            AT_FDCWD, source["d/e/file"],
            [timespec(tv_sec: 1_000_000_000, tv_nsec: 123_456_789), timespec(tv_sec: 1_000_000_000, tv_nsec: 123_456_789)], 0)
        utimensat(AT_FDCWD, source["d/e"], [timespec(tv_sec: 7, tv_nsec: 0), timespec(tv_sec: 7, tv_nsec: 0)], 0)

        let writer = try TarWriter(path: target["a.tar"])
        for path in ["absolute", "d", "d/e", "d/e/file", "d/link", long, "empty"] {
            #expect(try writer.add(path, below: source.path) != nil)
        }
        #expect(try writer.add("vanished", below: source.path) == nil)
        try writer.finish()
        mkdir(target["out"], 0o755)
        #expect(try TarExtraction.unpack(target["a.tar"], into: target["out"]) == 7)

        #expect(target.text("out/d/e/file") == source.text("d/e/file"))
        #expect(target.text("out/\(long)") == "long")
        #expect(target.text("out/empty") == "")
        #expect(linkTarget(target["out/d/link"]) == "../nowhere")
        #expect(linkTarget(target["out/absolute"]) == "/usr/bin/env")
        let file = status(target["out/d/e/file"])
        #expect(file.st_mode & 0o7777 == 0o751)
        #expect(file.st_mtim.tv_sec == 1_000_000_000 && file.st_mtim.tv_nsec == 123_456_789)
        #expect(status(target["out/d/e"]).st_mode & 0o7777 == 0o710)
        #expect(status(target["out/d/e"]).st_mtim.tv_sec == 7)
    }

    @Test func theSystemsTarReadsIt() async throws {
        try source.write("d/file", "content")
        let writer = try TarWriter(path: target["a.tar"])
        for path in ["d", "d/file"] { _ = try writer.add(path, below: source.path) }
        try writer.finish()
        let output = try await Tool.run(Command("tar", ["-tf", target["a.tar"]]))
        #expect(output.text.split(separator: "\n").map { $0.hasSuffix("/") ? $0.dropLast() : $0 } == ["d", "d/file"])
        #expect(output.errorText.isEmpty)
    }

    @Test(arguments: ["--format=gnu", "--format=ustar", "--format=pax"])
    func whatTheSystemsTarWritesIsRead(format: String) async throws {
        let long = String(repeating: "n", count: 90) + "/" + String(repeating: "m", count: 60)
        try source.write(long, "long")
        try await Tool.run(Command("tar", [format, "-cf", target["a.tar"], "-C", source.path, "."]))
        mkdir(target["out"], 0o755)
        try TarExtraction.unpack(target["a.tar"], into: target["out"])
        #expect(target.text("out/\(long)") == "long")
    }

    /// An archive made by hand, whatever its paths.
    private func archive(_ entries: [(TarEntry, String)]) throws {
        var bytes: [UInt8] = []
        for (entry, content) in entries {
            var entry = entry
            entry.size = content.utf8.count
            bytes += TarBlock.header(entry) + Array(content.utf8) + [UInt8](repeating: 0, count: TarBlock.padding(entry.size))
        }
        try writePrivateFile(target["a.tar"], bytes + [UInt8](repeating: 0, count: 1024))
        mkdir(target["out"], 0o755)
    }

    private func entry(_ path: String, _ kind: TarEntry.Kind = .file) -> TarEntry {
        TarEntry(path: path, kind: kind, mode: 0o644, modified: (0, 0), size: 0)
    }

    private func expectRefusal() {
        let error = #expect(throws: ExecutionError.self) { try TarExtraction.unpack(target["a.tar"], into: target["out"]) }
        #expect(error?.code == .invalidArchive)
    }

    @Test(arguments: ["../escape", "a/../../escape", "/escape", "..", "a/.."])
    func pathsThatLeadOutAreRefused(path: String) throws {
        try archive([(entry(path), "bad")])
        expectRefusal()
        #expect(!target.exists("escape"))
    }

    @Test func nothingIsWrittenThroughALinkOfTheArchive() throws {
        try archive([(entry("link", .link(target: "..")), ""), (entry("link/escape"), "bad")])
        expectRefusal()
        #expect(!target.exists("escape"))
    }

    @Test func nothingIsWrittenThroughALinkOfTheDirectory() throws {
        try archive([(entry("link/escape"), "bad")])
        symlink("..", target["out/link"])
        expectRefusal()
        #expect(!target.exists("escape"))
    }

    @Test func aLinkInTheWayOfAFileIsReplacedNotFollowed() throws {
        try source.write("precious", "kept")
        try archive([(entry("f"), "new")])
        symlink(source["precious"], target["out/f"])
        try TarExtraction.unpack(target["a.tar"], into: target["out"])
        #expect(source.text("precious") == "kept")
        #expect(target.text("out/f") == "new")
    }

    @Test(arguments: [UInt8(ascii: "1"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6")])
    func hardLinksDevicesAndPipesAreRefused(type: UInt8) throws {
        var header = TarBlock.header(entry("device"))
        header[156] = type
        let sum = String(TarBlock.checksum(header), radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.utf8.count) + sum
        for (index, byte) in digits.utf8.enumerated() { header[148 + index] = byte }
        try writePrivateFile(target["a.tar"], header + [UInt8](repeating: 0, count: 1024))
        mkdir(target["out"], 0o755)
        expectRefusal()
        #expect(!target.exists("out/device"))
    }

    @Test func damageIsNoticed() throws {
        try archive([(entry("file"), String(repeating: "x", count: 5000))])
        let whole = target.bytes("a.tar") ?? []
        for length in [100, 600, 3000] {
            try writePrivateFile(target["a.tar"], Array(whole[..<length]))
            expectRefusal()
        }
        var changed = whole
        changed[3] ^= 1
        try writePrivateFile(target["a.tar"], changed)
        expectRefusal()
    }

    @Test func randomBytesNeverCrashTheReader() throws {
        var random = SystemRandomNumberGenerator()
        try archive([(entry("d", .directory), ""), (entry(String(repeating: "long", count: 60)), "text")])
        let whole = target.bytes("a.tar") ?? []
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<1536, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try writePrivateFile(target["a.tar"], bytes)
            _ = try? TarExtraction.unpack(target["a.tar"], into: target["out"])
        }
        #expect(target.exists("out"))
    }

    @Test func setuidIsNotUnpacked() throws {
        var setuid = entry("tool")
        setuid.mode = 0o4755
        try archive([(setuid, "x")])
        try TarExtraction.unpack(target["a.tar"], into: target["out"])
        #expect(status(target["out/tool"]).st_mode & 0o7777 == 0o755)
    }
}
