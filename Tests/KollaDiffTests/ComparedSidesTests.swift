import Foundation
import Git
import TestSupport
import Testing

@testable import KollaDiff

/// Which files the two sides of a comparison are.
@Suite struct ComparedSidesTests {
    private static let path = "etc/kayobe/kolla.yml"

    /// `feature` changed `nova.yml`; `main` has moved on in `kolla.yml` since.
    private func diverged() throws -> TemporaryRepository {
        let fixture = try TemporaryRepository()
        try fixture.commit([Self.path: "a: 1\n", "etc/kayobe/nova.yml": "a: 1\n"], "base")
        try fixture.git("checkout", "-q", "-b", "feature")
        try fixture.commit(["etc/kayobe/nova.yml": "a: 2\n"], "Two novas")
        try fixture.git("checkout", "-q", "main")
        try fixture.commit([Self.path: "a: 3\n"], "main moves on")
        try fixture.git("checkout", "-q", "feature")
        return fixture
    }

    private func changes(_ base: RevisionSource, _ head: RevisionSource, _ fixture: TemporaryRepository) throws -> [String] {
        let repository = try Repository(discovering: fixture.path, keepingNewObjectsInMemory: true)
        let (old, new) = try (base.resolve(in: repository), head.resolve(in: repository))
        return try repository.changedPaths(from: old.files, to: new.files).map(\.path)
    }

    @Test func mergingIntoTheTargetShowsOnlyWhatTheChangeDoes() throws {
        let fixture = try diverged()
        let merged = RevisionSource.mergeResult(of: "HEAD", into: "main")
        #expect(try changes(.target("main"), merged, fixture) == ["etc/kayobe/nova.yml"])
        // From where the branches parted, the target's own changes show as well; the two tips alone would show them reversed.
        #expect(
            try changes(.mergeBase(of: "HEAD", with: "main"), merged, fixture) == ["etc/kayobe/kolla.yml", "etc/kayobe/nova.yml"])
        #expect(
            try changes(.revision("main"), .revision("HEAD"), fixture) == ["etc/kayobe/kolla.yml", "etc/kayobe/nova.yml"])
        try fixture.write(Self.path, "a: 1\n# a comment\n")
        try fixture.write("etc/kayobe/new.yml", "---\n")
        try fixture.git("checkout", "-q", "--", Self.path)
        #expect(
            try changes(.target("main"), .mergeResult(of: nil, into: "main"), fixture) == [
                "etc/kayobe/new.yml", "etc/kayobe/nova.yml",
            ]
        )
    }

    @Test func namesTheSides() throws {
        let fixture = try diverged()
        let repository = try Repository(discovering: fixture.path, keepingNewObjectsInMemory: true)
        let merged = try RevisionSource.mergeResult(of: "feature", into: "main").resolve(in: repository)
        #expect(merged.revision == "feature merged into main")
        #expect(merged.title == "Two novas")
        #expect(try merged.commit == fixture.git("rev-parse", "feature"))
        let uncommitted = try RevisionSource.mergeResult(of: nil, into: "main").resolve(in: repository)
        #expect(uncommitted.commit == nil)
        #expect(uncommitted.revision == "working tree merged into main")
    }

    @Test func namesTheFilesOfAConflict() throws {
        let fixture = try diverged()
        try fixture.commit([Self.path: "a: 2\n"], "clash")
        let directory = try TemporaryDirectory()
        for revision in ["HEAD", nil] {
            let error = #expect(throws: KollaDiffError.self) {
                _ = try RevisionSource.mergeResult(of: revision, into: "main").export(from: fixture.path, to: directory["out"])
            }
            #expect(error?.code == .mergeConflict)
            #expect(error?.isConfigurationProblem == true)
            #expect(error?.message.hasPrefix("conflicts in etc/kayobe/kolla.yml;") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: directory["out"]))
        #expect(try fixture.git("status", "--porcelain") == "")
    }

    @Test func saysWhatAShallowCloneLacks() throws {
        let fixture = try diverged()
        try fixture.git("branch", "-q", "other", "main")
        let directory = try TemporaryDirectory()
        _ = try TemporaryRepository.git(
            ["clone", "-q", "--depth", "1", "--no-single-branch", "file://" + fixture.path, directory["c"]], in: directory.path)
        let error = #expect(throws: KollaDiffError.self) {
            let repository = try Repository(discovering: directory["c"], keepingNewObjectsInMemory: true)
            _ = try RevisionSource.mergeResult(of: "origin/feature", into: "origin/main").resolve(in: repository)
        }
        #expect(error?.message.contains("git fetch --unshallow") == true, "\(error?.description ?? "")")
    }

    @Test func namesASubmoduleThatIsNeeded() throws {
        let module = try TemporaryRepository(name: "module")
        try module.commit(["nova.conf": "[DEFAULT]\n"])
        let fixture = try TemporaryRepository()
        for path in ["automation", "etc/kayobe/kolla/config/nova"] {
            try fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.path, path)
        }
        try fixture.commit(["etc/kayobe/kolla.yml": "---\n"])
        let directory = try TemporaryDirectory()
        _ = try RevisionSource.revision("HEAD").export(from: fixture.path, to: directory["whole"])
        #expect(FileManager.default.fileExists(atPath: directory["whole/etc/kayobe/kolla/config/nova/nova.conf"]))
        _ = try TemporaryRepository.git(["clone", "-q", fixture.path, directory["clone"]], in: directory.path)
        let error = #expect(throws: KollaDiffError.self) {
            _ = try RevisionSource.revision("HEAD").export(from: directory["clone"], to: directory["a"])
        }
        #expect(error?.code == .submoduleMissing)
        #expect(error?.message.hasPrefix("etc/kayobe/kolla/config/nova is a submodule") == true)
        #expect(error?.message.contains("git submodule update --init --recursive etc/kayobe/kolla/config/nova") == true)

        // One that nothing in the configuration leads to is not missed; one that a link leads to is.
        try fixture.git("rm", "-q", "-f", "etc/kayobe/kolla/config/nova")
        try fixture.commit("without")
        _ = try TemporaryRepository.git(["pull", "-q"], in: directory["clone"])
        _ = try RevisionSource.revision("HEAD").export(from: directory["clone"], to: directory["b"])
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/etc/kayobe/linked", withDestinationPath: "../../automation/nova.conf")
        try fixture.commit("linked")
        _ = try TemporaryRepository.git(["pull", "-q"], in: directory["clone"])
        let linked = #expect(throws: KollaDiffError.self) {
            _ = try RevisionSource.revision("HEAD").export(from: directory["clone"], to: directory["c"])
        }
        #expect(linked?.message.hasPrefix("automation is a submodule") == true)
    }
}
