import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// A render is found in the cache only where everything that decides it is the same: each input is changed, and must miss.
@Suite struct RenderKeyTests {
    private static let pair = PythonEnvironments.Pair(
        kayobe: "/venvs/a/kayobe", kolla: "/venvs/a/kolla", kayobeVersion: "18.6.0", kollaAnsibleVersion: "20.6.0",
        ansibleCoreVersion: "2.18.19")
    private static let key = RenderKey(pair: pair, options: RenderOptions(environment: "production"), ground: "/cache/ground")

    @Test func everyInputBesideTheTreeCounts() {
        let changes: [(String, (inout RenderKey) -> Void)] = [
            ("driver", { $0.driver += " " }), ("facts", { $0.facts += " " }), ("engine", { $0.options.engine = .stock }),
            ("environment of Kayobe", { $0.pair.kayobe = "/venvs/b/kayobe" }),
            ("of Kolla Ansible", { $0.pair.kolla = "/venvs/b/kolla" }),
            ("Kayobe", { $0.pair.kayobeVersion = "18.6.1" }), ("Kolla Ansible", { $0.pair.kollaAnsibleVersion = "20.6.1" }),
            ("Ansible", { $0.pair.ansibleCoreVersion = "2.18.20" }), ("path", { $0.ground = "/other/ground" }),
            ("Kayobe environment", { $0.options.environment = "staging" }), ("tags", { $0.options.kollaTags = ["nova"] }),
            ("extra variables", { $0.options.extraVariables = ["os_distribution": "rocky"] }),
            ("limit", { $0.options.kollaLimit = "compute" }),
        ]
        var seen: Set = [Self.key.inputs]
        for (name, change) in changes {
            var changed = Self.key
            change(&changed)
            #expect(seen.insert(changed.inputs).inserted, "\(name) does not count")
        }
        // What only says how to get the secrets or the packages does not.
        var same = Self.key
        same.options.vaultSecrets = [.init(password: "x")]
        same.options.offline = true
        #expect(same.inputs == Self.key.inputs)
    }

    @Test func everyKindOfChangeToTheTreeCounts() async throws {
        let python = try await RenderEnvironment().pythonEnvironments().kayobe + "/bin/python"
        let manager = FileManager.default
        let changes: [(String, (String) throws -> Void)] = [
            ("nothing", { _ in }),
            ("content", { try Data("a: 2\n".utf8).write(to: URL(filePath: $0 + "/etc/kayobe/nova.yml")) }),
            ("a new file", { try Data().write(to: URL(filePath: $0 + "/etc/kayobe/new.yml")) }),
            ("a file that is gone", { try manager.removeItem(atPath: $0 + "/etc/kayobe/nova.yml") }),
            ("a name", { try manager.moveItem(atPath: $0 + "/etc/kayobe/nova.yml", toPath: $0 + "/etc/kayobe/glance.yml") }),
            ("a program", { try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: $0 + "/etc/kayobe/nova.yml") }),
            (
                "where a link leads",
                {
                    try manager.removeItem(atPath: $0 + "/etc/kayobe/link")
                    try manager.createSymbolicLink(atPath: $0 + "/etc/kayobe/link", withDestinationPath: "elsewhere")
                }
            ),
            (
                "a password",
                {
                    try Data("nova_password: other\n".utf8).write(to: URL(filePath: $0 + "/etc/kayobe/kolla/passwords.yml"))
                }
            ),
        ]
        var digests: [String: String] = [:]
        for (name, change) in changes {
            let directory = try TemporaryDirectory()
            var sides: [SecretKeeper.Side] = []
            for side in ["base", "head"] {
                let tree = directory[side]
                try manager.createDirectory(atPath: tree + "/etc/kayobe/kolla", withIntermediateDirectories: true)
                try Data("a: 1\n".utf8).write(to: URL(filePath: tree + "/etc/kayobe/nova.yml"))
                try Data("nova_password: one\n".utf8).write(to: URL(filePath: tree + "/etc/kayobe/kolla/passwords.yml"))
                try manager.createSymbolicLink(atPath: tree + "/etc/kayobe/link", withDestinationPath: "nova.yml")
                sides.append(.init(name: side, tree: tree, sealed: directory["sealed-" + side]))
            }
            try change(sides[1].tree)
            let keeper = SecretKeeper(python: python, environment: nil, passwords: [], home: directory.path)
            let redaction = try await keeper.redact(sides, inputs: [Self.key.inputs, Self.key.inputs])
            #expect((redaction.digests[0] == redaction.digests[1]) == (name == "nothing"), "\(name)")
            #expect(digests.updateValue(name, forKey: redaction.digests[1]) == nil, "\(name)")
        }
    }
}
