import Execution
import Foundation
import Git
import PipelineModel
import TestSupport
import Testing

@Suite struct WorkspaceTemplateTests {
    private let scratch: TemporaryDirectory

    init() throws { scratch = try TemporaryDirectory() }

    private func history() throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        try fixture.commit(["etc/kayobe/globals.yml": "a: 1\n", "a.txt": "1\n", "gone": "1\n"], "one")
        try fixture.git("tag", "-a", "-m", "first", "v1.0")
        try fixture.write("run", "#!/bin/sh\n", executable: true)
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/link", withDestinationPath: "etc/kayobe")
        try fixture.commit("two")
        try fixture.git("checkout", "-q", "-b", "feature/limits")
        try fixture.commit(["a.txt": "2\n"], "three")
        return fixture
    }

    private func source(_ fixture: TemporaryRepository, _ revision: String = "HEAD", branch: String? = "feature/limits") throws
        -> WorkspaceSource
    {
        let commit = try Repository(discovering: fixture.path).resolve(revision)
        return WorkspaceSource(repository: fixture.path, commit: commit, branch: branch)
    }

    private func prepare(
        _ source: WorkspaceSource, _ name: String = "job", _ settings: WorkspaceSettings = .init()
    ) async throws -> String {
        let template = try WorkspaceTemplate(source, scratch: scratch.path)
        _ = try await template.prepare(scratch[name], settings: settings, environment: TemporaryRepository.environment)
        return scratch[name]
    }

    @Test func looksLikeACleanClone() async throws {
        let fixture = try history()
        let source = try source(fixture)
        let template = try WorkspaceTemplate(source, scratch: scratch.path)
        let notices = try await template.prepare(scratch["job"], settings: .init())
        #expect(
            notices == [
                "Checking out \(source.commit.short) as detached HEAD (ref is feature/limits)...", "Skipping Git submodules setup",
            ])
        func git(_ arguments: String...) throws -> String { try TemporaryRepository.git(arguments, in: scratch["job"]) }
        #expect(try git("status", "--porcelain", "--ignored", "-uall") == "")
        #expect(try git("rev-parse", "HEAD") == source.commit.hex)
        #expect(try git("log", "--format=%s") == "three\ntwo\none")
        #expect(try git("describe") == "v1.0-2-g" + source.commit.hex.prefix(7))
        #expect(try git("diff", "--name-only", "origin/main...HEAD") == "a.txt")
        #expect(try git("ls-files", "-s") == fixture.git("ls-files", "-s"))
        #expect(try git("fsck", "--connectivity-only") == "")
        #expect(try git("config", "remote.origin.url") == fixture.path)
        #expect(
            try git("for-each-ref", "--format=%(refname)")
                == "refs/remotes/origin/feature/limits\nrefs/remotes/origin/main\nrefs/tags/v1.0")
    }

    @Test func jobsShareNothing() async throws {
        let fixture = try history()
        let source = try source(fixture)
        let template = try WorkspaceTemplate(source, scratch: scratch.path)
        let paths = (0..<40).map { scratch["job-\($0)"] }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for path in paths {
                group.addTask {
                    _ = try await template.prepare(path, settings: .init())
                    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/a.txt"))
                    try handle.seekToEnd()
                    try handle.write(contentsOf: Data(path.utf8))
                    try handle.close()
                }
            }
            try await group.waitForAll()
        }
        for path in paths {
            #expect(try String(contentsOfFile: path + "/a.txt", encoding: .utf8) == "2\n" + path)
            #expect(try TemporaryRepository.git(["status", "--porcelain"], in: path) == " M a.txt")
        }
        #expect(try fixture.git("status", "--porcelain") == "")
    }

    /// A change of equal length in the second of the checkout is what an index with careless times would miss.
    @Test func gitSeesAChangeAtOnce() async throws {
        let fixture = try history()
        let path = try await prepare(source(fixture))
        try Data("9\n".utf8).write(to: URL(fileURLWithPath: path + "/a.txt"))
        #expect(try TemporaryRepository.git(["diff", "--name-only"], in: path) == "a.txt")
    }

    @Test func aJobMayCommitTagAndSwitchBranches() async throws {
        let fixture = try history()
        let before = try fixture.git("show-ref")
        let path = try await prepare(source(fixture))
        func git(_ arguments: String...) throws -> String { try TemporaryRepository.git(arguments, in: path) }
        _ = try git("checkout", "-q", "-b", "work", "origin/main")
        try Data("new".utf8).write(to: URL(fileURLWithPath: path + "/new"))
        _ = try git("add", "-A")
        _ = try git("commit", "-q", "-m", "four")
        _ = try git("tag", "v2.0")
        _ = try git("gc", "-q")
        #expect(try git("log", "--format=%s", "-2") == "four\ntwo")
        #expect(throws: TemporaryRepository.Failure.self) { try git("push", "-q", "origin", "v2.0") }
        #expect(try git("fetch", "-q", "origin") == "")
        #expect(try fixture.git("show-ref") == before)
    }

    @Test func checksOutUncommittedWork() async throws {
        let fixture = try history()
        try fixture.write("a.txt", "changed\n")
        try fixture.remove("gone")
        try fixture.write("new/file", "1\n")
        try fixture.write("run", "#!/bin/sh\n", executable: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.path + "/run")
        var source = try source(fixture)
        source.uncommittedTree = try Repository(discovering: fixture.path).snapshotWorkingTree()
        let path = try await prepare(source)
        #expect(try TemporaryRepository.git(["rev-parse", "HEAD"], in: path) == source.commit.hex)
        let status = try TemporaryRepository.git(["status", "--porcelain", "-uall"], in: path)
        #expect(try status == fixture.git("status", "--porcelain", "-uall"))
        #expect(status == " M a.txt\n D gone\n M run\n?? new/file")
    }

    @Test(arguments: [1, 2, 3, 9])
    func cutsHistoryAtTheDepth(depth: Int) async throws {
        let fixture = try history()
        var settings = WorkspaceSettings()
        settings.depth = depth
        let path = try await prepare(source(fixture), "job", settings)
        func git(_ arguments: String...) throws -> String { try TemporaryRepository.git(arguments, in: path) }
        #expect(try git("log", "--format=%s").split(separator: "\n").count == min(depth, 3))
        #expect(try git("rev-parse", "--is-shallow-repository") == (depth <= 3 ? "true" : "false"))
        #expect(try git("for-each-ref", "--format=%(refname)") == "refs/remotes/origin/feature/limits")
        #expect(try git("status", "--porcelain") == "")
    }

    @Test func aShallowRepositoryStaysShallow() async throws {
        let fixture = try history()
        try fixture.git("clone", "-q", "--depth", "2", "file://\(fixture.path)", "../shallow")
        let shallow = (fixture.path as NSString).deletingLastPathComponent + "/shallow"
        let commit = try Repository(discovering: shallow).resolve("HEAD")
        let path = try await prepare(WorkspaceSource(repository: shallow, commit: commit))
        #expect(try TemporaryRepository.git(["log", "--format=%s"], in: path) == "three\ntwo")
        #expect(try TemporaryRepository.git(["fsck", "--connectivity-only"], in: path) == "")
    }

    @Test func worksFromALinkedWorktree() async throws {
        let fixture = try history()
        try fixture.git("worktree", "add", "-q", "-b", "side", "../side", "main")
        let side = (fixture.path as NSString).deletingLastPathComponent + "/side"
        let commit = try Repository(discovering: side).resolve("HEAD")
        let path = try await prepare(WorkspaceSource(repository: side, commit: commit, branch: "side"))
        #expect(try TemporaryRepository.git(["status", "--porcelain"], in: path) == "")
        #expect(try TemporaryRepository.git(["rev-parse", "origin/side"], in: path) == commit.hex)
    }

    @Test func originShowsWhatGitLabWould() async throws {
        let fixture = try history()
        // Known from origin: main is one commit behind the local one.
        try fixture.git("update-ref", "refs/remotes/origin/main", "main~1")
        try fixture.git("update-ref", "refs/remotes/origin/stable", "main~1")
        try fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
        try fixture.git("update-ref", "refs/remotes/origin/feature/limits", "main")
        var source = try source(fixture)
        let plain = try await prepare(source)
        func id(_ revision: String) throws -> String { try fixture.git("rev-parse", revision) }
        func job(_ path: String, _ revision: String) throws -> String {
            try TemporaryRepository.git(["rev-parse", revision], in: path)
        }
        #expect(try job(plain, "origin/main") == id("main~1"))
        #expect(try job(plain, "origin/stable") == id("main~1"))
        #expect(try job(plain, "origin/feature/limits") == id("HEAD"))
        source.remoteBranches = ["main": try Repository(discovering: fixture.path).resolve("main")]
        let target = try await prepare(source, "target")
        #expect(try job(target, "origin/main") == id("main"))
    }

    @Test func emptyStrategiesGiveAnEmptyDirectory() async throws {
        let fixture = try history()
        let template = try WorkspaceTemplate(source(fixture), scratch: scratch.path)
        for strategy in [WorkspaceSettings.Strategy.none, .empty] {
            var settings = WorkspaceSettings()
            settings.strategy = strategy
            try Data("old".utf8).write(to: URL(fileURLWithPath: scratch["job"]))
            let notices = try await template.prepare(scratch["job"], settings: settings)
            #expect(notices.first?.hasPrefix("Skipping Git repository setup") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch["job"]) == [])
            try WorkspaceRemoval.remove(scratch["job"])
        }
    }

    @Test func withoutCheckoutEverythingIsThereToCheckOut() async throws {
        let fixture = try history()
        var settings = WorkspaceSettings()
        settings.checksOut = false
        let path = try await prepare(source(fixture), "job", settings)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [".git"])
        _ = try TemporaryRepository.git(["checkout", "-q", "-B", "main", "origin/main"], in: path)
        #expect(try TemporaryRepository.git(["log", "--format=%s"], in: path) == "two\none")
        #expect(try TemporaryRepository.git(["status", "--porcelain"], in: path) == "")
    }

    @Test func replacesWhatIsThere() async throws {
        let fixture = try history()
        let path = try await prepare(source(fixture))
        try Data("left over".utf8).write(to: URL(fileURLWithPath: path + "/left"))
        #expect(try await prepare(source(fixture, "main"), "job") == path)
        #expect(try TemporaryRepository.git(["status", "--porcelain"], in: path) == "")
        #expect(try TemporaryRepository.git(["log", "--format=%s", "-1"], in: path) == "two")
    }

    @Test func hooksOfTheUserDoNotRun() async throws {
        let fixture = try history()
        try fixture.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch \(scratch["hooked"])\n", executable: true)
        let path = try await prepare(source(fixture))
        _ = try TemporaryRepository.git(["checkout", "-q", "origin/main"], in: path)
        #expect(!FileManager.default.fileExists(atPath: scratch["hooked"]))
    }

    @Test func systemFailuresSaySo() async throws {
        let fixture = try history()
        let template = try WorkspaceTemplate(source(fixture), scratch: scratch.path)
        try Data().write(to: URL(fileURLWithPath: scratch["file"]))
        let path = scratch["file/job"]
        let error = await #expect(throws: WorkspaceError.self) { try await template.prepare(path, settings: .init()) }
        #expect(error?.reason == .runnerSystemFailure)
        #expect(error?.message == "\(path): Not a directory" || error?.message.contains("Not a directory") == true)
        let missing = WorkspaceSource(repository: scratch.path, commit: template.source.commit)
        #expect(throws: WorkspaceError.self) { try WorkspaceTemplate(missing, scratch: scratch.path) }
    }

    @Test(arguments: [WorkspaceSettings.Submodules.none, .normal, .recursive])
    func setsUpSubmodules(strategy: WorkspaceSettings.Submodules) async throws {
        let inner = try TemporaryRepository(name: "inner")
        try inner.commit(["inner": "1"])
        let module = try TemporaryRepository(name: "module")
        try module.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "deep")
        try module.commit(["role": "1"])
        let fixture = try history()
        try fixture.git(
            "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--name", "r", module.path, "roles/module")
        try fixture.commit()
        var settings = WorkspaceSettings()
        settings.submodules = strategy
        let path = try await prepare(source(fixture), "job", settings)
        let files = FileManager.default
        #expect(files.fileExists(atPath: path + "/roles/module/role") == (strategy != .none))
        #expect(files.fileExists(atPath: path + "/roles/module/deep/inner") == (strategy == .recursive))
        #expect(try TemporaryRepository.git(["status", "--porcelain"], in: path) == "")
        if strategy != .none {
            #expect(try TemporaryRepository.git(["config", "submodule.r.url"], in: path) == module.path)
        }
    }

    /// The origin of the submodule is gone; the clone in the user's repository is enough.
    @Test func takesSubmodulesFromTheLocalClone() async throws {
        let fixture = try history()
        do {
            let module = try TemporaryRepository(name: "module")
            try module.commit(["role": "1"])
            try fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.path, "roles/module")
            try fixture.commit()
        }
        var settings = WorkspaceSettings()
        settings.submodules = .normal
        let path = try await prepare(source(fixture), "job", settings)
        #expect(try String(contentsOfFile: path + "/roles/module/role", encoding: .utf8) == "1")
    }
}
