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
            await FailureLine.complete(error(message, path), tree: directory.path, python: "/nonexistent").failedTask?.path
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
                error(message, "kayobe/ansible/roles/kolla-openstack/tasks/config.yml:117"), tree: directory.path,
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
}
