import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// Differences of configurations, and what is done to hosts because of them, with a small Kayobe laid out as the real one.
@Suite struct HostPlannerTests {
    private static let kayobe = [
        "overcloud-host-configure.yml": """
        - import_playbook: "users.yml"
        - import_playbook: "wipe-disks.yml"
        - import_playbook: "network.yml"
        - import_playbook: "etc-hosts.yml"
        - import_playbook: "sysctl.yml"
        - import_playbook: "lvm.yml"
        - import_playbook: "container-engine.yml"
        """,
        "users.yml": "- hosts: seed:overcloud\n  tags: [users]\n  roles:\n    - role: elsewhere.users\n",
        "wipe-disks.yml": "- hosts: overcloud\n  tags: [wipe-disks]\n  tasks: [{debug: {msg: '{{ sysctl_parameters }}'}}]\n",
        "network.yml":
            "- hosts: overcloud\n  tags: [config, network]\n  tasks:\n    - include_role: {name: \"{{ 'network-' + family }}\"}\n",
        "etc-hosts.yml":
            "- hosts: overcloud\n  tags: [etc-hosts]\n  tasks:\n    - debug: {msg: \"{{ hostvars[x].internal_net_name | net_ip }}\"}\n",
        "sysctl.yml": "- hosts: overcloud\n  tags: [sysctl]\n  roles: [{role: sysctl}]\n",
        "lvm.yml": "- hosts: overcloud\n  tags: [lvm, upgrade-check]\n  roles: [{role: elsewhere.manage_lvm}]\n",
        "container-engine.yml": """
        - hosts: container-engine
          tags: [docker, container-engine]
          tasks:
            - include_role: {name: elsewhere.docker}
              vars: {mtu: "{{ public_net_name | net_mtu }}"}
              when: container_engine == "docker"
        - hosts: container-engine
          tags: [podman, container-engine]
          tasks:
            - include_role: {name: elsewhere.podman}
              when: container_engine == "podman"
        """,
        "kolla-ansible.yml": "- hosts: localhost\n  roles: [{role: kolla-ansible}]\n",
        "kolla-openstack.yml": "- hosts: localhost\n  roles: [{role: kolla-openstack}]\n",
        "roles/network-redhat/tasks/main.yml": "- debug: {msg: \"{{ network_interfaces }}\"}\n",
        "roles/sysctl/tasks/main.yml": "- sysctl: {}\n  loop: \"{{ sysctl_parameters }}\"\n",
        "roles/kolla-ansible/defaults/main.yml": "kolla_enable_heat: true\n",
        "roles/kolla-ansible/templates/kolla/globals.yml":
            "# Made by hand.\ndocker_registry: \"{{ kolla_docker_registry }}\"\n{% if kolla_tls %}\ncert: \"{{ kolla_cert }}\"\n{% endif %}\nother: 1\n",
        "inventory/group_vars/all/network": "internal_net_name: internal_net\npublic_net_name: public_net\n",
        "inventory/group_vars/all/container-engine": "container_engine: docker\n",
        "inventory/group_vars/all/controllers": "controller_sysctl: {}\ncontroller_lvm_groups: []\n",
        "inventory/group_vars/controllers/sysctl": "sysctl_parameters: \"{{ controller_sysctl }}\"\n",
        "inventory/group_vars/controllers/lvm": "lvm_groups: \"{{ controller_lvm_groups }}\"\n",
        "inventory/group_vars/all/users": "users_default: []\n",
        "inventory/group_vars/overcloud/users": "users: \"{{ users_default }}\"\n",
        "inventory/group_vars/seed/lvm": "lvm_groups: \"{{ seed_lvm_groups }}\"\n",
    ]

    private static let hosts: [String: Set<String>] = [
        "ctl0": ["controllers", "overcloud", "container-engine"], "ctl1": ["controllers", "overcloud", "container-engine"],
        "cmp0": ["compute", "overcloud", "container-engine"],
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var base: [String: String] = [:]
        var head: [String: String]
        /// Tags and limits.
        var steps: [String] = []
        var notCovered: [String] = []
        var globals: [String] = []
        var passwords: [String] = []
        var testDescription: String { name }
    }

    private static func write(_ files: [String: String], to folder: String) throws {
        for (path, text) in files {
            let file = URL(filePath: folder + "/" + path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    private static func plan(
        _ base: [String: String], _ head: [String: String], baseHosts: [String: Set<String>] = hosts,
        headHosts: [String: Set<String>] = hosts, globals: RenderedGlobals? = nil
    ) throws -> HostPlanner.Result {
        let folder = try TemporaryDirectory()
        try write(kayobe, to: folder["kayobe"])
        let common = ["etc/kayobe/kolla.yml": "kolla_docker_registry: a.example.org\n"]
        for (side, files) in [("base", base), ("head", head)] {
            try write(common.merging(files) { _, new in new }, to: folder[side])
        }
        return HostPlanner(
            release: try KayobeRelease(directory: folder["kayobe"]),
            base: try ConfigurationTree(tree: folder["base"], environment: "production"),
            head: try ConfigurationTree(tree: folder["head"], environment: "production"), globals: globals, baseHosts: baseHosts,
            headHosts: headHosts
        ).plan()
    }

    /// A template of `globals.yml` that is no YAML, and makes variables whose names stand nowhere.
    @Test func takesWhatKayobeGeneratedForWhatItIs() throws {
        func files(_ tag: String) -> [String: String] {
            [
                "etc/kayobe/kolla/globals.yml": "tags:\n{{ image_tags | to_nice_yaml }}\n{% if x %}\n# \(tag)\n{% endif %}\n",
                "etc/kayobe/tags.yml": "image_tags: {nova: \(tag), heat: 1}\n",
            ]
        }
        func generated(_ tag: String) -> String {
            "tags: {nova: \(tag), heat: 1}\nnova_tag: \"{{ tags['nova'] }}\"\nheat_tag: \"{{ tags['heat'] }}\"\n"
        }
        let cause: Set = ["etc/kayobe/tags.yml (image_tags)"]
        let known = try Self.plan(files("1"), files("2"), globals: RenderedGlobals(base: generated("1"), head: generated("2")))
        #expect(known.globals == ["tags": cause, "nova_tag": cause])
        #expect(known.notCovered.isEmpty)
        // A flag that Kayobe passes on without knowing what it is for.
        let flag = try Self.plan(
            [:], ["etc/kayobe/flags.yml": "kolla_enable_new: true\n"],
            globals: RenderedGlobals(base: "a: 1\n", head: "a: 1\nenable_new: true\n"))
        #expect(flag.globals == ["enable_new": ["etc/kayobe/flags.yml (kolla_enable_new)"]])
        #expect(flag.notCovered.isEmpty)
        // Nothing came of it.
        let same = try Self.plan(files("1"), files("2"), globals: RenderedGlobals(base: generated("1"), head: generated("1")))
        #expect(same.globals.isEmpty && same.notCovered.isEmpty)
        let unknown = try Self.plan(files("1"), files("2"))
        #expect(unknown.globals.isEmpty)
        #expect(
            unknown.notCovered == [
                "etc/kayobe/tags.yml (image_tags)", "etc/kayobe/kolla/globals.yml: cannot be read as YAML",
            ])
    }

    @Test(arguments: [
        Case(
            name: "a variable of a group's hosts", head: ["etc/kayobe/controllers.yml": "controller_sysctl: {a: 1}\n"],
            steps: ["sysctl --limit controllers"]),
        Case(
            name: "one's own variable behind it",
            base: ["etc/kayobe/controllers.yml": "controller_sysctl: \"{{ mine }}\"\nmine: 1\n"],
            head: ["etc/kayobe/controllers.yml": "controller_sysctl: \"{{ mine }}\"\nmine: 2\n"],
            steps: ["sysctl --limit controllers"]),
        Case(
            name: "a role from elsewhere", head: ["etc/kayobe/users.yml": "users_default: [{username: ada}]\n"], steps: ["users"]),
        Case(
            name: "an attribute of a network", head: ["etc/kayobe/networks.yml": "internal_net_mtu: 9000\n"], steps: ["network"]),
        Case(
            name: "an attribute that another play asks for", head: ["etc/kayobe/networks.yml": "public_net_mtu: 9000\n"],
            steps: ["network", "docker"]),
        Case(
            name: "an attribute that only services use",
            head: ["etc/kayobe/networks.yml": "internal_net_allocation_pool_end: 192.0.2.9\ninternal_net_vip_address: 192.0.2.9\n"]),
        Case(
            name: "the interface of one host",
            head: ["etc/kayobe/inventory/host_vars/ctl1/network": "internal_net_interface: eno2\n"],
            steps: ["network --limit ctl1"]),
        Case(
            name: "the address of one host",
            base: ["etc/kayobe/network-allocation.yml": "internal_net_ips: {ctl0: 192.0.2.1, ctl1: 192.0.2.2}\n"],
            head: ["etc/kayobe/network-allocation.yml": "internal_net_ips: {ctl0: 192.0.2.1, ctl1: 192.0.2.3}\n"],
            steps: ["network --limit ctl1", "etc-hosts"]),
        Case(
            name: "another engine", head: ["etc/kayobe/container-engine.yml": "container_engine: podman\n"],
            steps: ["podman"]),
        Case(
            name: "hosts that are not of the overcloud", head: ["etc/kayobe/seed.yml": "seed_lvm_groups: [{}]\n"],
            notCovered: ["etc/kayobe/seed.yml (seed_lvm_groups)"]),
        Case(
            name: "what the environment overrides",
            base: [
                "etc/kayobe/environments/production/users.yml": "users_default: []\n",
                "etc/kayobe/users.yml": "users_default: [1]\n",
            ],
            head: [
                "etc/kayobe/environments/production/users.yml": "users_default: []\n",
                "etc/kayobe/users.yml": "users_default: [2]\n",
            ]),
        Case(
            name: "another environment", head: ["etc/kayobe/environments/staging/users.yml": "users_default: [2]\n"]),
        Case(
            name: "an environment that it depends on",
            base: ["etc/kayobe/environments/production/.kayobe-environment": "dependencies: [common]\n"],
            head: [
                "etc/kayobe/environments/production/.kayobe-environment": "dependencies: [common]\n",
                "etc/kayobe/environments/common/users.yml": "users_default: [2]\n",
            ], steps: ["users"]),
        Case(
            name: "a variable of a template",
            base: [
                "etc/kayobe/x.yml": "mine: 1\nunused: 1\n", "etc/kayobe/kolla/config/nova.conf": "[x]\na = {{ mine }}\nother = 1\n",
            ],
            head: [
                "etc/kayobe/x.yml": "mine: 2\nunused: 2\n", "etc/kayobe/kolla/config/nova.conf": "[x]\na = {{ mine }}\nother = 1\n",
            ],
            notCovered: ["etc/kayobe/x.yml (unused)"]),
        Case(
            name: "what only looks like a network's", head: ["etc/kayobe/x.yml": "shop_fqdn: a\npublic_net_fqdn: b\n"],
            notCovered: ["etc/kayobe/x.yml (shop_fqdn)"]),
        Case(
            name: "order and comments", base: ["etc/kayobe/a.yml": "x: 1\ny: 2\n"],
            head: ["etc/kayobe/a.yml": "# new\ny: 2\nx: 1\n"]),
        Case(
            name: "what is in the render",
            head: [
                "etc/kayobe/kolla.yml": "kolla_docker_registry: a.example.org\nkolla_enable_heat: false\n",
                "etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\n", "etc/kayobe/kolla/passwords.yml": "a: b\n",
            ], passwords: ["a"]),
        Case(
            name: "a password behind a password",
            base: [
                "etc/kayobe/environments/production/kolla/passwords.yml": "a: \"{{ s.b }}\"\nc: 1\n",
                "etc/kayobe/secrets.yml": "s: {b: 1}\n",
            ],
            head: [
                "etc/kayobe/environments/production/kolla/passwords.yml": "a: \"{{ s.b }}\"\nc: 1\n",
                "etc/kayobe/secrets.yml": "s: {b: 2}\n",
            ],
            passwords: ["a"]),
        Case(
            name: "a variable of Kolla Ansible",
            head: [
                "etc/kayobe/kolla/globals.yml": "nova_tag: x\n", "etc/kayobe/kolla.yml": "kolla_docker_registry: b.example.org\n",
                "etc/kayobe/kolla/inventory/group_vars/compute": "nova_a: 1\n",
            ], globals: ["docker_registry", "nova_a", "nova_tag"]),
        Case(
            name: "a condition in Kayobe's template", head: ["etc/kayobe/x.yml": "kolla_tls: true\n"], globals: ["cert"]),
        Case(
            name: "an expression in one's own globals",
            base: ["etc/kayobe/kolla/globals.yml": "nova_tag: \"{{ mine }}\"\n", "etc/kayobe/x.yml": "mine: 1\n"],
            head: ["etc/kayobe/kolla/globals.yml": "nova_tag: \"{{ mine }}\"\n", "etc/kayobe/x.yml": "mine: 2\n"],
            globals: ["nova_tag"]),
        Case(
            name: "what is not understood",
            head: [
                "etc/kayobe/bmc.yml": "ipmi_username: a\nipmi_password: b\n", "etc/kayobe/hooks/x/pre.d/1.yml": "---\n",
                "etc/kayobe/kolla/config/bifrost/bifrost.yml": "a: 1\n", "etc/kayobe/broken.yml": "a: [\n",
                "tools/deploy.sh": "x\n",
                "README.md": "x\n", ".gitlab-ci.yml": "x: {}\n", "etc/kayobe/inventory/hosts": "[compute]\n",
            ],
            notCovered: [
                "etc/kayobe/bmc.yml (ipmi_password, ipmi_username)", "etc/kayobe/broken.yml: cannot be read as YAML",
                "etc/kayobe/hooks/x/pre.d/1.yml", "etc/kayobe/kolla/config/bifrost/bifrost.yml", "tools/deploy.sh",
                "etc/kayobe/inventory/hosts",
            ]),
    ])
    func plans(_ example: Case) throws {
        let result = try Self.plan(example.base, example.head)
        #expect(result.steps.flatMap(\.commands) == example.steps.map { "kayobe overcloud host configure --tags \($0)" })
        #expect(result.notCovered == example.notCovered)
        #expect(result.globals.keys.sorted() == example.globals)
        #expect(result.passwords.keys.sorted() == example.passwords)
    }

    @Test func saysWhatIsAtRisk() throws {
        let step = try #require(
            Self.plan([:], ["etc/kayobe/networks.yml": "internal_net_mtu: 9000\ninternal_net_vlan: 2\n"]).steps.first)
        #expect(step.kind == .host)
        #expect(step.causes == ["etc/kayobe/networks.yml (internal_net_mtu, internal_net_vlan)"])
        #expect(step.hosts == ["cmp0", "ctl0", "ctl1"])
        #expect(step.risks.map(\.severity) == [.critical])
        #expect(step.advice.count == 1)
    }

    @Test func plansForHostsThatComeAndGo() throws {
        var hosts = Self.hosts
        hosts["cmp1"] = hosts["cmp0"]
        hosts["ctl0"]?.insert("storage")
        hosts["ctl1"] = nil
        let result = try Self.plan(
            ["etc/kayobe/inventory/hosts": "[compute]\n"],
            [
                "etc/kayobe/inventory/hosts": "[compute]\ncmp1\n",
                "etc/kayobe/network-allocation.yml": "internal_net_ips: {cmp1: 192.0.2.9}\n",
            ], headHosts: hosts)
        #expect(
            result.steps.map(\.name) == ["new hosts", "hosts that leave", "etc-hosts"])
        #expect(result.steps[0].commands == ["kayobe overcloud host configure --limit cmp1"])
        #expect(result.steps[1].commands.isEmpty && result.steps[1].hosts == ["ctl1"])
        #expect(result.steps[2].hosts == ["cmp0", "ctl0"])
        #expect(result.notes == ["ctl0 joins storage"])
        #expect(result.notCovered == ["etc/kayobe/inventory/hosts: variables that it sets for hosts and groups"])
    }
}
