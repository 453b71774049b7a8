import Foundation
import Git
import KayobeConfig
import TestSupport
import Testing

@testable import KollaDiff

/// Which changed file of a configuration a change to a rendered file is put down to.
@Suite struct SourceAttributionTests {
    private static let before = [
        "README.md": "A cloud\n", "requirements.txt": "kayobe==18.6.0\n",
        "etc/kayobe/inventory/hosts": "[compute]\ncmp1\n",
        "etc/kayobe/kolla/config/nova/nova-compute.conf": "[DEFAULT]\nmax_concurrent_builds = 10\n",
        "etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\na = 1\n",
        "etc/kayobe/kolla/globals.yml": "---\nnova_console: novnc\nhaproxy_max_connections: 40000\n",
        "etc/kayobe/networks.yml": "---\nadmin_mtu: 1500\n",
        "etc/kayobe/environments/lab/inventory/hosts": "[compute]\nlab1\n",
        "etc/kayobe/environments/lab/kolla/passwords.yml": "glance_database_password: one\n",
        "etc/kayobe/environments/other/inventory/hosts": "[compute]\noth1\n",
        "etc/kayobe/environments/other/kolla.yml": "a: 1\n",
    ]
    private static let after = [
        "README.md": "Another cloud\n",
        "etc/kayobe/kolla/config/nova/nova-compute.conf": "[DEFAULT]\nx = y\nmax_concurrent_builds = 20\n",
        "etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\n# nothing\na = 1\n",
        "etc/kayobe/kolla/globals.yml": "---\nnova_console: novnc\nhaproxy_max_connections: 60000\n",
        "etc/kayobe/networks.yml": "---\nadmin_mtu: 9000\n",
        "etc/kayobe/environments/lab/kolla/passwords.yml": "glance_database_password: two\n",
        "etc/kayobe/environments/other/kolla.yml": "a: 2\n",
    ]

    private func affected(_ changed: [String: String] = after) throws -> AffectedParts {
        let fixture = try TemporaryRepository()
        try fixture.commit(Self.before)
        try fixture.commit(changed)
        let shared = SharedRepository(try Repository(discovering: fixture.path))
        func configuration(_ revision: String) throws -> KayobeConfiguration {
            let id = try #require(ObjectID(hex: try fixture.git("rev-parse", revision)))
            return try KayobeConfiguration(RepositorySnapshot(of: shared, treeish: id))
        }
        return try AffectedParts(base: configuration("HEAD~1"), head: configuration("HEAD"))
    }

    private func change(_ path: String, _ lines: String) -> ConfigurationDiff.FileChange {
        ConfigurationDiff.FileChange(
            service: String(path.prefix { $0 != "/" }), path: path, kind: .modified, hostClass: "compute", hosts: ["lab1"],
            unifiedDiff: "--- a/\(path)\n+++ b/\(path)\n@@ -10,3 +10,3 @@\n a\n\(lines)\n", addedLines: 1, removedLines: 1)
    }

    private func sources(_ changes: [ConfigurationDiff.FileChange], _ affected: AffectedParts) -> [String] {
        let side = ConfigurationDiff.Side(revision: "a", commit: nil, title: "", kayobe: "18", kollaAnsible: "20")
        var diff = ConfigurationDiff(
            base: side, head: side, environment: "lab", hostClasses: [], changes: changes,
            secrets: [
                .init(file: "etc/kayobe/environments/lab/kolla/passwords.yml", name: "glance_database_password", kind: .changed)
            ], renderedFiles: 1, duration: 1, warnings: [])
        SourceAttribution(affected, environment: "lab").attribute(&diff)
        return diff.changes.map { $0.source.map { "\($0.path):\($0.line)" } ?? "-" }
    }

    @Test func findsWhatChangesAndRenderedFilesHaveInCommon() throws {
        let changes = [
            // The same line.
            change("nova-compute/nova.conf", "-max_concurrent_builds = 10\n+max_concurrent_builds = 20"),
            // The same values under another name.
            change("haproxy/haproxy.cfg", "-    maxconn 40000\n+    maxconn 60000"),
            // A secret by its name, wherever it lands.
            change(
                "glance-api/glance-api.conf",
                "-connection = mysql://glance:glance_database_password.v1@db/glance\n+connection = mysql://glance:glance_database_password.v2@db/glance"
            ),
            change("openvswitch/config.json", "-mtu=1500\n+mtu=9000"),
            // The same name, and a service that reads it.
            change("nova-api/nova.conf", "-timeout = 30\n+timeout = 31"),
            // Nothing in common with anything.
            change("etcd/etcd.env", "-ETCD_SOMETHING=yes\n+ETCD_SOMETHING=no"),
        ]
        #expect(
            sources(changes, try affected()) == [
                "etc/kayobe/kolla/config/nova/nova-compute.conf:3", "etc/kayobe/kolla/globals.yml:3",
                "etc/kayobe/environments/lab/kolla/passwords.yml:1", "etc/kayobe/networks.yml:2",
                "etc/kayobe/kolla/config/nova.conf:2", "-",
            ])
    }

    /// What the environment does not read is no source; files come by path.
    @Test func knowsTheFilesOfTheEnvironment() throws {
        let places = SourceAttribution(try affected(), environment: "lab").places
        #expect(
            places.map(\.path) == [
                "etc/kayobe/environments/lab/kolla/passwords.yml", "etc/kayobe/kolla/config/nova.conf",
                "etc/kayobe/kolla/config/nova/nova-compute.conf", "etc/kayobe/kolla/globals.yml", "etc/kayobe/networks.yml",
            ])
        #expect(places.map(\.line) == [1, 2, 2, 3, 2])
        #expect(SourceAttribution(try affected(), environment: "nowhere").places.isEmpty)
    }

    /// A file that only other services read is not to blame for a number that both happen to have.
    @Test func leavesOutWhatTheServiceDoesNotRead() throws {
        let parts = try affected(["etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\na = 1\nb = 31\n"])
        #expect(sources([change("heat-api/heat.conf", "-timeout = 30\n+timeout = 31")], parts) == ["-"])
        #expect(
            sources([change("nova-api/nova.conf", "-timeout = 30\n+timeout = 31")], parts) == [
                "etc/kayobe/kolla/config/nova.conf:3"
            ])
    }

    @Test func isKeptInJSON() throws {
        let change = change("nova-compute/nova.conf", "-a\n+b")
        let old = try JSONDecoder().decode(ConfigurationDiff.FileChange.self, from: try JSONEncoder().encode(change))
        #expect(old.source == nil)
    }
}
