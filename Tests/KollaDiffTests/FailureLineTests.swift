import Foundation
import TestSupport
import Testing

@testable import KollaDiff

@Suite struct FailureLineTests {
    private func error(_ message: String, _ path: String = "etc/kayobe/kolla/config/nova.conf") -> KollaDiffError {
        KollaDiffError(
            .renderFailed, operation: "render head", message: message,
            failedTask: .init(host: "localhost", task: "t", path: path, message: message))
    }

    @Test func findsTheLineOfWhatIsNotDefined() async throws {
        let directory = try TemporaryDirectory()
        let path = "etc/kayobe/kolla/config/nova.conf"
        try FileManager.default.createDirectory(atPath: directory["etc/kayobe/kolla/config"], withIntermediateDirectories: true)
        try Data("# workers\n[DEFAULT]\na = {{ workers_max }}\nb = {{ 2 * workers }}\n".utf8).write(
            to: URL(filePath: directory[path]))
        func place(_ message: String, _ path: String = path) async -> String? {
            await FailureLine.complete(error(message, path), tree: directory.path, environment: nil, python: "/nonexistent")
                .failedTask?.path
        }
        #expect(await place("AnsibleUndefinedVariable: 'workers' is undefined. 'workers' is undefined") == path + ":4")
        #expect(await place("'other' is undefined") == path)
        #expect(await place("template error") == path)
        #expect(
            await place("'workers' is undefined", "kolla-ansible/ansible/roles/x.yml:3") == "kolla-ansible/ansible/roles/x.yml:3")
    }

    /// Ansible's own words for a file and for a variable that are no templates.
    @Test func findsTheTemplateThatAnsibleQuotes() async throws {
        let directory = try TemporaryDirectory()
        let reason = "unexpected 'end of print statement'"
        func place(_ template: String) async -> String? {
            let message = "AnsibleError: template error while templating string: \(reason). String: \(template). \(reason)"
            return await FailureLine.complete(
                error(message, "kayobe/ansible/roles/kolla-openstack/tasks/config.yml:117"), tree: directory.path, environment: nil,
                python: "/usr/bin/python3"
            ).failedTask?.path
        }
        let file = "[DEFAULT]\na = 1\nb = {{ 1 + }}\n"
        try FileManager.default.createDirectory(atPath: directory["etc/kayobe/kolla/config"], withIntermediateDirectories: true)
        try Data(file.utf8).write(to: URL(filePath: directory["etc/kayobe/kolla/config/nova.conf"]))
        try Data("---\nx: 1\nlimit: \"{{ 2 * }}\"\n".utf8).write(to: URL(filePath: directory["etc/kayobe/nova.yml"]))
        // The line needs Jinja, which this Python may not have; the real one is asked in KollaDiffRenderTests.
        #expect(await place(file)?.hasPrefix("etc/kayobe/kolla/config/nova.conf") == true)
        #expect(await place("{{ 2 * }}") == "etc/kayobe/nova.yml:3")
        #expect(await place("{{ elsewhere + }}") == "kayobe/ansible/roles/kolla-openstack/tasks/config.yml:117")
    }

    /// Ansible's guesses are wrong more often than not.
    @Test func leavesWhatHelps() async throws {
        let directory = try TemporaryDirectory()
        let path = "etc/kayobe/kolla/config/nova.conf"
        try FileManager.default.createDirectory(atPath: directory["etc/kayobe/kolla/config"], withIntermediateDirectories: true)
        try Data("[DEFAULT]\na = {{ workers_max }}\n".utf8).write(to: URL(filePath: directory[path]))
        let guesses = """


            The error appears to be in 'kayobe/ansible/roles/kolla-openstack/tasks/config.yml': line 117, column 3, but may
            be elsewhere in the file depending on the exact syntax problem.

            This one looks easy to fix. It seems that there is a value started with a quote.
            """
        let complete = { (message: String) in
            await FailureLine.complete(
                error(message + guesses, path), tree: directory.path, environment: nil, python: "/usr/bin/python3"
            ).description
        }
        let undefined = "The task includes an option with an undefined variable.. {'mode': 416}: 'workers_max' is undefined"
        #expect(
            await complete(undefined) == """
                render head: 'workers_max' is undefined: define it in the configuration, or correct the name
                  task: t
                  host: localhost
                  file: \(path):2
                    2 | a = {{ workers_max }}
                """)
        #expect(await complete("'dict object' has no attribute 'x'").hasPrefix("render head: 'dict object' has no attribute 'x'\n"))
    }

    /// Of a long message its beginning and its end are left.
    @Test func knowsATemplateByItsEnd() async throws {
        let directory = try TemporaryDirectory()
        let path = "etc/kayobe/kolla/config/nova.conf"
        try FileManager.default.createDirectory(atPath: directory["etc/kayobe/kolla/config"], withIntermediateDirectories: true)
        try Data("[DEFAULT]\na = {{ 1 | nosuch }}\nb = {{ workers. x }}\n".utf8).write(to: URL(filePath: directory[path]))
        let result = await FailureLine.complete(
            error(
                "An unhandled exception occurred while templating '{}'. Error was \u{2026} = {{ 1 | nosuch }}\nb = {{ workers. x }}\n. Could not load \"nosuch\": 'nosuch'",
                "kayobe/ansible/roles/kolla-openstack/tasks/config.yml:117"), tree: directory.path, environment: nil,
            python: "/usr/bin/python3")
        #expect(result.message == "Could not load \"nosuch\": 'nosuch'")
        #expect(result.failedTask?.path == path + ":2")
        #expect(result.failedTask?.quoted == "2 | a = {{ 1 | nosuch }}")
    }

    @Test func findsTheFileOfAddresses() async throws {
        let directory = try TemporaryDirectory()
        let missing = KollaDiffError(
            .hostWithoutAddress, operation: "describe aio0",
            message: "no address of network `storage` is allocated to it: add it to `storage_ips` in network-allocation.yml, or run"
        )
        func message() async -> String {
            await FailureLine.complete(missing, tree: directory.path, environment: "lab", python: "/nonexistent").message
        }
        #expect(await message().contains("in etc/kayobe/environments/lab/network-allocation.yml, or"))
        try FileManager.default.createDirectory(atPath: directory["etc/kayobe"], withIntermediateDirectories: true)
        try Data("---\nstorage_ips:\n  other: 10.0.0.1\n".utf8).write(
            to: URL(filePath: directory["etc/kayobe/network-allocation.yml"]))
        #expect(await message().contains("in etc/kayobe/network-allocation.yml:2, or"))
    }
}
