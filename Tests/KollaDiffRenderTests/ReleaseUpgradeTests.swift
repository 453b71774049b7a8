import Foundation
import KollaDiff
import TestSupport
import Testing

/// Pins that differ: 2024.1 and 2025.1, each rendered by its own release of Kayobe and Kolla Ansible.
@Suite(.serialized) struct ReleaseUpgradeTests {
    /// What holds the most that differs between the releases, to keep the renders short.
    private static let tags = ["mariadb", "nova"]

    @Test func tellsAnUpgradeFromAChange() async throws {
        let environment = try RenderEnvironment()
        _ = try await environment.pythonEnvironments(kayobe: "16.8.0")
        try environment.commit("kayobe==16.8.0\n", to: "requirements.txt", branch: "caracal")
        let differ = environment.differ(tags: Self.tags)
        let upgrade = try await differ.diff(base: .revision("caracal"), head: .revision("main"))
        #expect((upgrade.base.kayobe, upgrade.base.kollaAnsible) == ("16.8.0", "18.8.0"))
        #expect((upgrade.head.kayobe, upgrade.head.kollaAnsible) == ("18.6.0", "20.6.0"))
        #expect(upgrade.secrets.isEmpty)
        try checkChanges(upgrade)
        try checkPlan(upgrade.rollout)

        // A change within 2024.1. The base comes from the cache, where nothing is left of what Kayobe made up for it.
        try change(in: environment.repository)
        let diff = try await differ.diff(base: .revision("caracal"), head: .revision("caracal-change"))
        #expect(
            diff.changes.map { "\($0.path): \($0.restarts.joined(separator: ", "))" } == [
                "haproxy/haproxy.cfg: haproxy", "nova-compute/nova.conf: nova_compute",
            ])
        #expect(diff.changes.last?.settings.map(\.new) == ["20"])
        #expect(
            diff.rollout.steps.flatMap(\.commands) == [
                "kayobe overcloud service reconfigure --kolla-tags loadbalancer",
                "kayobe overcloud service reconfigure --kolla-tags nova",
            ])
        #expect(diff.rollout.notes.isEmpty, "\(diff.rollout.notes)")
        #expect(diff.rollout.notCovered == ["roles other than mariadb, nova: they were not rendered (--kolla-tags)"])
    }

    private func checkChanges(_ diff: ConfigurationDiff) throws {
        let changes = Dictionary(uniqueKeysWithValues: diff.changes.map { ($0.path, $0) })
        // 2025.1 asks RabbitMQ for queues of another kind.
        #expect(
            changes["nova-conductor/nova.conf"]?.settings.map { "\($0.kind) \($0.path) \($0.new ?? "")" } == [
                "added [oslo_messaging_rabbit] use_queue_manager true",
                "added [oslo_messaging_rabbit] rabbit_stream_fanout true",
                "added [oslo_messaging_rabbit] rabbit_qos_prefetch_count 1",
                "added [oslo_messaging_rabbit] rabbit_transient_quorum_queue true",
            ])
        // Nova's API leaves Apache for uWSGI, and its metadata a container of its own.
        #expect(changes["nova-api/nova-api-wsgi.conf"]?.kind == .removed)
        #expect(changes["nova-api/nova-api-uwsgi.ini"]?.kind == .added)
        let command = try #require(changes["nova-api/config.json"]?.settings.first { $0.path == "command" })
        #expect((command.old, command.new) == ("/usr/sbin/httpd -DFOREGROUND", "uwsgi /etc/nova/nova-api-uwsgi.ini"))
        #expect(changes["nova-metadata/config.json"]?.effect == .start)
        #expect(changes["nova-metadata/config.json"]?.restarts == ["nova_metadata"])
        #expect(changes["nova-libvirt/qemu.conf"]?.restarts == ["nova_libvirt"])
        #expect(changes["mariadb/galera.cnf"]?.restarts == ["mariadb"])
        #expect(changes["mariadb-clustercheck/config.json"]?.kind == .removed)
    }

    private func checkPlan(_ plan: RolloutPlan) throws {
        #expect(
            plan.steps.map { [$0.name] + $0.commands } == [
                ["message queues"],
                ["control host", "pip install --upgrade --requirement requirements.txt", "kayobe control host upgrade"],
                ["host upgrade", "kayobe overcloud host upgrade"],
                ["upgrade", "kayobe overcloud container image pull", "kayobe overcloud service upgrade"],
            ])
        let queues = try #require(plan.steps.first)
        #expect(queues.reason.hasPrefix("rabbit_stream_fanout, rabbit_transient_quorum_queue differ: "))
        #expect(queues.causes.contains("nova-conductor/nova.conf"))
        #expect(queues.advice.first?.contains("rabbitmq-reset-state") == true)
        #expect(plan.steps[1].reason == "Kayobe 16.8.0 → 18.6.0, Kolla Ansible 18.8.0 → 20.6.0")
        let services = try #require(plan.steps.last)
        // Also those of which no file differs.
        #expect(Set(["mariadb", "nova_api", "nova_libvirt", "nova_metadata", "nova_ssh"]).isSubset(of: services.restarts))
        #expect(services.risks.first?.subject == "databases")
        #expect(services.risks.contains { $0.subject == "libvirt" && $0.severity == .disruptive })
        #expect(services.advice.first?.contains("kayobe overcloud database backup") == true)
        #expect(services.advice.last == "The upgrade itself removes mariadb_clustercheck.")
        #expect(plan.severity == .critical)
        #expect(plan.notes.count == 2)
        #expect(plan.notes.first?.contains("`reconfigure` does not") == true)
        #expect(plan.notes.last == "2024.1 → 2025.1 skips one release, which is supported: both are SLURP releases")
    }

    private func change(in repository: String) throws {
        _ = try TemporaryRepository.git(["switch", "-q", "-c", "caracal-change", "caracal"], in: repository)
        for (path, old, new) in [
            ("kolla/globals.yml", "haproxy_max_connections: 40000", "haproxy_max_connections: 60000"),
            ("kolla/config/nova/nova-compute.conf", "max_concurrent_builds = 10", "max_concurrent_builds = 20"),
        ] {
            let file = repository + "/etc/kayobe/" + path
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try #require(text.contains(old))
            try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: file))
        }
        _ = try TemporaryRepository.git(
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-a", "-m", "change"], in: repository)
    }
}
