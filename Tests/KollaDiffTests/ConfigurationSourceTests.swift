import Foundation
import TestSupport
import Testing

@testable import KollaDiff

@Suite struct ConfigurationSourceTests {
    private static var project: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }

    @Test func refusesWhatIsNoKayobeConfiguration() throws {
        let directory = try TemporaryDirectory()
        #expect { try ConfigurationCheck.check(tree: directory.path, environment: nil, side: "base") } throws: {
            ($0 as? KollaDiffError)?.code == .notAKayobeConfiguration
        }
        #expect { try ConfigurationCheck.requirements(of: directory.path, side: "base") } throws: {
            ($0 as? KollaDiffError)?.code == .pinMissing
        }
    }

    @Test func namesTheEnvironmentsThereAre() throws {
        let tree = Self.project + "/fixtures/kayobe-config"
        try ConfigurationCheck.check(tree: tree, environment: "staging", side: "base")
        #expect { try ConfigurationCheck.check(tree: tree, environment: "prod", side: "base") } throws: { error in
            let error = error as? KollaDiffError
            return error?.code == .unknownEnvironment
                && error?.message.hasSuffix("there is: base, ci-aio, production, staging") == true
        }
    }

    @Test func readsAnythingGitCanResolve() throws {
        let repository = try TemporaryRepository()
        try Data("one".utf8).write(to: URL(filePath: repository.path + "/file"))
        try repository.git("add", ".")
        try repository.git("commit", "-q", "-m", "First\n\nBody.")
        try Data("two".utf8).write(to: URL(filePath: repository.path + "/file"))
        let directory = try TemporaryDirectory()
        let committed = try RevisionSource.revision("HEAD").export(from: repository.path, to: directory["a"])
        #expect(committed.title == "First")
        #expect(committed.commit?.count == 40)
        #expect(try String(contentsOfFile: directory["a/file"], encoding: .utf8) == "one")
        let current = try RevisionSource.workingTree.export(from: repository.path, to: directory["b"])
        #expect(current.commit == nil)
        #expect(try String(contentsOfFile: directory["b/file"], encoding: .utf8) == "two")
        #expect { try RevisionSource.revision("nowhere").export(from: repository.path, to: directory["c"]) } throws: {
            ($0 as? KollaDiffError)?.code == .noSuchRevision
        }
    }

    @Test func makesTheSameDemonstrationRepositoryEveryTime() throws {
        let directory = try TemporaryDirectory()
        var ids: [String] = []
        for name in ["one", "two"] {
            let process = Process()
            process.executableURL = URL(filePath: Self.project + "/runner/lab/kolla/make-demo-repository.sh")
            process.arguments = [directory[name]]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            ids.append(try TemporaryRepository.git(["rev-parse", "main", "raise-nova-workers"], in: directory[name]))
        }
        #expect(ids[0] == ids[1])
        let changed = try TemporaryRepository.git(["diff", "--name-only", "main", "raise-nova-workers"], in: directory["one"])
        #expect(changed.split(separator: "\n").count == 5)
    }

    @Test func tellsRefusalsOnce() {
        let lines = ["ctl1", "ctl2"].map {
            #"{"event": "refused", "host": "\#($0)", "module": "copy", "target": "/etc/systemd/system/kolla.target", "task": "common : Copying"}"#
        }.joined(separator: "\n")
        #expect(
            KollaRenderer.refusals(in: RenderEvent.read(Array(lines.utf8)))
                == ["not rendered: /etc/systemd/system/kolla.target (task \u{201C}common : Copying\u{201D}, 2 hosts)"])
    }

    @Test func findsAnsiblesErrorInItsOutput() {
        let log = RenderLog { _ in }
        let output = "PLAY [x] ***\nTASK [y : z [w]] ***\nERROR! Syntax Error while loading YAML.\n  line 3\n\nexited 4"
        output.utf8.withContiguousStorageIfAvailable { log.append(UnsafeRawBufferPointer($0)) }
        #expect(log.complaint == "ERROR! Syntax Error while loading YAML.\n  line 3\nexited 4")
        #expect("TASK [y : z [w]] ***".heading("TASK") == "y : z [w]")
    }
}
