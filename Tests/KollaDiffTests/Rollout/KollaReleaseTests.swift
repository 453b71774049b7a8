import Testing

@testable import KollaDiff

@Suite struct KollaReleaseTests {
    @Test func readsServicesOrderAndHandlers() throws {
        let release = try ReleaseFixture.release()
        #expect(release.services["nova-compute"] == .init(key: "nova-compute", role: "nova-cell", container: "nova_compute"))
        #expect(release.services["a"] == nil)
        #expect(
            release.applications.map { "\($0.role) \($0.tag)" } == [
                "common common", "loadbalancer loadbalancer", "mariadb mariadb", "memcached memcached", "glance glance",
                "ovn-db ovn",
                "ovn-controller ovn", "nova nova", "nova-cell nova",
            ])
        #expect(release.containers(restartedWith: "haproxy") == ["haproxy", "proxysql"])
        #expect(release.containers(restartedWith: "keepalived") == ["keepalived", "haproxy", "proxysql"])
        // Restarted in batches of hosts, by another play.
        #expect(release.containers(restartedWith: "mariadb") == ["mariadb"])
        #expect(release.containers(notifiedAs: "Restart nova-compute container") == ["nova_compute"])
        // As the role of 2024.1 calls it.
        #expect(release.containers(notifiedAs: "restart mariadb") == ["mariadb"])
        #expect(release.containers(notifiedAs: "Reload libvirtd") == [])
        #expect(release.containers(notifiedAs: "Wait for haproxy") == [])
    }

    @Test func namesTheFileThatIsMissing() throws {
        let error = #expect(throws: KollaDiffError.self) { _ = try KollaRelease(directory: "/nonexistent") }
        #expect(error?.code == .system)
    }
}
