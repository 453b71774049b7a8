import Testing

@testable import KollaDiff

/// Plans between releases.
@Suite struct ReleaseUpgradeTests {
    private func plan(
        _ base: RenderedRevision, _ head: RenderedRevision, from old: String = "18.8.0", to new: String = "20.6.0",
        seed: ReleaseUpgrade.SeedHosts = .init()
    ) throws -> RolloutPlan {
        var (base, head) = (base, head)
        base.record.kollaAnsible = old
        head.record.kollaAnsible = new
        let release = try ReleaseFixture.release()
        let changes = TreeComparison.changes(from: base, to: head, hostClasses: [], release: release)
        return RolloutPlanner(base: base, head: head, release: release, options: .init(), seed: seed).plan(changes)
    }

    @Test(arguments: [
        ("16.4.0", "18.8.0", "2023.1 → 2024.1 skips one release"), ("18.8.0", "20.6.0", "2024.1 → 2025.1 skips one release"),
        ("17.0.0", "19.0.0", "2023.2 → 2024.2 is not supported"), ("16.0.0", "20.0.0", "2023.1 → 2025.1 is not supported"),
        ("18.8.0", "19.0.0", nil), ("19.0.0", "20.0.1.dev12", nil),
    ])
    func knowsWhichUpgradesAreSupported(old: String, new: String, note: String?) throws {
        let notes = try plan(ReleaseFixture.rendered(), ReleaseFixture.rendered(), from: old, to: new).notes
        #expect(notes.first?.hasPrefix("this is an upgrade (Kolla Ansible \(old) → \(new))") == true)
        #expect(notes.count == (note == nil ? 1 : 2))
        if let note { #expect(notes.last?.hasPrefix(note) == true, "\(notes)") }
    }

    @Test func upgradesSeedsBeforeTheCloud() throws {
        let plan = try plan(
            ReleaseFixture.rendered(), ReleaseFixture.rendered(), seed: .init(seeds: ["seed0"], hypervisors: ["hv0"]))
        #expect(
            plan.steps.flatMap(\.commands) == [
                "pip install --upgrade --requirement requirements.txt", "kayobe control host upgrade",
                "kayobe seed hypervisor host upgrade", "kayobe seed host upgrade", "kayobe seed service upgrade",
                "kayobe overcloud host upgrade", "kayobe overcloud container image pull", "kayobe overcloud service upgrade",
            ])
        #expect(plan.steps.map(\.hosts.count) == [0, 1, 1, 5, 5])
    }

    @Test func hasNoCommandThatGoesBack() throws {
        let plan = try plan(
            ReleaseFixture.rendered(), ReleaseFixture.rendered(["ctl:mariadb/galera.cnf": "[mysqld]\n"]), from: "20.6.0",
            to: "18.8.0")
        #expect(plan.steps.map(\.kind) == [.manual])
        #expect(plan.steps.flatMap(\.commands).isEmpty)
        #expect(plan.steps.first?.reason.hasPrefix("Kolla Ansible 20.6.0 → 18.8.0: no command goes back") == true)
        #expect(plan.steps.first?.causes == ["mariadb/galera.cnf"])
        #expect(plan.severity == .critical)
    }

    @Test func leavesToTheUpgradeWhatItRemoves() throws {
        let base = ReleaseFixture.rendered([
            "ctl:mariadb-clustercheck/config.json": ReleaseFixture.container("socat", []),
            "ctl:glance-old/config.json": ReleaseFixture.container("glance", []),
        ])
        let upgrade = try plan(base, ReleaseFixture.rendered())
        #expect(upgrade.steps.map(\.name) == ["control host", "host upgrade", "upgrade", "stop services"])
        #expect(upgrade.steps[2].advice.last == "The upgrade itself removes mariadb_clustercheck.")
        #expect(upgrade.steps[3].causes == ["glance-old/config.json"])
        // A reconfiguration removes nothing.
        let change = try plan(base, ReleaseFixture.rendered(), from: "20.6.0")
        #expect(change.steps.map(\.name) == ["stop services"])
        #expect(change.steps[0].causes == ["glance-old/config.json", "mariadb-clustercheck/config.json"])
    }

    @Test func seesThatQueuesBecomeOthers() throws {
        func rendered(_ settings: String) -> RenderedRevision {
            ReleaseFixture.rendered(["ctl:glance-api/glance-api.conf": "[oslo_messaging_rabbit]\n\(settings)\n"])
        }
        let plan = try plan(rendered("rabbit_quorum_queue = false"), rendered("rabbit_quorum_queue = true"), from: "20.6.0")
        #expect(plan.steps.map(\.name) == ["message queues", "glance"])
        #expect(plan.steps[0].reason.hasPrefix("rabbit_quorum_queue differs: "))
        #expect(plan.steps[0].hosts == ["ctl0", "ctl1", "ctl2"])
        #expect(plan.steps[0].advice[0].hasPrefix("Stop the services"))
        #expect(plan.severity == .critical)
        // With an upgrade the older release does it, before all else.
        let upgrade = try self.plan(rendered(""), rendered("rabbit_stream_fanout = true"))
        #expect(upgrade.steps.map(\.name) == ["message queues", "control host", "host upgrade", "upgrade"])
        #expect(upgrade.steps[0].advice[0].hasPrefix("With the release that runs today"))
        // Off is what they are where nothing is said, and other settings leave queues as they are.
        for (old, new) in [
            ("", "rabbit_quorum_queue = False"), ("rabbit_quorum_queue = True", "rabbit_quorum_queue = true"),
            ("", "heartbeat_in_pthread = true"),
        ] {
            #expect(try self.plan(rendered(old), rendered(new), from: "20.6.0").steps.map(\.name) == ["glance"])
        }
    }
}
