import Testing

@testable import KollaDiff

/// Changed files, and the commands that roll them out.
@Suite struct RolloutPlannerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var head: [String: String?]
        var commands: [String]
        var subjects: [String] = []
        var severity: RolloutPlan.Severity?
        var testDescription: String { name }
    }

    private static let builds = ["nova-compute/nova.conf": "[DEFAULT]\nmax_concurrent_builds = 20\n"]

    @Test(arguments: [
        Case(
            name: "one service on all computes", head: ["cmp:nova-compute/nova.conf": "[DEFAULT]\nmax_concurrent_builds = 20\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags nova --kolla-limit compute"], subjects: ["Nova compute"],
            severity: .brief),
        Case(
            name: "one service on one compute", head: ["cmp1:nova-compute/nova.conf": "[DEFAULT]\nmax_concurrent_builds = 20\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags nova --kolla-limit cmp1"], subjects: ["Nova compute"],
            severity: .brief),
        Case(
            name: "two roles of one project",
            head: ["cmp:nova-compute/nova.conf": "[DEFAULT]\na = 1\n", "ctl:nova-api/nova.conf": "[DEFAULT]\na = 1\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags nova"], subjects: ["Nova compute", "nova_api"],
            severity: .brief),
        Case(
            name: "all hosts of a role", head: ["ctl:glance-api/glance-api.conf": "[DEFAULT]\nworkers = 6\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags glance"], subjects: ["Glance"], severity: .brief),
        Case(
            name: "some hosts of a role",
            head: [
                "ctl0:glance-api/glance-api.conf": "[DEFAULT]\nworkers = 6\n",
                "ctl2:glance-api/glance-api.conf": "[DEFAULT]\nworkers = 6\n",
            ],
            commands: ["kayobe overcloud service reconfigure --kolla-tags glance --kolla-limit ctl0,ctl2"], subjects: ["Glance"],
            severity: .brief),
        Case(
            name: "a service that is new", head: ["ctl:glance-tls-proxy/config.json": ReleaseFixture.container("haproxy", [])],
            commands: ["kayobe overcloud service deploy --kolla-tags glance"], subjects: ["glance_tls_proxy"], severity: .brief),
        Case(
            name: "infrastructure first, in the order of site.yml",
            head: [
                "ctl:glance-api/glance-api.conf": "[DEFAULT]\nworkers = 6\n",
                "ctl:mariadb/galera.cnf": "[mysqld]\nmax_connections = 200\n",
                "ctl:haproxy/haproxy.cfg": "global\n",
                "cmp:ovn-controller/config.json": ReleaseFixture.container("ovn-controller -v", []),
            ],
            commands: [
                "kayobe overcloud service reconfigure --kolla-tags loadbalancer",
                "kayobe overcloud service reconfigure --kolla-tags mariadb",
                "kayobe overcloud service reconfigure --kolla-tags ovn --kolla-limit compute",
                "kayobe overcloud service reconfigure --kolla-tags glance",
            ], subjects: ["HAProxy", "ProxySQL", "MariaDB", "OVN", "Glance"], severity: .critical),
        Case(
            name: "nobody waits for the log collector", head: ["ctl:fluentd/fluentd.conf": "\n", "cmp:fluentd/fluentd.conf": "\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags common"]),
        Case(
            name: "a file that restarts nothing", head: ["ctl:glance-api/notes.txt": "two\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags glance"]),
        Case(
            name: "libvirt", head: ["cmp:nova-libvirt/libvirtd.conf": "listen_tcp = 0\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags nova --kolla-limit compute"], subjects: ["libvirt"],
            severity: .disruptive),
        Case(
            name: "a container that runs once", head: ["ctl:nova-api-bootstrap/nova.conf": "[DEFAULT]\na = 2\n"],
            commands: ["kayobe overcloud service reconfigure --kolla-tags nova --kolla-limit control"]),
    ])
    func plans(_ example: Case) throws {
        let (_, plan) = try ReleaseFixture.diff(ReleaseFixture.rendered(), ReleaseFixture.rendered(example.head))
        #expect(plan.steps.flatMap(\.commands) == example.commands)
        #expect(plan.steps.flatMap(\.risks).map(\.subject) == example.subjects)
        #expect(plan.severity == example.severity)
        #expect(plan.notCovered.isEmpty)
    }

    @Test func saysWhatAStepIsFor() throws {
        let (_, plan) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(),
            ReleaseFixture.rendered([
                "ctl:mariadb/galera.cnf": "[mysqld]\nmax_connections = 200\n",
                "ctl:glance-api/config.json": ReleaseFixture.container("glance-api", ["*"]),
                "ctl:glance-tls-proxy/config.json": ReleaseFixture.container("haproxy", []),
            ]))
        let database = try #require(plan.steps.first)
        #expect(database.kind == .infrastructure)
        #expect(database.reason == "1 file differs: mariadb restarts")
        #expect(database.causes == ["mariadb/galera.cnf"])
        #expect(database.hosts == ["ctl0", "ctl1", "ctl2"])
        #expect(database.restarts == ["mariadb"])
        #expect(database.advice.first?.contains("wsrep_cluster_size") == true)
        #expect(plan.steps[1].reason == "2 files differ: glance_tls_proxy starts, glance_api restarts")
    }

    @Test func knowsADatabaseThatStandsAlone() throws {
        let (_, plan) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(only: ["ctl0"]),
            ReleaseFixture.rendered(["ctl:mariadb/galera.cnf": "[mysqld]\nmax_connections = 200\n"], only: ["ctl0"]))
        #expect(
            plan.steps.first?.risks.first?.text
                == "All services keep their state in this database, and every API fails until it is back.")
        #expect(plan.steps.first?.advice == [])
    }

    @Test func tellsWhatStaysBehind() throws {
        let (_, plan) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(),
            ReleaseFixture.rendered([
                "ctl:haproxy/services.d/old.cfg": nil, "ctl:glance-api/config.json": nil,
                "ctl:glance-api/glance-api.conf": nil, "ctl:glance-api/notes.txt": nil,
            ]))
        #expect(plan.steps.map(\.kind) == [.manual, .manual])
        #expect(plan.steps.allSatisfy { $0.commands.isEmpty && $0.hosts.count == 3 })
        #expect(plan.steps[0].reason.hasPrefix("glance_api is no longer configured"))
        #expect(plan.steps[1].causes == ["haproxy/services.d/old.cfg"])
    }

    @Test func namesWhatItDoesNotCover() throws {
        let (_, plan) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(["ctl0:swift/a.ring.gz": "1"]), ReleaseFixture.rendered(["ctl0:swift/a.ring.gz": "2"]),
            options: .init(kollaTags: ["nova"], kollaLimit: "compute"))
        #expect(plan.steps.isEmpty)
        #expect(
            plan.notCovered == [
                "swift/a.ring.gz on ctl0: no role of Kolla Ansible is known to use it",
                "roles other than nova: they were not rendered (--kolla-tags)",
                "hosts outside compute: they were not rendered (--kolla-limit)",
            ])
    }

    @Test func groupsByServiceAndHosts() throws {
        let (changes, plan) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(),
            ReleaseFixture.rendered([
                "cmp:nova-compute/nova.conf": "[DEFAULT]\na = 1\n",
                "cmp:nova-compute/config.json": ReleaseFixture.container("x", ["nova.conf"]),
                "ctl1:glance-api/notes.txt": "two\n", "ctl:glance-api/glance-api.conf": "[DEFAULT]\n",
            ]))
        let side = ConfigurationDiff.Side(revision: "a", commit: nil, title: "", kayobe: "", kollaAnsible: "")
        let diff = ConfigurationDiff(
            base: side, head: side, environment: nil, hostClasses: [], changes: changes, secrets: [], rollout: plan,
            renderedFiles: 0,
            duration: 0, warnings: [])
        #expect(diff.services.map(\.service) == ["glance-api", "nova-compute"])
        #expect(diff.services[0].groups.map(\.hosts) == [["ctl0", "ctl1", "ctl2"], ["ctl1"]])
        #expect(diff.services[1].groups.map(\.changes) == [[2, 3]])
        #expect(diff.services[1].groups[0].restarts == ["nova_compute"])
    }

    private func plan(_ head: RenderedRevision, _ source: HostPlanner.Result) throws -> RolloutPlan {
        let base = ReleaseFixture.rendered()
        let release = try ReleaseFixture.release()
        let changes = TreeComparison.changes(from: base, to: head, hostClasses: [], release: release)
        return RolloutPlanner(base: base, head: head, release: release, options: .init()).plan(
            changes, source: source, definitions: try ReleaseFixture.definitions())
    }

    @Test func makesContainersAnewWhoseDefinitionDiffers() throws {
        let plan = try plan(
            ReleaseFixture.rendered(["ctl:glance-api/glance-api.conf": "[DEFAULT]\nworkers = 6\n"]),
            .init(globals: [
                "glance_api_tag": ["globals.yml (glance_api_tag)"], "nova_cell_volume": ["globals.yml (nova_cell_volume)"],
            ]))
        #expect(plan.steps.map(\.name) == ["glance", "nova"])
        #expect(
            plan.steps[0].commands == [
                "kayobe overcloud container image pull --kolla-tags glance",
                "kayobe overcloud service reconfigure --kolla-tags glance",
            ])
        #expect(plan.steps[0].reason == "1 file differs: glance_api restarts; glance_api can be made anew, for image can differ")
        #expect(plan.steps[0].causes == ["glance-api/glance-api.conf", "globals.yml (glance_api_tag)"])
        #expect(plan.steps[1].commands == ["kayobe overcloud service reconfigure --kolla-tags nova"])
        #expect(plan.steps[1].restarts == ["nova_compute", "nova_conductor", "nova_libvirt"])
        #expect(plan.steps[1].reason == "nova_compute, nova_conductor, nova_libvirt can be made anew, for volumes can differ")
        // What the site sets does not follow from what differs.
        let fixed = try self.plan(
            ReleaseFixture.rendered(), .init(globals: ["openstack_tag": ["x"]], fixed: ["nova_compute_tag", "glance_api_tag"]))
        let containers = fixed.steps.flatMap(\.restarts)
        #expect(containers.contains("nova_libvirt") && containers.contains("mariadb"))
        #expect(!containers.contains("nova_compute") && !containers.contains("glance_api"))
        // A release reaches every image.
        let all = try self.plan(ReleaseFixture.rendered(), .init(globals: ["openstack_release": ["x"]]))
        #expect(all.steps.map(\.name) == ["common", "loadbalancer", "mariadb", "memcached", "ovn", "glance", "nova"])
        #expect(all.steps.allSatisfy { $0.commands.count == 2 })
    }

    @Test func putsHostsFirstAndWhatIsDoneByHandLast() throws {
        let step = { (kind: RolloutPlan.Kind, name: String) in
            RolloutPlan.Step(kind: kind, name: name, commands: [], reason: "", causes: [], hosts: [])
        }
        let plan = try plan(
            ReleaseFixture.rendered(["ctl:mariadb/galera.cnf": "[mysqld]\n", "cmp:nova-compute/nova.conf": "[DEFAULT]\n"]),
            .init(steps: [step(.manual, "by hand"), step(.host, "network")], notCovered: ["seed.yml (a)"], notes: ["n"]))
        #expect(plan.steps.map(\.name) == ["network", "mariadb", "nova", "by hand"])
        #expect(plan.notCovered == ["seed.yml (a)"])
        #expect(plan.notes == ["n"])
    }

    @Test func upgradesAllAtOnce() throws {
        var head = ReleaseFixture.rendered([
            "ctl:mariadb/galera.cnf": "[mysqld]\n", "ctl:glance-api/glance-api.conf": "[DEFAULT]\n",
        ])
        head.record.kollaAnsible = "20.7.0"
        #expect(
            try plan(head, .init()).steps.map(\.commands) == [
                ["pip install --upgrade --requirement requirements.txt", "kayobe control host upgrade"],
                ["kayobe overcloud service reconfigure --kolla-tags mariadb"],
                ["kayobe overcloud service reconfigure --kolla-tags glance"],
            ])
        head.record.kollaAnsible = "21.0.0"
        let plan = try plan(head, .init())
        #expect(plan.steps.map(\.name) == ["control host", "host upgrade", "upgrade"])
        #expect(plan.steps[0].reason == "Kolla Ansible 20.6.0 → 21.0.0")
        #expect(plan.steps[2].commands == ["kayobe overcloud container image pull", "kayobe overcloud service upgrade"])
        // Also those of which nothing differs.
        #expect(plan.steps[2].restarts.count == 13)
        #expect(plan.steps[2].risks.first?.subject == "databases")
        #expect(plan.severity == .critical)
        #expect(plan.notes.count == 1)
        #expect(plan.notes[0].hasPrefix("this is an upgrade (Kolla Ansible 20.6.0 → 21.0.0): `kayobe overcloud service upgrade`"))
    }

    @Test func saysWhatPasswordsNeedByHand() throws {
        let plan = try plan(
            ReleaseFixture.rendered(["ctl:glance-api/glance-api.conf": "[DEFAULT]\n"]),
            .init(passwords: [
                "database_password": ["passwords.yml (database_password)"], "heat_domain_admin_password": ["b"],
                "glance_database_password": ["c"], "nova_database_password": ["d"], "unknown_secret": ["e"],
            ]))
        #expect(plan.steps.map(\.name) == ["database_password", "glance", "heat_domain_admin_password"])
        #expect(plan.steps[0].kind == .manual)
        #expect(plan.steps[0].causes == ["passwords.yml (database_password)"])
        #expect(plan.severity == .critical)
        #expect(plan.notes.count == 1)
        #expect(plan.notes[0].hasPrefix("glance_database_password, nova_database_password: the service loses its database"))
    }

    @Test func comparesTheDefinitionsOfTwoReleases() throws {
        let older = try ReleaseFixture.definitions {
            $0.replacing("openstack_release: \"2025.1\"", with: "openstack_release: \"2025.0\"")
        }
        let newer = try ReleaseFixture.definitions { $0.replacing("{{ nova_cell_volume }}:/x", with: "{{ nova_cell_volume }}:/y") }
        let same = try ReleaseFixture.definitions()
        #expect(same.differing(from: same).isEmpty)
        #expect(same.differing(from: older).count > 10)
        #expect(same.differing(from: older).values.allSatisfy { $0 == ["image"] })
        #expect(
            newer.differing(from: same) == [
                "nova-compute": ["volumes"], "nova-conductor": ["volumes"], "nova-libvirt": ["volumes"],
            ])
        let base = ReleaseFixture.rendered()
        var head = base
        head.record.kollaAnsible = "20.7.0"
        let plan = RolloutPlanner(base: base, head: head, release: try ReleaseFixture.release(), options: .init()).plan(
            [], definitions: newer, baseDefinitions: same)
        #expect(plan.steps.last?.restarts == ["nova_compute", "nova_conductor", "nova_libvirt"])
        #expect(plan.steps.last?.causes == ["Kolla Ansible 20.6.0 → 20.7.0"])
    }

    @Test func runsTasksThatWriteNoFile() throws {
        let plan = try plan(ReleaseFixture.rendered(), .init(globals: ["ovn_gateway": ["a"], "ovn_other": ["b"]]))
        #expect(plan.steps.flatMap(\.commands) == ["kayobe overcloud service reconfigure --kolla-tags ovn --kolla-limit compute"])
        #expect(plan.steps.map(\.reason) == ["tasks beside those that write files use what differs"])
        #expect(plan.steps.map(\.causes) == [["a"]])
        #expect(plan.steps.flatMap(\.restarts) == [])
        // What the play of the load balancer does for every service is done there.
        let ports = try self.plan(ReleaseFixture.rendered(), .init(globals: ["open_ports": ["a"]]))
        #expect(ports.steps.flatMap(\.commands) == ["kayobe overcloud service reconfigure --kolla-tags loadbalancer"])
        // A password that only Keystone keeps; one with which the tasks log in is no reason to run them.
        let passwords = try self.plan(
            ReleaseFixture.rendered(), .init(passwords: ["glance_keystone_password": ["c"], "database_password": ["d"]]))
        #expect(passwords.steps.map(\.name) == ["database_password", "glance"])
        #expect(passwords.steps.last?.causes == ["c"])
    }
}
