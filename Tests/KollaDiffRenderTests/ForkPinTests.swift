import Foundation
import Synchronization
import TestSupport
import Testing

@testable import KollaDiff

/// Kayobe and Kolla Ansible from git repositories, installed by the real pip. The forks are small: a version, a module, and for Kayobe
/// the real ansible-core that it needs.
@Suite(.serialized) struct ForkPinTests {
    private final class Notes: Sendable {
        let all = Mutex<[String]>([])
        func installs() -> Int { all.withLock { $0.count { $0.hasPrefix("Installing Kayobe") } } }
    }

    private struct Forks {
        let kayobe: TemporaryRepository
        let kolla: TemporaryRepository
        let configuration: TemporaryRepository
        let directory: TemporaryDirectory

        init() throws {
            kayobe = try TemporaryRepository(name: "kayobe")
            kolla = try TemporaryRepository(name: "kolla-ansible")
            configuration = try TemporaryRepository(name: "config")
            directory = try TemporaryDirectory()
            try Self.commit(kayobe, "kayobe", version: "99.1", marker: "first", requires: "['ansible-core']")
            try kayobe.git("checkout", "-q", "-b", "stackhpc/2025.1")
            try Self.commit(kolla, "kolla-ansible", version: "98.0", marker: "kolla", requires: "['ansible-core']")
            try kolla.git("tag", "-a", "-m", "a release", "stackhpc/20.6.0.1")
            try configuration.commit([
                "requirements.txt":
                    "# Tools of this cloud\n-c ci/constraints.txt\ngit+file://\(kayobe.path)@stackhpc/2025.1#egg=kayobe\n",
                "ci/constraints.txt": "ansible-core==2.18.19\n",
                "etc/kayobe/stackhpc.yml": "stackhpc_kolla_ansible_source_version: stackhpc/20.6.0.1\n",
                "etc/kayobe/kolla.yml":
                    "kolla_ansible_source_url: \"file://\(kolla.path)\"\n"
                    + "kolla_ansible_source_version: \"{{ stackhpc_kolla_ansible_source_version }}\"\n",
            ])
        }

        static func commit(
            _ repository: TemporaryRepository, _ name: String, version: String, marker: String, requires: String
        ) throws {
            let module = name.replacing("-", with: "_")
            try repository.commit([
                "setup.py": "from setuptools import setup\nsetup(name='\(name)', version='\(version)', packages=['\(module)'],"
                    + " install_requires=\(requires))\n",
                "\(module)/__init__.py": "MARKER = '\(marker)'\n",
            ])
        }

        func pins(_ requirements: String? = nil) throws -> ReleasePins {
            if let requirements { try configuration.commit(["requirements.txt": requirements]) }
            let tree = directory["tree-\(UUID().uuidString)"]
            let exported = try RevisionSource.revision("HEAD").export(from: configuration.path, to: tree)
            return try ConfigurationCheck.pins(
                of: exported.snapshot, tree: tree, environment: nil, kollaAnsible: nil, side: "base")
        }

        func environments(_ notes: Notes, offline: Bool = false) -> PythonEnvironments {
            PythonEnvironments(
                cache: CacheDirectory(path: directory["cache"]), offline: offline
            ) { note in notes.all.withLock { $0.append(note) } }
        }

        func marker(_ root: String, _ module: String) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: root + "/bin/python")
            process.arguments = ["-c", "import \(module); print(\(module).MARKER, end='')"]
            process.standardOutput = pipe
            try process.run()
            let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test func installsForksOnceForEveryCommit() async throws {
        let forks = try Forks()
        let notes = Notes()
        // Two at once: one builds, the other waits and takes what was built.
        let pins = try forks.pins()
        #expect(pins.kollaAnsible == "git+file://\(forks.kolla.path)@stackhpc/20.6.0.1")
        #expect(pins.kollaAnsiblePlace == "etc/kayobe/kolla.yml:2")
        async let one = forks.environments(notes).pair(for: pins)
        async let other = forks.environments(notes).pair(for: pins)
        let (pair, same) = try await (one, other)
        #expect(pair == same)
        #expect(notes.installs() == 1)
        #expect((pair.kayobeVersion, pair.kollaAnsibleVersion, pair.ansibleCoreVersion) == ("99.1", "98.0", "2.18.19"))
        #expect(try forks.marker(pair.kayobe, "kayobe") == "first")
        #expect(try forks.marker(pair.kolla, "kolla_ansible") == "kolla")
        #expect(FileManager.default.fileExists(atPath: pair.kolla + "/bin/ansible-playbook"))

        // The branch moves: another environment, and the first one stays.
        try Forks.commit(forks.kayobe, "kayobe", version: "99.2", marker: "second", requires: "['ansible-core']")
        let moved = try await forks.environments(notes).pair(for: pins)
        #expect(moved.kayobe != pair.kayobe)
        #expect(moved.kayobeVersion == "99.2")
        #expect(try forks.marker(moved.kayobe, "kayobe") == "second")
        #expect(try forks.marker(pair.kayobe, "kayobe") == "first")

        // Without the server: what was installed last.
        try FileManager.default.moveItem(atPath: forks.kayobe.path, toPath: forks.kayobe.path + "-away")
        #expect(try await forks.environments(notes, offline: true).pair(for: pins) == moved)
        #expect(try await forks.environments(notes).pair(for: pins) == moved)
        #expect(notes.installs() == 2)
    }

    @Test func saysWhichLineCannotBeInstalled() async throws {
        let forks = try Forks()
        for (requirements, place, words) in [
            ("ansible-core\nkayobe==0.0.1.99\n", "requirements.txt:2", "No matching distribution found for kayobe==0.0.1.99"),
            (
                "git+file://\(forks.kolla.path)@stackhpc/20.6.0.1#egg=kayobe\n", "requirements.txt:1",
                "kolla"
            ),
        ] {
            let pins = try forks.pins(requirements)
            let error = await #expect(throws: KollaDiffError.self) { try await forks.environments(Notes()).pair(for: pins) }
            #expect(error?.code == .pinNotInstalled)
            #expect(error?.message.contains("/pins/") == false)
            #expect(error?.operation == "install what \(place) pins")
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        // Nothing half-built is left.
        let left = try FileManager.default.contentsOfDirectory(atPath: forks.directory["cache/venvs"])
        #expect(left.allSatisfy { $0.hasSuffix(".lock") || $0 == "references.json" }, "\(left)")
        let offline = await #expect(throws: KollaDiffError.self) {
            try await forks.environments(Notes(), offline: true).pair(for: try ReleasePins(requirements: "kayobe==18.5.0\n"))
        }
        #expect(offline?.message == "it has not been built yet; run once without --offline")
    }
}
