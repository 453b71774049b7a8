import Execution
import Foundation
import Git
import TestSupport
import Testing

/// The next job in a slot gets the directory of the one before, and must not notice.
@Suite struct WorkspaceReuseTests {
    private let scratch: TemporaryDirectory
    private let fixture: TemporaryRepository

    init() throws {
        scratch = try TemporaryDirectory()
        fixture = try TemporaryRepository()
        try fixture.write("run", "#!/bin/sh\n", executable: true)
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/link", withDestinationPath: "etc")
        try fixture.commit([".gitignore": "*.log\n", "a.txt": "one\n", "etc/kayobe/globals.yml": "a: 1\n"], "one")
    }

    private func template() throws -> WorkspaceTemplate {
        let commit = try Repository(discovering: fixture.path).resolve("HEAD")
        return try WorkspaceTemplate(
            WorkspaceSource(repository: fixture.path, commit: commit, branch: "main"), scratch: scratch.path)
    }

    /// Every path with its kind, mode, size and content.
    private func listing(_ directory: String) throws -> String {
        let script = "cd \"$1\" && find . ! -path ./.git/index -printf '%P %y %m %l\\n' -type f -exec md5sum {} + | sort"
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "sh", directory]
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    private func run(_ script: String, in directory: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", script]
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = TemporaryRepository.environment
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(script)")
    }

    /// What jobs do, and whether the files they did not touch can stay.
    private static let deeds: [(script: String, keepsFiles: Bool)] = [
        ("true", true),
        ("echo 1 > new; mkdir -p build/deep; echo 2 > build/deep/file; echo 3 > etc/kayobe/x.log; ln -s / build/root", true),
        ("mkdir locked; echo 1 > locked/file; chmod 000 locked", true),
        ("cat a.txt etc/kayobe/globals.yml; git status; git log", true),
        ("echo two > a.txt", false),
        ("touch -r a.txt time; echo two > a.txt; touch -r time a.txt", false),
        ("cp -p a.txt b; mv b a.txt", false),
        ("chmod 700 run", false),
        ("chmod 700 etc; chmod 755 etc", false),
        ("rm etc/kayobe/globals.yml", false),
        ("rm link; ln -s /etc link", false),
        ("mv etc away; ln -s away etc", false),
        ("rm -rf etc; mkdir -p etc/kayobe; echo 'a: 1' > etc/kayobe/globals.yml", false),
        ("ln a.txt hard", false),
        ("rm -rf .git", false),
        ("git -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m more", false),
        ("git config user.name Somebody", false),
        ("mkdir .git/hooks; echo 'exit 1' > .git/hooks/pre-commit", true),
        ("git checkout -q -b other; echo 1 > n; git add n", false),
    ]

    @Test(arguments: deeds)
    func theNextJobFindsACleanCheckout(deed: (script: String, keepsFiles: Bool)) async throws {
        let template = try template()
        let path = scratch["job"]
        _ = try await template.prepare(path, settings: .init())
        let clean = try listing(path)
        let inode = try FileManager.default.attributesOfItem(atPath: path + "/run")[.systemFileNumber] as? Int
        let top = open(path, O_RDONLY | O_DIRECTORY)
        defer { close(top) }
        try run(deed.script, in: path)
        let notices = try await template.prepare(path, settings: .init())
        #expect(try listing(path) == clean)
        #expect(try TemporaryRepository.git(["status", "--porcelain", "--ignored", "-uall"], in: path) == "")
        #expect(notices.count == 2)
        // The old directory is still open: a new one cannot have its inode.
        var before = stat()
        var after = stat()
        #expect(fstat(top, &before) == 0 && stat(path, &after) == 0)
        #expect((before.st_ino == after.st_ino) == deed.keepsFiles)
        let now = try FileManager.default.attributesOfItem(atPath: path + "/run")[.systemFileNumber] as? Int
        if deed.keepsFiles { #expect(now == inode) }
    }

    /// Nothing a job puts in its place makes the next one work, or clean up, somewhere else.
    @Test func aDirectoryReplacedByALinkIsNotFollowed() async throws {
        let template = try template()
        let path = scratch["job"]
        let outside = scratch["outside"]
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("1".utf8).write(to: URL(fileURLWithPath: outside + "/kept"))
        _ = try await template.prepare(path, settings: .init())
        try run("mv job moved && ln -s outside job", in: scratch.path)
        _ = try await template.prepare(path, settings: .init())
        #expect(FileManager.default.fileExists(atPath: outside + "/kept"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["kept"])
        #expect(try TemporaryRepository.git(["status", "--porcelain", "--ignored"], in: path) == "")
    }

    @Test func otherSettingsAndCloneGetANewDirectory() async throws {
        let template = try template()
        let path = scratch["job"]
        var settings = [WorkspaceSettings(), WorkspaceSettings(), WorkspaceSettings()]
        settings[1].depth = 1
        settings[2].strategy = .clone
        for setting in settings {
            _ = try await template.prepare(path, settings: setting)
            #expect(FileManager.default.fileExists(atPath: path + "/.git/shallow") == (setting.depth != nil))
            try run("echo 1 > left", in: path)
        }
        var before = stat()
        var after = stat()
        #expect(stat(path + "/a.txt", &before) == 0)
        let held = open(path + "/a.txt", O_RDONLY)
        defer { close(held) }
        _ = try await template.prepare(path, settings: settings[2])
        #expect(stat(path + "/a.txt", &after) == 0)
        #expect(before.st_ino != after.st_ino)
        #expect(!FileManager.default.fileExists(atPath: path + "/left"))
    }
}
