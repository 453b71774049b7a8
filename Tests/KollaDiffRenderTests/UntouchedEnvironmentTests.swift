import Foundation
import Git
import KayobeConfig
import TestSupport
import Testing

@testable import KollaDiff

/// Leaving out the environments that a change does not touch never hides a difference: what they read is the same on both sides. That
/// is asked of Ansible's own inventory and of the YAML reader that Ansible uses, and for several changes at once of a real render.
@Suite(.serialized) struct UntouchedEnvironmentTests {
    private typealias Edit = @Sendable (String) -> String

    private struct Change: Sendable, CustomTestStringConvertible {
        var path: String
        /// Of the text that is there; a new file starts empty.
        var edit: Edit
        var untouched: [String]
        var testDescription: String { path }
    }

    private static let everyone = ["ci-aio", "production", "staging"]

    private static func appending(_ text: String) -> Edit { { $0 + text } }

    private static let changes: [Change] = [
        Change(path: "README.md", edit: appending("More.\n"), untouched: everyone),
        Change(path: "pipelines/lint.yml", edit: appending("# more\n"), untouched: everyone),
        Change(path: "requirements.txt", edit: { "# Tools\n\n" + $0 }, untouched: everyone),
        Change(
            path: "etc/kayobe/networks.yml", edit: { $0.replacing("admin_mtu: 1500", with: "admin_mtu:   1500   # octets") },
            untouched: everyone),
        Change(path: "etc/kayobe/kolla.yml", edit: { $0.replacing("\"harbour\"", with: "'harbour'") }, untouched: everyone),
        Change(
            path: "etc/kayobe/kolla/globals.yml", edit: { $0.replacing("---\n", with: "---\n# For Kolla Ansible.\n\n") },
            untouched: everyone),
        Change(
            path: "etc/kayobe/environments/base/globals.yml", edit: { $0.replacing("# Settings", with: "# Some settings") },
            untouched: everyone),
        Change(path: "etc/kayobe/inventory/groups", edit: { "; The groups.\n\n" + $0 }, untouched: everyone),
        Change(
            path: "etc/kayobe/inventory/group_vars/compute/network-interfaces",
            edit: { $0.replacing("- \"ens2f0\"\n  - \"ens2f1\"", with: "- 'ens2f0'\n  # The second port.\n  - \"ens2f1\"") },
            untouched: everyone),
        Change(
            path: "etc/kayobe/environments/staging/kolla/globals.yml", edit: appending("nova_console: spice\n"),
            untouched: ["ci-aio", "production"]),
        Change(
            path: "etc/kayobe/environments/production/inventory/hosts", edit: { $0.replacing("cmp[1:3]", with: "cmp[1:4]") },
            untouched: ["ci-aio", "staging"]),
        Change(
            path: "etc/kayobe/environments/production/networks.yml", edit: appending("internal_mtu: 1500\n"),
            untouched: ["ci-aio", "staging"]),
        Change(
            path: "etc/kayobe/environments/lab/inventory/hosts", edit: appending("[controllers]\nlab1\n"),
            untouched: everyone),
        Change(path: "etc/kayobe/environments/base/kolla/globals.yml", edit: appending("nova_console: spice\n"), untouched: []),
        Change(
            path: "etc/kayobe/networks.yml", edit: { $0.replacing("admin_mtu: 1500", with: "admin_mtu: \"1500\"") }, untouched: []),
        Change(path: "etc/kayobe/kolla.yml", edit: appending("kolla_enable_heat: true\n"), untouched: []),
    ]

    /// What Kayobe and Ansible read for an environment, as they read it: variables as data in order, the inventory as Ansible lists it,
    /// everything else byte for byte.
    private static let reading = """
        import hashlib, json, os, subprocess, sys, yaml
        tree, environment, ansible = sys.argv[1:]
        base = os.path.join(tree, "etc/kayobe")
        class Loader(yaml.SafeLoader): pass
        Loader.add_multi_constructor("!", lambda loader, suffix, node: [suffix, node.value])
        def chain(name):
            path = os.path.join(base, "environments", name, ".kayobe-environment")
            needs = (yaml.safe_load(open(path)) or {}).get("dependencies", []) if os.path.exists(path) else []
            return [layer for need in needs for layer in chain(need)] + [name]
        layers = [base] + [os.path.join(base, "environments", name) for name in chain(environment)]
        found = {}
        for layer in layers:
            for folder, folders, names in os.walk(layer):
                if layer == base: folders[:] = [name for name in folders if os.path.join(folder, name) != os.path.join(base, "environments")]
                for name in names:
                    path = os.path.join(folder, name)
                    place = os.path.relpath(path, layer)
                    text = open(path, "rb").read()
                    data = place.endswith((".yml", ".yaml")) and ("/" not in place or place == "kolla/globals.yml")
                    if place.startswith("inventory/"): continue
                    if data and not text.startswith(b"$ANSIBLE_VAULT"): value = json.dumps(yaml.load(text, Loader), default=str)
                    else: value = hashlib.sha256(text).hexdigest()
                    found[os.path.relpath(path, tree)] = value
        sources = [word for layer in layers if os.path.isdir(layer + "/inventory") for word in ("-i", layer + "/inventory")]
        listed = subprocess.run([ansible, "--list"] + sources, capture_output=True, text=True, check=True,
            env={"PATH": "/usr/bin:/bin", "HOME": tree, "LC_ALL": "C.UTF-8"})
        found["inventory"] = json.loads(listed.stdout)
        lines = open(tree + "/requirements.txt").read().splitlines()
        found["requirements"] = [line for line in lines if line.strip() and not line.startswith("#")]
        print(json.dumps(found, sort_keys=True))
        """

    private let environment: RenderEnvironment

    init() throws { environment = try RenderEnvironment() }

    private func write(_ change: Change) throws {
        let file = URL(filePath: environment.repository + "/" + change.path)
        let old = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let new = change.edit(old)
        #expect(new != old, "\(change.path) is as it was")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(new.utf8).write(to: file)
    }

    private func affected(_ base: String, _ head: String) throws -> AffectedParts {
        let repository = try Repository(discovering: environment.repository)
        let (old, new) = try (repository.resolve(base), repository.resolve(head))
        let shared = SharedRepository(repository)
        return try AffectedParts(
            base: KayobeConfiguration(RepositorySnapshot(of: shared, treeish: old)),
            head: KayobeConfiguration(RepositorySnapshot(of: shared, treeish: new)))
    }

    private func commit(_ branch: String) throws {
        _ = try TemporaryRepository.git(["add", "-A"], in: environment.repository)
        _ = try TemporaryRepository.git(
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", branch], in: environment.repository)
    }

    @Test func readTheSameOnBothSides() async throws {
        let kayobe = try await environment.pythonEnvironments().kayobe
        let directory = try TemporaryDirectory()
        _ = try RevisionSource.revision("main").export(from: environment.repository, to: directory["main"])
        func read(_ tree: String, _ name: String) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: kayobe + "/bin/python")
            process.arguments = ["-c", Self.reading, directory[tree], name, kayobe + "/bin/ansible-inventory"]
            process.standardOutput = pipe
            try process.run()
            let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: data, as: UTF8.self)
        }
        let before = try Dictionary(uniqueKeysWithValues: Self.everyone.map { ($0, try read("main", $0)) })
        for (number, change) in Self.changes.enumerated() {
            let branch = "change-\(number)"
            _ = try TemporaryRepository.git(["switch", "-q", "-c", branch, "main"], in: environment.repository)
            try write(change)
            try commit(branch)
            let parts = try affected("main", branch)
            #expect(parts.untouched == change.untouched, "\(change.path)")
            _ = try RevisionSource.revision(branch).export(from: environment.repository, to: directory[branch])
            for name in parts.untouched { #expect(try read(branch, name) == before[name], "\(change.path): \(name)") }
            // What is touched by more than its comments does read something else: the comparison would see it.
            for name in parts.environments.compactMap(\.name) where Self.everyone.contains(name) {
                #expect(try read(branch, name) != before[name], "\(change.path): \(name)")
            }
        }
    }

    /// Everything at once that does not touch `ci-aio`, rendered for it by the real Kayobe and Kolla Ansible.
    @Test func renderTheSame() async throws {
        _ = try TemporaryRepository.git(["switch", "-q", "-c", "all", "main"], in: environment.repository)
        for change in Self.changes where change.untouched.contains("ci-aio") { try write(change) }
        try commit("all")
        #expect(try affected("main", "all").untouched.contains("ci-aio"))
        let diff = try await environment.differ(tags: ["glance", "nova"]).diff(base: .revision("main"), head: .revision("all"))
        #expect(diff.isEmpty, "\(diff.changes.map(\.path))")
        #expect(diff.renderedFiles > 20)
    }
}
