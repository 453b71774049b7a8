import Foundation
import KollaDiff
import Synchronization
import TestSupport
import Testing

/// The demonstration's merge request, rendered by the real Kayobe and Kolla Ansible.
@Suite(.serialized) struct RenderDiffTests {
    /// The roles that the change touches; all of them would take twice as long.
    private static let tags = ["glance", "nova", "prometheus"]

    /// A render that takes over plays of an earlier one writes what a whole render writes.
    @Test func takesOverOnlyWhatComesOutTheSame() async throws {
        let environment = try RenderEnvironment()
        let notes = Mutex<[String]>([])
        func render(_ revision: String, into name: String, isFresh: Bool = false) async throws -> RenderedRevision {
            var differ = environment.differ("staging")
            differ.options.isFresh = isFresh
            differ.progress = { if case .note(let text) = $0 { notes.withLock { $0.append(text) } } }
            return try await differ.render(.revision(revision), to: environment.repository + "-" + name)
        }
        let base = try await render("main", into: "base")
        #expect(!notes.withLock { $0 }.contains { $0.contains("come out as in an earlier render") })
        // One variable of one service: its own plays, and those that read a file which holds all variables of Kolla Ansible.
        let file = "etc/kayobe/environments/staging/kolla/globals.yml"
        let globals = try String(contentsOfFile: environment.repository + "/" + file, encoding: .utf8)
        try environment.commit(globals + "glance_api_workers: 7\n", to: file, branch: "workers")
        let head = try await render("workers", into: "head")
        let reused = notes.withLock { $0 }.compactMap { $0.firstMatch(of: /(\d+) of (\d+) plays come out/) }
        let count = try #require(reused.last.flatMap { Int($0.1) })
        let plays = try #require(reused.last.flatMap { Int($0.2) })
        #expect(count > plays / 2 && count < plays, "\(count) of \(plays)")
        let whole = try await render("workers", into: "whole", isFresh: true)
        #expect(head.tree != base.tree)
        #expect(head.tree == whole.tree)
        #expect(head.record == whole.record)
        #expect(!notes.withLock { $0 }.contains { $0.contains("was not the same in the cache") })
    }

    @Test func showsTheChangeAndNoSecret() async throws {
        let environment = try RenderEnvironment()
        let target = "/etc/systemd/system/kolla.target"
        let before = try? FileManager.default.attributesOfItem(atPath: target)[.modificationDate] as? Date
        var differ = environment.differ(tags: Self.tags)
        let notes = Mutex<[String]>([])
        differ.progress = { if case .note(let text) = $0 { notes.withLock { $0.append(text) } } }
        let diff = try await differ.diff(base: .revision("main"), head: .revision("raise-nova-workers"))

        #expect(diff.hostClasses == [.init(name: "all-in-one", hosts: ["aio0"])])
        #expect((diff.head.kayobe, diff.head.kollaAnsible) == ("18.6.0", "20.6.0"))
        #expect(
            diff.secrets == [
                .init(file: "etc/kayobe/environments/ci-aio/kolla/passwords.yml", name: "glance_database_password", kind: .changed)
            ])
        let lines = Dictionary(uniqueKeysWithValues: diff.changes.map { ($0.path, changedLines($0)) })
        #expect(
            lines == [
                "glance-api/glance-api.conf": [
                    "-connection = mysql+pymysql://glance:glance_database_password.v1@internal.ci.example.org:3306/glance",
                    "+connection = mysql+pymysql://glance:glance_database_password.v2@internal.ci.example.org:3306/glance",
                ],
                "haproxy/haproxy.cfg": ["-    maxconn 40000", "+    maxconn 60000"],
                "nova-compute/nova.conf": ["-max_concurrent_builds = 10", "+max_concurrent_builds = 20"],
                "prometheus-server/prometheus.yml": [
                    "+- job_name: object-gateway", "+  scrape_interval: 60s", "+  static_configs:", "+  - targets:",
                    "+    - 192.0.2.31:9283",
                ],
                "proxysql/users/glance.yaml": [
                    "-    password: \"glance_database_password.v1\"", "+    password: \"glance_database_password.v2\"",
                ],
            ])
        let restarts = Dictionary(uniqueKeysWithValues: diff.changes.map { ($0.path, $0.restarts) })
        #expect(
            restarts == [
                "glance-api/glance-api.conf": ["glance_api"], "haproxy/haproxy.cfg": ["haproxy"],
                "nova-compute/nova.conf": ["nova_compute"], "prometheus-server/prometheus.yml": ["prometheus_server"],
                "proxysql/users/glance.yaml": ["proxysql"],
            ])
        #expect(
            diff.changes.first { $0.path == "nova-compute/nova.conf" }?.settings == [
                .init(path: "[DEFAULT] max_concurrent_builds", kind: .changed, old: "10", new: "20")
            ])
        #expect(
            diff.rollout.steps.flatMap(\.commands)
                == ["loadbalancer", "prometheus", "glance", "nova"].map {
                    "kayobe overcloud service reconfigure --kolla-tags \($0)"
                })
        #expect(diff.rollout.notCovered == ["roles other than glance, nova, prometheus: they were not rendered (--kolla-tags)"])
        // Facts come from the configuration, and nothing is written beside the tree.
        #expect(diff.warnings.allSatisfy { $0.hasPrefix("not rendered: ") })
        let after = try? FileManager.default.attributesOfItem(atPath: target)[.modificationDate] as? Date
        #expect(before == after)

        // A second time both sides come from the cache, and say the same.
        let again = try await differ.diff(base: .revision("main"), head: .revision("raise-nova-workers"))
        #expect(again.changes == diff.changes)
        #expect(again.duration < diff.duration)

        // One side took over what it could from the other, which was rendered at the same time; each by itself gives the same.
        #expect(notes.withLock { $0 }.contains { $0.contains("come out as on the other side") })
        differ.options.isFresh = true
        let fresh = try await differ.diff(base: .revision("main"), head: .revision("raise-nova-workers"))
        #expect(fresh.changes == diff.changes)
        #expect(fresh.warnings == diff.warnings)
        #expect(!notes.withLock { $0 }.contains { $0.contains("was not the same in the cache") })
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: environment.cache.path + "/kolla/work").filter { $0 != "probe" }
                .isEmpty)
    }

    @Test(arguments: [
        (
            "{{ builds_of_a_compute }}",
            "'builds_of_a_compute' is undefined: define it in the configuration, or correct the name"
        ),
        ("{{ 1 + }}", "unexpected 'end of print statement'"), ("{{ 1 | nonesuch }}", "Could not load \"nonesuch\""),
    ])
    func namesTheFileWhoseTemplateFails(template: String, words: String) async throws {
        let environment = try RenderEnvironment()
        // Long enough for the middle of the message to be left out.
        let others = (1...40).map { "option_\($0) = value \($0)\n" }.joined()
        try environment.commit(
            "[DEFAULT]\nmax_concurrent_builds = \(template)\n" + others, to: "etc/kayobe/kolla/config/nova/nova-compute.conf",
            branch: "undefined")
        let output = environment.repository + "-rendered"
        let error = try #require(
            await #expect(throws: KollaDiffError.self) {
                _ = try await environment.differ().render(.revision("undefined"), to: output)
            })
        #expect(error.code == .renderFailed)
        #expect(error.failedTask?.host == "localhost")
        #expect(error.failedTask?.path == "etc/kayobe/kolla/config/nova/nova-compute.conf:2")
        #expect(error.failedTask?.quoted == "2 | max_concurrent_builds = \(template)")
        #expect(error.message.hasPrefix(words), "\(error.message)")
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    /// Kayobe makes up what passwords.yml does not say, at random.
    @Test func passwordsThatNoFileSetsAreNoChange() async throws {
        let environment = try RenderEnvironment()
        let path = "etc/kayobe/environments/ci-aio/kolla/passwords.yml"
        _ = try TemporaryRepository.git(["switch", "-q", "-c", "base", "main"], in: environment.repository)
        try FileManager.default.removeItem(atPath: environment.repository + "/" + path)
        for (branch, text) in [("base", "one\n"), ("head", "two\n")] {
            if branch == "head" { _ = try TemporaryRepository.git(["switch", "-q", "-c", "head"], in: environment.repository) }
            try Data(text.utf8).write(to: URL(filePath: environment.repository + "/etc/kayobe/notes.txt"))
            _ = try TemporaryRepository.git(["add", "-A"], in: environment.repository)
            _ = try TemporaryRepository.git(
                ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", branch],
                in: environment.repository)
        }
        let diff = try await environment.differ(tags: ["keystone"]).diff(base: .revision("base"), head: .revision("head"))
        #expect(diff.changes.isEmpty, "\(diff.changes.map(\.path))")
        #expect(diff.renderedFiles > 20)
        #expect(diff.warnings.contains { $0.contains("passwords that no file sets") })
    }

    @Test func refusesAHostWithoutAnAddress() async throws {
        let environment = try RenderEnvironment()
        let path = "etc/kayobe/environments/ci-aio/network-allocation.yml"
        let allocation = try String(contentsOfFile: environment.repository + "/" + path, encoding: .utf8)
        try environment.commit(
            allocation.replacing("storage_ips:\n  aio0: \"10.40.5.11\"\n", with: ""), to: path, branch: "no-address")
        let error = try #require(
            await #expect(throws: KollaDiffError.self) {
                _ = try await environment.differ().render(.revision("no-address"), to: environment.repository + "-rendered")
            })
        #expect(error.code == .hostWithoutAddress)
        #expect(error.message.contains("`storage_ips` in \(path), or"), "\(error.message)")
    }

    @Test func saysWhichPasswordIsNeeded() async throws {
        let environment = try RenderEnvironment()
        for (password, code) in [(nil, KollaDiffError.Code.vaultPasswordMissing), ("wrong", .vaultPasswordWrong)] {
            let error = try #require(
                await #expect(throws: KollaDiffError.self) {
                    _ = try await environment.differ(password: password).diff(base: .revision("main"), head: .revision("main"))
                })
            #expect(error.code == code)
            #expect(error.message.hasPrefix("etc/kayobe/"))
        }
    }

    private func changedLines(_ change: ConfigurationDiff.FileChange) -> [String] {
        change.unifiedDiff.split(separator: "\n").dropFirst(2).filter { $0.hasPrefix("+") || $0.hasPrefix("-") }.map(String.init)
    }
}
