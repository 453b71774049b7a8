import Foundation
import Git
import KayobeConfig
import TestSupport
import Testing

/// What a change to a small configuration touches: a change a row.
@Suite struct AffectedTests {
    static let configuration: [String: String] = [
        "README.md": "# A cloud\n", "pipelines/lint.yml": "lint: {}\n", "kayobe-env": "export A=1\n",
        "requirements.txt": "kayobe==18.6.0\n-c ci/constraints.txt\n", "ci/constraints.txt": "ansible==11.0.0\n",
        "etc/kayobe/networks.yml": "---\nadmin_mtu: 1500\nusers:\n  - name: ada\n  - name: ben\n",
        "etc/kayobe/kolla.yml": "---\nkolla_enable_heat: true\n", "etc/kayobe/hooks/pre.yml": "- hosts: all\n",
        "etc/kayobe/secrets.yml": "$ANSIBLE_VAULT;1.1;AES256\n3235\n",
        "etc/kayobe/inline.yml": "plain: 1\nsecret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  32353939636366346666633462623835\n",
        "etc/kayobe/kolla/globals.yml":
            "---\nnova_console: novnc\nhaproxy_max_connections: 40000\nopenstack_service_workers: 2\nsite_name: east\n"
            + "grafana_tag: x\nglance_backend_file: true\n",
        "etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\na = 1\n", "etc/kayobe/kolla/config/global.conf": "[DEFAULT]\na = 1\n",
        "etc/kayobe/kolla/config/nova/cmp1/nova.conf": "[DEFAULT]\na = 1\n",
        "etc/kayobe/kolla/config/keystone/domains/ldap.conf": "[ldap]\ntimeout = {{ haproxy_max_connections }}\n",
        "etc/kayobe/inventory/groups": "# Groups\n[controllers]\n[compute]\n[overcloud:children]\ncontrollers\ncompute\n",
        "etc/kayobe/inventory/group_vars/compute/network-interfaces": "---\nadmin_interface: eno1\n",
        "etc/kayobe/inventory/group_vars/all": "x: 1\n", "etc/kayobe/inventory/group_vars/unknown.yml": "x: 1\n",
        "etc/kayobe/environments/base/kolla/globals.yml": "openstack_service_workers: 4\n",
        "etc/kayobe/environments/production/.kayobe-environment": "dependencies:\n  - base\n",
        "etc/kayobe/environments/production/inventory/hosts": "[controllers]\nctl[1:3]\n[compute]\ncmp[1:3]\n",
        "etc/kayobe/environments/production/inventory/host_vars/cmp2/x": "x: 1\n",
        "etc/kayobe/environments/production/kolla/passwords.yml": "a: secret\n",
        "etc/kayobe/environments/staging/.kayobe-environment": "dependencies:\n  - base\n",
        "etc/kayobe/environments/staging/inventory/hosts": "[controllers]\nstg1\n",
        "etc/kayobe/environments/alone/inventory/hosts": "[controllers]\none\n",
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        /// Path and new text; nil removes it.
        var path: String
        var text: String?
        /// `environment: services; hosts`.
        var touches: [String]
        var testDescription: String { path + ": " + (text ?? "removed").prefix(40) }
    }

    private static let everything = ["alone: all; all", "production: all; all", "staging: all; all"]

    private static func globals(_ old: String, _ new: String) -> String {
        (configuration["etc/kayobe/kolla/globals.yml"] ?? "").replacing(old, with: new)
    }

    static let cases: [Case] = [
        // Beside the configuration.
        Case(path: "README.md", text: "# Another\n", touches: []),
        Case(path: "pipelines/lint.yml", text: "lint: {a: 1}\n", touches: []),
        Case(path: "docs/new.md", text: "new\n", touches: []),
        // Tools.
        Case(path: "requirements.txt", text: "kayobe==18.5.0\n-c ci/constraints.txt\n", touches: everything),
        Case(path: "requirements.txt", text: "# Tools\nkayobe==18.6.0\n\n-c ci/constraints.txt\n", touches: []),
        Case(path: "ci/constraints.txt", text: "ansible==11.1.0\n", touches: everything),
        Case(path: "kayobe-env", text: "export A=2\n", touches: everything),
        Case(path: "ansible.cfg", text: "[defaults]\n", touches: everything),
        // Variables of every environment.
        Case(path: "etc/kayobe/networks.yml", text: "admin_mtu: 9000\nusers:\n  - name: ada\n  - name: ben\n", touches: everything),
        Case(
            path: "etc/kayobe/networks.yml", text: "# Networks\nadmin_mtu:   1500\nusers: [{name: \"ada\"}, {name: ben}]\n",
            touches: everything),
        Case(
            path: "etc/kayobe/networks.yml", text: "# Networks\nadmin_mtu:   1500  # octets\n\nusers: [{name: ada}, {name: ben}]\n",
            touches: []),
        Case(
            path: "etc/kayobe/networks.yml", text: "---\nusers:\n  - name: ada\n  - name: ben\nadmin_mtu: 1500\n",
            touches: everything),
        Case(path: "etc/kayobe/networks.yml", text: "a: [\n", touches: everything),
        Case(path: "etc/kayobe/new.yml", text: "a: 1\n", touches: everything),
        Case(path: "etc/kayobe/kolla.yml", text: nil, touches: everything),
        Case(path: "etc/kayobe/secrets.yml", text: "$ANSIBLE_VAULT;1.1;AES256\n3236\n", touches: everything),
        Case(path: "etc/kayobe/hooks/pre.yml", text: "# x\n- hosts: all\n", touches: everything),
        // One environment, and those that depend on it.
        Case(path: "etc/kayobe/environments/alone/kolla.yml", text: "a: 1\n", touches: ["alone: all; all"]),
        Case(
            path: "etc/kayobe/environments/base/kolla.yml", text: "a: 1\n", touches: ["production: all; all", "staging: all; all"]),
        Case(
            path: "etc/kayobe/environments/staging/.kayobe-environment", text: "dependencies: []\n",
            touches: ["staging: all; all"]),
        Case(
            path: "etc/kayobe/environments/alone/.kayobe-environment", text: "dependencies: [base]\n", touches: ["alone: all; all"]),
        Case(
            path: "etc/kayobe/environments/production/kolla/passwords.yml", text: "a: other\n", touches: ["production: all; all"]),
        Case(
            path: "etc/kayobe/environments/production/kolla/passwords.yml", text: "# c\na: secret\n",
            touches: ["production: all; all"]),
        // Groups and hosts.
        Case(
            path: "etc/kayobe/inventory/group_vars/compute/network-interfaces", text: "admin_interface: eno2\n",
            touches: ["alone: all;  and others", "production: all; cmp1 cmp2 cmp3 and others", "staging: all;  and others"]),
        Case(
            path: "etc/kayobe/inventory/group_vars/compute/network-interfaces", text: "# c\n---\nadmin_interface: eno1\n",
            touches: []
        ),
        Case(
            path: "etc/kayobe/environments/production/inventory/host_vars/cmp2/x", text: "x: 2\n",
            touches: ["production: all; cmp2 and others"]),
        Case(path: "etc/kayobe/inventory/group_vars/all", text: "x: 2\n", touches: everything),
        Case(path: "etc/kayobe/inventory/group_vars/unknown.yml", text: "x: 2\n", touches: everything),
        Case(
            path: "etc/kayobe/environments/production/inventory/hosts", text: "[controllers]\nctl[1:3]\n[compute]\ncmp[1:4]\n",
            touches: ["production: all; all"]),
        // Variables on the lines of hosts, and of groups.
        Case(
            path: "etc/kayobe/environments/production/inventory/hosts",
            text: "[controllers]\nctl[1:3]\n[compute]\ncmp[1:3] rack=2\n", touches: ["production: all; cmp1 cmp2 cmp3 and others"]),
        Case(
            path: "etc/kayobe/inventory/groups",
            text: "[controllers]\n[compute]\n[overcloud:children]\ncontrollers\ncompute\n[controllers:vars]\nx=1\n",
            touches: [
                "alone: all; one and others", "production: all; ctl1 ctl2 ctl3 and others", "staging: all; stg1 and others",
            ]),
        Case(
            path: "etc/kayobe/inventory/groups",
            text: "# Groups of hosts\n\n[controllers]\n[compute]\n[overcloud:children]\n; two\ncontrollers\ncompute\n", touches: []),
        // Kolla's own.
        Case(
            path: "etc/kayobe/kolla/globals.yml", text: globals("novnc", "spice"),
            touches: [
                "alone: loadbalancer nova; all", "production: loadbalancer nova; all", "staging: loadbalancer nova; all",
            ]),
        // Another file of the site reads it.
        Case(
            path: "etc/kayobe/kolla/globals.yml", text: globals("40000", "50000"),
            touches: [
                "alone: keystone loadbalancer; all", "production: keystone loadbalancer; all",
                "staging: keystone loadbalancer; all",
            ]),
        Case(path: "etc/kayobe/kolla/globals.yml", text: globals("workers: 2", "workers: 3"), touches: everything),
        Case(path: "etc/kayobe/kolla/globals.yml", text: globals("east", "west"), touches: everything),
        Case(path: "etc/kayobe/kolla/globals.yml", text: globals("---\n", "---\n# Kolla\n"), touches: []),
        Case(path: "etc/kayobe/kolla/globals.yml", text: globals("---\n", "---\n# {{ lookup('x') }}\n"), touches: everything),
        Case(
            path: "etc/kayobe/environments/alone/kolla/globals.yml", text: "glance_backend_file: false\n",
            touches: ["alone: glance loadbalancer; all"]),
        Case(
            path: "etc/kayobe/kolla/config/nova.conf", text: "[DEFAULT]\na = 2\n",
            touches: ["alone: nova; all", "production: nova; all", "staging: nova; all"]),
        Case(
            path: "etc/kayobe/kolla/config/nova.conf", text: "[DEFAULT]\n# c\na = 1\n",
            touches: ["alone: nova; all", "production: nova; all", "staging: nova; all"]),
        Case(
            path: "etc/kayobe/kolla/config/nova/cmp1/nova.conf", text: "[DEFAULT]\na = 2\n",
            touches: ["alone: nova; all", "production: nova; cmp1", "staging: nova; all"]),
        Case(path: "etc/kayobe/kolla/config/global.conf", text: "[DEFAULT]\na = 2\n", touches: everything),
        Case(
            path: "etc/kayobe/environments/staging/kolla/config/heat/heat.conf", text: "[DEFAULT]\n",
            touches: ["staging: heat; all"]),
        Case(path: "etc/kayobe/kolla/inventory/overcloud-components.j2", text: "[x]\n", touches: everything),
    ]

    private func affected(_ fixture: TemporaryRepository) throws -> AffectedParts {
        let shared = SharedRepository(try Repository(discovering: fixture.path))
        let (base, head) = try (fixture.git("rev-parse", "HEAD~1"), fixture.git("rev-parse", "HEAD"))
        func configuration(_ id: String) throws -> KayobeConfiguration {
            try KayobeConfiguration(RepositorySnapshot(of: shared, treeish: try #require(ObjectID(hex: id))))
        }
        return try AffectedParts(base: configuration(base), head: configuration(head))
    }

    private func change(_ files: [String: String?], in configuration: [String: String] = configuration) throws -> AffectedParts {
        let fixture = try TemporaryRepository()
        try fixture.commit(configuration)
        for (path, text) in files { if let text { try fixture.write(path, text) } else { try fixture.remove(path) } }
        try fixture.commit()
        return try affected(fixture)
    }

    private func lines(_ parts: AffectedParts) -> [String] {
        parts.environments.map { environment in
            let services = environment.services.names?.joined(separator: " ") ?? "all"
            let hosts = environment.hosts.names?.joined(separator: " ") ?? "all"
            return "\(environment.name ?? "-"): \(services); \(hosts)\(environment.otherHosts ? " and others" : "")"
        }
    }

    @Test(arguments: cases) func namesWhatAChangeTouches(_ example: Case) throws {
        let parts = try change([example.path: example.text])
        #expect(lines(parts) == example.touches)
        #expect(Set(parts.untouched).isDisjoint(with: parts.environments.compactMap(\.name)))
        #expect(parts.untouched.count + parts.environments.count == 3)
        #expect(parts.files.map(\.path) == [example.path])
        #expect(parts.files.first?.environments == parts.environments.compactMap(\.name))
    }

    @Test func namesKeysByTheirLeaves() throws {
        let text = "---\nadmin_mtu: 9000\nusers:\n  - name: ada\n  - name: eve\nnew:\n  a: 1\n"
        let parts = try change(["etc/kayobe/networks.yml": text])
        #expect(parts.files.first?.keys == ["admin_mtu", "users[1].name", "new"])
        #expect(
            parts.files.first?.diff?.hasPrefix("--- a/etc/kayobe/networks.yml\n+++ b/etc/kayobe/networks.yml\n@@ -1,5 +1,7 @@\n")
                == true)
        #expect(parts.files.first?.diff?.contains("-admin_mtu: 1500\n+admin_mtu: 9000\n") == true)
    }

    /// Nothing that is encrypted on one side is shown by the other.
    @Test func showsNoSecrets() throws {
        let whole = try change(["etc/kayobe/secrets.yml": "token: in-the-clear\n"])
        #expect(whole.files.first?.isEncrypted == true)
        #expect(whole.files.first?.diff == nil)
        #expect(whole.files.first?.keys == nil)
        let opened = try change(["etc/kayobe/inline.yml": "plain: 2\nsecret: in-the-clear\n"])
        #expect(opened.files.first?.diff == nil)
        let passwords = try change(["etc/kayobe/environments/production/kolla/passwords.yml": "a: other\n"])
        #expect(passwords.files.first?.diff == nil)
        #expect(passwords.files.first?.keys == ["a"])
        let key = try change(["etc/kayobe/key.pem": "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
        #expect(key.files.first?.diff == nil)
        // The rest of a file with an encrypted value can be read; its ciphertext is one line.
        let beside = (Self.configuration["etc/kayobe/inline.yml"] ?? "").replacing("plain: 1", with: "plain: 2").replacing(
            "3235", with: "3236")
        let diff = try #require(try change(["etc/kayobe/inline.yml": beside]).files.first?.diff)
        #expect(diff.contains("-plain: 1\n+plain: 2\n"))
        #expect(!diff.contains("32353939636366346666633462623835"))
        #expect(diff.count(where: { $0 == "(" }) == 2)
    }

    @Test func followsLinks() throws {
        let fixture = try TemporaryRepository()
        var files = Self.configuration
        files["etc/kayobe/environments/staging/inventory/hosts"] = nil
        files["shared/nova.conf"] = "[DEFAULT]\n"
        for (path, text) in files { try fixture.write(path, text) }
        let link = { (from: String, to: String) in
            try FileManager.default.createSymbolicLink(atPath: fixture.path + "/" + from, withDestinationPath: to)
        }
        try link("etc/kayobe/environments/staging/inventory", "../production/inventory")
        try FileManager.default.createDirectory(
            atPath: fixture.path + "/etc/kayobe/environments/alone/kolla/config", withIntermediateDirectories: true)
        try link("elsewhere", "shared")
        try link("etc/kayobe/environments/alone/kolla/config/nova", "../../../../../../elsewhere")
        try fixture.commit()
        try fixture.write("etc/kayobe/environments/production/inventory/hosts", "[controllers]\nctl1\n")
        try fixture.commit()
        #expect(lines(try affected(fixture)) == ["production: all; all", "staging: all; all"])
        // A link into a folder that is itself a link, outside of the configuration.
        try fixture.write("shared/nova.conf", "[DEFAULT]\na = 1\n")
        try fixture.commit()
        #expect(lines(try affected(fixture)) == ["alone: nova; all"])
        // Another place to look for it.
        try fixture.remove("etc/kayobe/environments/staging/inventory")
        try link("etc/kayobe/environments/staging/inventory", "../alone/inventory")
        try fixture.commit()
        #expect(lines(try affected(fixture)) == ["staging: all; all"])
    }

    /// Files that others name by their paths: an environment may read what is not its own.
    @Test(arguments: [
        ("x: \"{{ lookup('file', kayobe_config_path ~ '/environments/alone/kolla.yml') }}\"\n", true),
        ("# see environments/alone/kolla.yml\nx: 1\n", false),
        ("x: \"{{ kayobe_config_path }}/environments/{{ kayobe_environment }}/x\"\n", false),
        ("x: \"{{ kayobe_config_path ~ '/environments/' ~ kayobe_environment }}\"\n", false),
        ("x: \"{{ kayobe_config_path }}/environments/{{ other }}/x\"\n", true),
        ("x: \"{{ kayobe_config_path }}/environments/*/x\"\n", true), ("x: ../alone/kolla.yml\n", true),
        ("x: \"{{ [kayobe_config_path, 'environments', y] | path_join }}\"\n", true), ("x: all environments alike\n", false),
    ])
    func readsPathsInFiles(text: String, isRead: Bool) throws {
        var files = Self.configuration
        files["etc/kayobe/environments/staging/stg.yml"] = text
        let parts = try change(["etc/kayobe/environments/alone/kolla.yml": "a: 1\n"], in: files)
        #expect(parts.environments.compactMap(\.name) == (isRead ? ["alone", "staging"] : ["alone"]))
    }

    @Test(arguments: [
        (["motd.yml": "x: \"{{ lookup('file', kayobe_config_path ~ '/../../docs/motd') }}\"\n"], true),
        (["motd.yml": "x: docs\n"], false), (["motd.yml": "x: ../kolla\n"], false),
        (["motd.yml": "x: \"{{ lookup('env', 'KAYOBE_CONFIG_ROOT') }}/docs/motd\"\n"], true),
        // A script may read what lies beside it, and below.
        (["kolla/globals.yml": "{{ lookup('pipe', kayobe_config_path ~ '/../../docs/list.py') }}\n"], true),
        (["kolla/globals.yml": "{{ lookup('pipe', kayobe_config_path ~ '/../../docs/other/list.py') }}\n"], false),
        (["motd.yml": "x: \"{{ kayobe_config_path }}/../../docs/{{ y }}\"\n"], true),
        (["motd.yml": "x: \"{{ [kayobe_config_path, '..', '..', 'docs', y] | path_join }}\"\n"], true),
        // By way of variables, one of another.
        (["a.yml": "root: \"{{ kayobe_config_path }}/../..\"\n", "b.yml": "x: \"{{ root }}/docs/motd\"\n"], true),
        (
            [
                "a.yml": "root: \"{{ kayobe_config_path }}/../..\"\nfiles: \"{{ root }}\"\n",
                "b.yml": "x: \"{{ files }}/docs/motd\"\n",
            ], true
        ),
        (["a.yml": "root: \"{{ kayobe_config_path }}\"\n", "b.yml": "x: \"{{ root }}/docs/motd\"\n"], false),
        // A playbook that people run, and one that a file of the configuration names.
        (["ansible/motd.yml": "- copy: {src: ../../../docs/motd}\n"], false),
        (["ansible/motd.yml": "- copy: {src: ../../../docs/motd}\n", "a.yml": "play: ansible/motd.yml\n"], true),
        (["setup.sh": "cat ../docs/motd\n"], false),
    ])
    func readsPathsOutOfTheConfiguration(added: [String: String], isRead: Bool) throws {
        var files = Self.configuration
        files["docs/motd"] = "hello\n"
        for (path, text) in added { files["etc/kayobe/environments/alone/" + path] = text }
        let parts = try change(["docs/motd": "goodbye\n"], in: files)
        #expect(parts.environments.compactMap(\.name) == (isRead ? ["alone"] : []))
    }

    @Test func aConfigurationWithoutEnvironments() throws {
        let files = [
            "requirements.txt": "kayobe==18.6.0\n", "etc/kayobe/inventory/hosts": "[controllers]\nc1\n",
            "etc/kayobe/kolla/config/nova.conf": "a\n", "README": "x\n",
        ]
        #expect(lines(try change(["etc/kayobe/kolla/config/nova.conf": "b\n"], in: files)) == ["-: nova; all"])
        #expect(lines(try change(["README": "y\n"], in: files)) == [])
    }

    /// What the services of a release read is known for some releases.
    @Test(arguments: [
        ("kayobe==18.6.0", "", true), ("kayobe>=16,<17", "", true), ("kayobe==15.0.0", "", false), ("kayobe", "", false),
        ("git+https://example.org/kayobe@stackhpc/2024.1", "", true), ("git+https://example.org/kayobe@stackhpc/2023.1", "", false),
        ("git+https://example.org/kayobe@main", "openstack_release: \"2025.1\"\n", true),
    ])
    func knowsSomeReleases(requirement: String, variables: String, isKnown: Bool) throws {
        var files = Self.configuration
        files["requirements.txt"] = requirement + "\n"
        files["etc/kayobe/openstack.yml"] = "---\n" + variables
        let parts = try change(["etc/kayobe/environments/alone/kolla/config/heat.conf": "[DEFAULT]\n"], in: files)
        #expect(lines(parts) == ["alone: \(isKnown ? "heat" : "all"); all"])
    }

    @Test func anEnvironmentThatComesOrGoesIsTouched() throws {
        #expect(
            lines(try change(["etc/kayobe/environments/new/inventory/hosts": "[controllers]\nnew1\n"])) == ["new: all; all"])
        #expect(lines(try change(["etc/kayobe/environments/alone/inventory/hosts": nil])) == ["alone: all; all"])
    }

    /// Half of 50,000 files in the configuration: what is not asked for is not read.
    @Test func isQuickInALargeRepository() throws {
        let fixture = try TemporaryRepository()
        var files = Self.configuration
        for number in 0..<2_000 {
            files["etc/kayobe/kolla/config/fluentd/filter/\(number % 40)/\(number).conf"] = "number \(number)\n"
        }
        for (path, text) in files { try fixture.write(path, text) }
        try fixture.commit()
        // Many paths of few contents: what counts is how many entries there are.
        let blob = try fixture.git("hash-object", "-w", "README.md")
        let index = (0..<48_000).map { "100644 \(blob)\tdata/\($0 % 200)/\($0).txt" }.joined(separator: "\n") + "\n"
        _ = try TemporaryRepository.git(["update-index", "--index-info"], in: fixture.path, input: index)
        try fixture.git("commit", "-q", "-m", "large")
        try fixture.git("repack", "-q", "-a", "-d")
        try fixture.write("etc/kayobe/kolla/config/nova.conf", "[DEFAULT]\na = 2\n")
        try fixture.git("add", "etc")
        try fixture.git("commit", "-q", "-m", "change")
        let start = ContinuousClock.now
        let parts = try affected(fixture)
        let elapsed = ContinuousClock.now - start
        #expect(parts.environments.first?.services == .some(["nova"]))
        // A debug build on a busy machine; `make bench` measures the release build.
        #expect(elapsed < .seconds(5), "\(elapsed)")
    }
}
