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
}
