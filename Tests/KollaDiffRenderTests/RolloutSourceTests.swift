import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// Changes to the configuration of the demonstration, and what the real Kayobe and Kolla Ansible would do to hosts and containers
/// because of them. Nothing is rendered.
@Suite struct RolloutSourceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String
        var old = ""
        var new: String
        var commands: [String] = []
        /// Containers that can be made anew; nil: not looked at.
        var containers: [String]? = []
        var notCovered: [String] = []
        var testDescription: String { name }
    }

    static let controllers = ["ctl1", "ctl2", "ctl3"]
    static let computes = ["cmp1", "cmp2", "cmp3"]
    /// The hosts of the environment `production` with their groups.
    static let hosts: [String: Set<String>] = {
        let common: Set = ["overcloud", "container-engine", "ntp"]
        var hosts: [String: Set<String>] = ["sto1": common.union(["storage"]), "mon1": common.union(["monitoring"])]
        for host in controllers { hosts[host] = common.union(["controllers", "network"]) }
        for host in computes { hosts[host] = common.union(["compute"]) }
        return hosts
    }()

    @Test(arguments: [
        Case(
            name: "MTU of a network", file: "networks.yml", old: "internal_mtu: 9000", new: "internal_mtu: 1500",
            commands: ["kayobe overcloud host configure --tags network"]),
        Case(
            name: "MTU of the public network", file: "networks.yml", old: "admin_mtu: 1500",
            new: "admin_mtu: 1500\npublic_mtu: 9000",
            commands: ["kayobe overcloud host configure --tags network", "kayobe overcloud host configure --tags docker"]),
        Case(
            name: "an interface of a group", file: "inventory/group_vars/compute/network-interfaces", old: "\"eno1\"",
            new: "\"eno2\"",
            commands: [
                "kayobe overcloud host configure --tags network --limit compute",
                "kayobe overcloud host configure --tags firewall --limit compute",
            ]),
        Case(
            name: "a variable of one's own", file: "inventory/group_vars/controllers/network-interfaces", old: "ens2f1",
            new: "{{ port }}",
            commands: ["kayobe overcloud host configure --tags network --limit controllers"]),
        Case(
            name: "kernel parameters", file: "controllers.yml", old: "4096", new: "8192",
            commands: ["kayobe overcloud host configure --tags sysctl --limit controllers,monitoring"]),
        Case(
            name: "tuning profile", file: "compute.yml", old: "virtual-host", new: "throughput-performance",
            commands: ["kayobe overcloud host configure --tags tuned --limit compute"]),
        Case(
            name: "time servers", file: "time.yml", old: "ntp.example.org", new: "ntp2.example.org",
            commands: ["kayobe overcloud host configure --tags ntp"]),
        Case(
            name: "name servers", file: "dns.yml", old: "192.0.2.53", new: "192.0.2.54",
            commands: ["kayobe overcloud host configure --tags network"]),
        Case(
            name: "users", file: "users.yml", new: "users_default:\n  - username: ada\n",
            commands: ["kayobe overcloud host configure --tags users"]),
        Case(
            name: "repositories", file: "dnf.yml", new: "dnf_use_local_mirror: true\n",
            commands: ["kayobe overcloud host configure --tags dnf"]),
        Case(
            name: "docker", file: "container-engine.yml", old: "container_engine: \"docker\"",
            new: "container_engine: \"docker\"\ndocker_storage_driver: overlay2",
            commands: ["kayobe overcloud host configure --tags docker"]),
        Case(
            name: "an image tag", file: "kolla/globals.yml", old: "nova_console:",
            new: "nova_compute_tag: \"2025.1-1\"\nnova_console:", containers: ["nova-compute: image"]),
        Case(
            name: "registry", file: "kolla.yml", old: "registry.example.org", new: "registry2.example.org", containers: nil),
        Case(
            name: "memory of a container", file: "kolla/globals.yml", old: "nova_console:",
            new: "mariadb_dimensions: {mem_limit: 1g}\nnova_console:", containers: ["mariadb: dimensions"]),
        Case(
            name: "seed", file: "seed.yml", new: "seed_lvm_groups: []\n", notCovered: ["etc/kayobe/seed.yml (seed_lvm_groups)"]),
        Case(
            name: "BMC", file: "bmc.yml", new: "ipmi_username: admin\n", notCovered: ["etc/kayobe/bmc.yml (ipmi_username)"]),
        Case(
            name: "a hook", file: "hooks/overcloud-host-configure/post.d/x.yml", new: "---\n",
            notCovered: ["etc/kayobe/hooks/overcloud-host-configure/post.d/x.yml"]),
        Case(
            name: "an address", file: "environments/production/network-allocation.yml",
            old: "internal_ips:\n  ctl1: \"10.20.2.11\"", new: "internal_ips:\n  ctl1: \"10.20.2.111\"",
            commands: [
                "kayobe overcloud host configure --tags network --limit ctl1", "kayobe overcloud host configure --tags etc-hosts",
            ]),
        Case(
            name: "another environment", file: "environments/staging/networks.yml", old: "admin", new: "admin2"),
        Case(
            name: "service override", file: "kolla/config/nova.conf", new: "[DEFAULT]\na = 1\n"),
        Case(
            name: "a service more", file: "kolla.yml", old: "kolla_enable_heat: false", new: "kolla_enable_heat: true",
            containers: nil),
        Case(
            name: "LVM", file: "compute.yml", old: "compute_libvirt_enabled",
            new: "compute_lvm_groups: []\ncompute_libvirt_enabled",
            commands: ["kayobe overcloud host configure --tags lvm --limit compute"]),
        Case(
            name: "firewall", file: "controllers.yml", old: "controller_bootstrap_user",
            new: "controller_firewalld_enabled: true\ncontroller_bootstrap_user",
            commands: [
                "kayobe overcloud host configure --tags network --limit controllers,monitoring",
                "kayobe overcloud host configure --tags firewall --limit controllers,monitoring",
            ]),
    ])
    func plans(_ example: Case) async throws {
        let result = try await Self.result(example)
        #expect(result.plan.steps.flatMap(\.commands) == example.commands)
        #expect(result.plan.notCovered == example.notCovered)
        if let containers = example.containers { #expect(result.containers == containers) }
    }

    /// A change of the registry reaches the image of every container, and nothing else.
    @Test func followsTheRegistryToEveryImage() async throws {
        let result = try await Self.result(
            Case(name: "", file: "kolla.yml", old: "registry.example.org", new: "registry2.example.org"))
        #expect(result.plan.globals["docker_registry"] == ["etc/kayobe/kolla.yml (kolla_docker_registry)"])
        #expect(result.containers.count > 100)
        // These start containers of their own, from the same image.
        #expect(
            result.containers.filter { !$0.hasSuffix(": image") } == [
                "neutron-dhcp-agent: environment, image", "neutron-l3-agent: environment, image",
            ])
    }

    /// Kayobe knows every command and flag that a plan can hold.
    @Test(
        arguments: [
            ("overcloud host configure", ["--tags", "--limit"]),
            ("overcloud service reconfigure", ["--kolla-tags", "--kolla-limit"]),
            ("overcloud service deploy", ["--kolla-tags", "--kolla-limit"]),
            ("overcloud container image pull", ["--kolla-tags", "--kolla-limit"]), ("control host upgrade", []),
            ("overcloud host upgrade", []), ("overcloud service upgrade", []), ("overcloud database backup", []),
            ("overcloud provision", ["--limit"]),
        ] as [(String, [String])])
    func namesCommandsOfKayobe(command: String, flags: [String]) async throws {
        let pair = try await RenderEnvironment().pythonEnvironments()
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: pair.kayobe + "/bin/kayobe")
        process.arguments = command.split(separator: " ").map(String.init) + ["--help"]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.contains("usage: kayobe \(command)"))
        for flag in flags { #expect(text.contains(flag + " ")) }
    }

    /// Both releases name their services, handlers and order alike enough to be read by one reader.
    @Test(arguments: ["18.6.0", "16.8.0"])
    func readsReleasesAsTheyAre(kayobe version: String) async throws {
        let environment = try RenderEnvironment()
        let pair = try await PythonEnvironments(cache: environment.cache).pair(
            for: ReleasePins(requirements: "kayobe==\(version)\n"))
        let kayobe = try KayobeRelease(directory: pair.kayobe + "/share/kayobe/ansible")
        let plays = kayobe.plays.map(\.tag).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let subjects = ["users", "network", "firewall", "etc-hosts", "tuned", "sysctl", "timezone", "ntp", "lvm", "docker"]
        #expect(plays.filter(subjects.contains) == subjects)
        #expect(!plays.contains("wipe-disks"))
        #expect(kayobe.globals["openstack_release"]?.contains("kolla_openstack_release") == true)
        #expect(kayobe.globals["enable_heat"] != nil || kayobe.rendered.contains("kolla_enable_heat"))
        let definitions = try ContainerDefinitions(directory: pair.kolla + "/share/kolla-ansible/ansible")
        #expect(definitions.affected(by: ["nova_compute_tag"]) == ["nova-compute": ["image": ["nova_compute_tag"]]])
        // Bridges are set up by tasks, and endpoints registered.
        #expect(definitions.rolesUsing(["neutron_ovn_distributed_fip"]).keys.sorted().contains("ovn-controller"))
        #expect(definitions.rolesUsing(["kolla_internal_vip_address"]).keys.contains("keystone"))
        #expect(definitions.rolesUsing(["haproxy_max_connections"]).isEmpty)
        let release = try KollaRelease(directory: pair.kolla + "/share/kolla-ansible/ansible")
        #expect(release.services.count > 150)
        #expect(release.services["openvswitch-db-server"]?.container == "openvswitch_db")
        #expect(release.services["rabbitmq"]?.container == "rabbitmq")
        for (key, containers) in [
            "haproxy": ["haproxy", "proxysql"], "keepalived": ["keepalived", "haproxy", "proxysql"], "mariadb": ["mariadb"],
            "rabbitmq": ["rabbitmq"], "etcd": ["etcd"], "nova-libvirt": ["nova_libvirt"],
            "ovsdpdk-db": ["ovsdpdk_db", "ovsdpdk_vswitchd"],
            "grafana": ["grafana"], "neutron-l3-agent": ["neutron_l3_agent"], "opensearch": ["opensearch"],
        ] {
            #expect(release.containers(restartedWith: key) == containers)
        }
        let tags = release.applications.map(\.tag)
        let expected = [
            "common", "loadbalancer", "mariadb", "memcached", "rabbitmq", "keystone", "glance", "cinder", "ovn", "neutron",
            "octavia",
        ]
        #expect(tags.filter(expected.contains).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } == expected)
        // Every service has a role that `site.yml` applies, but those of the seed.
        let orphans = Set(release.services.values.filter { release.application(of: $0.role) == nil }.map(\.role))
        #expect(orphans.isSubset(of: ["bifrost"]))
    }

    static func result(_ example: Case) async throws -> (plan: HostPlanner.Result, containers: [String]) {
        let pair = try await RenderEnvironment().pythonEnvironments()
        let directory = try TemporaryDirectory()
        let manager = FileManager.default
        for side in ["base", "head"] {
            try manager.copyItem(atPath: projectRoot + "/fixtures/kayobe-config", toPath: directory[side])
        }
        let path = directory["head"] + "/etc/kayobe/" + example.file
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "---\n"
        if !example.old.isEmpty { #expect(text.contains(example.old)) }
        let changed = example.old.isEmpty ? text + example.new : text.replacing(example.old, with: example.new)
        try manager.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(changed.utf8).write(to: URL(filePath: path))
        let planner = HostPlanner(
            release: try KayobeRelease(directory: pair.kayobe + "/share/kayobe/ansible"),
            base: try ConfigurationTree(tree: directory["base"], environment: "production"),
            head: try ConfigurationTree(tree: directory["head"], environment: "production"), baseHosts: hosts, headHosts: hosts)
        let plan = planner.plan()
        let affected = try ContainerDefinitions(directory: pair.kolla + "/share/kolla-ansible/ansible").affected(
            by: Set(plan.globals.keys))
        return (plan, affected.map { "\($0): \($1.keys.sorted().joined(separator: ", "))" }.sorted())
    }
}
