import Testing

@testable import KollaDiff

/// Changed files, and the containers that restart because of them.
@Suite struct RestartTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var base: [String: String?] = [:]
        var head: [String: String?] = [:]
        var events = ""
        var effect: ConfigurationDiff.Effect
        var restarts: [String] = []
        var testDescription: String { name }
    }

    private static let twoFiles = ReleaseFixture.container("glance-api", ["glance-api.conf", "policy.yaml"])

    @Test(arguments: [
        Case(
            name: "a file that config.json copies", head: ["cmp:nova-compute/nova.conf": "[DEFAULT]\nmax_concurrent_builds = 20\n"],
            effect: .restart, restarts: ["nova_compute"]),
        Case(
            name: "a file below a directory that it copies", head: ["ctl:proxysql/users/glance.yaml": "mysql_users: []\n"],
            effect: .restart, restarts: ["proxysql"]),
        Case(
            name: "a directory without a slash", head: ["cmp:nova-libvirt/secrets/a.xml": "<secret>x</secret>\n"], effect: .restart,
            restarts: ["nova_libvirt"]),
        Case(
            name: "a pattern", head: ["ctl:fluentd/input/00-global.conf": "<match>\n</match>\n"], effect: .restart,
            restarts: ["fluentd"]),
        Case(
            name: "a file that is new below a copied directory", head: ["ctl:haproxy/services.d/new.cfg": "frontend new\n"],
            effect: .restart, restarts: ["haproxy", "proxysql"]),
        Case(
            name: "a file that is no longer written stays on the hosts", head: ["ctl:haproxy/services.d/old.cfg": nil],
            effect: .none),
        Case(name: "a file that no container copies", head: ["ctl:glance-api/notes.txt": "two\n"], effect: .reconfigure),
        Case(
            name: "a container that runs once", head: ["ctl:nova-api-bootstrap/nova.conf": "[DEFAULT]\na = 2\n"],
            effect: .reconfigure),
        Case(
            name: "the command of a container",
            head: ["ctl:memcached/config.json": ReleaseFixture.container("memcached -m 512", [])],
            effect: .restart, restarts: ["memcached"]),
        Case(
            name: "the permissions of other paths",
            head: [
                "ctl:memcached/config.json": ReleaseFixture.container(
                    "memcached -m 256", [], permissions: "[{\"path\": \"/x\", \"owner\": \"a\"}]")
            ], effect: .reconfigure),
        Case(
            name: "an entry of config.json whose file is not there",
            head: ["ctl:glance-api/config.json": ReleaseFixture.container("glance-api", ["glance-api.conf", "extra/*.conf"])],
            effect: .reconfigure),
        Case(
            name: "what carries others along", head: ["ctl:keepalived/keepalived.conf": "vrrp_instance y {\n}\n"], effect: .restart,
            restarts: ["haproxy", "keepalived", "proxysql"]),
        Case(
            name: "a handler of the task", head: ["ctl:glance-api/notes.txt": "two\n"],
            events: ["ctl0", "ctl1", "ctl2"].map {
                ReleaseFixture.event($0, "glance-api/notes.txt", handlers: ["Restart glance-api container"], role: "glance")
            }.joined(), effect: .restart, restarts: ["glance_api"]),
        Case(
            name: "a handler that restarts nothing", head: ["ctl:glance-api/notes.txt": "two\n"],
            events: ReleaseFixture.event("ctl0", "glance-api/notes.txt", handlers: ["Reload libvirtd"], role: "glance"),
            effect: .reconfigure),
        Case(
            name: "a directory without config.json", base: ["ctl:swift/a.ring.gz": "1"], head: ["ctl:swift/a.ring.gz": "2"],
            effect: .reconfigure),
    ])
    func findsWhatRestarts(_ example: Case) throws {
        let (changes, _) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(example.base), ReleaseFixture.rendered(example.head, events: example.events))
        let change = try #require(changes.first)
        #expect(changes.count == 1)
        #expect(change.effect == example.effect)
        #expect(change.restarts == example.restarts)
    }

    @Test func separatesHostsOnWhichADifferentSetRestarts() throws {
        let (changes, _) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(),
            ReleaseFixture.rendered(
                ["ctl:glance-api/notes.txt": "two\n"],
                events: ReleaseFixture.event(
                    "ctl1", "glance-api/notes.txt", handlers: ["Restart glance-api container"], role: "glance")))
        #expect(changes.map(\.hosts) == [["ctl0", "ctl2"], ["ctl1"]])
        #expect(changes.map(\.effect) == [.reconfigure, .restart])
    }

    @Test func seesAFileThatConfigurationNoLongerNames() throws {
        let base = ReleaseFixture.rendered(["ctl:glance-api/config.json": Self.twoFiles, "ctl:glance-api/policy.yaml": "a: b\n"])
        let (changes, _) = try ReleaseFixture.diff(base, ReleaseFixture.rendered())
        #expect(changes.map(\.path) == ["glance-api/config.json", "glance-api/policy.yaml"])
        #expect(changes.map(\.restarts) == [["glance_api"], ["glance_api"]])
        #expect(changes[0].format == .json)
        // And the other way: both the file and its entry are new.
        let (added, _) = try ReleaseFixture.diff(ReleaseFixture.rendered(), base)
        #expect(added.map(\.restarts) == [["glance_api"], ["glance_api"]])
    }

    @Test func tellsModesFromContents() throws {
        let head = ReleaseFixture.rendered(mode: ["cmp:nova-compute/nova.conf": 0o600])
        let (changes, _) = try ReleaseFixture.diff(ReleaseFixture.rendered(), head)
        #expect(changes.map(\.kind) == [.modeChanged])
        #expect(changes.map(\.effect) == [.reconfigure])
        // In 2024.1 the task that sets the mode notifies.
        let notifying = ReleaseFixture.rendered(
            mode: ["cmp:nova-compute/nova.conf": 0o600],
            events: ["cmp0", "cmp1"].map {
                ReleaseFixture.event($0, "nova-compute/nova.conf", handlers: ["Restart nova-compute container"], role: "nova-cell")
            }.joined())
        #expect(try ReleaseFixture.diff(ReleaseFixture.rendered(), notifying).changes.map(\.restarts) == [["nova_compute"]])
    }

    @Test func startsServicesThatAreNewOnAHost() throws {
        let (changes, _) = try ReleaseFixture.diff(
            ReleaseFixture.rendered(["ctl2:glance-api/config.json": nil, "ctl2:glance-api/glance-api.conf": nil]),
            ReleaseFixture.rendered())
        #expect(changes.map(\.effect) == [.start, .start])
        #expect(changes.allSatisfy { $0.restarts == ["glance_api"] && $0.hosts == ["ctl2"] })
    }

    @Test func keepsWhatTheRenderReports() {
        let lines =
            ReleaseFixture.event("ctl10", "a/b", handlers: ["x"], role: "r")
            + ReleaseFixture.event("ctl2", "a/b", handlers: ["x"], role: "r")
            + ReleaseFixture.event("ctl2", "a/c", handlers: [], role: "r")
        let writes = RenderEvent.writes(in: RenderEvent.read(Array(lines.utf8)))
        #expect(writes.map(\.target) == ["a/b", "a/c"])
        #expect(writes[0].hosts == ["ctl2", "ctl10"])
        #expect(writes[0].path == "kolla-ansible/ansible/roles/r/tasks/config.yml:57")
        #expect(writes[0].tags == ["r"])
    }

    @Test func knowsALoadBalancerThatStandsAlone() throws {
        let head = { (hosts: [String]) in ReleaseFixture.rendered(["ctl:haproxy/haproxy.cfg": "global\n"], only: hosts) }
        #expect(
            try ReleaseFixture.diff(ReleaseFixture.rendered(only: ["ctl0"]), head(["ctl0"])).changes.map(\.restarts) == [
                ["haproxy"]
            ])
        #expect(
            try ReleaseFixture.diff(ReleaseFixture.rendered(only: ["ctl0", "ctl1"]), head(["ctl0", "ctl1"])).changes.map(\.restarts)
                == [["haproxy", "proxysql"]])
    }
}
