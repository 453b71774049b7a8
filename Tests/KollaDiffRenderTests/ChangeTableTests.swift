import Foundation
import KollaDiff
import TestSupport
import Testing

/// `fixtures/kolla-changes`: changes to the configuration of the demonstration, each with the settings that differ, the containers that
/// restart and the plan to roll it out, as the real Kayobe and Kolla Ansible have them. RECORD_SNAPSHOTS=1 writes what is expected,
/// KOLLA_CHANGES=NAME,… runs some of the changes.
@Suite(.serialized) struct ChangeTableTests {
    struct Change: Decodable, Sendable, CustomTestStringConvertible {
        struct Edit: Decodable, Sendable {
            var file: String
            var replace: String?
            var with: String?
            var text: String?
            var append: String?
            var remove: Bool?
            /// The file is decrypted, changed and encrypted again.
            var vault: Bool?
        }

        var name: String
        var environment: String
        var tags: [String]
        var edits: [Edit]
        var testDescription: String { name }
    }

    private static let folder = projectRoot + "/fixtures/kolla-changes"
    /// One repository and one cache: the base of each set of tags is rendered once.
    private static let shared = Result { try RenderEnvironment() }

    static let changes: [Change] = {
        let data = (try? Data(contentsOf: URL(filePath: folder + "/changes.json"))) ?? Data()
        let all = (try? JSONDecoder().decode([Change].self, from: data)) ?? []
        guard let wanted = ProcessInfo.processInfo.environment["KOLLA_CHANGES"]?.split(separator: ",") else { return all }
        return all.filter { change in wanted.contains { change.name.contains($0) } }
    }()

    @Test func thereAreThirtyChanges() {
        if ProcessInfo.processInfo.environment["KOLLA_CHANGES"] == nil { #expect(Self.changes.count >= 30) }
    }

    @Test(arguments: changes)
    func saysWhatAChangeDoes(_ change: Change) async throws {
        let environment = try Self.shared.get()
        let pair = try await environment.pythonEnvironments()
        _ = try TemporaryRepository.git(["switch", "-q", "-C", change.name, "main"], in: environment.repository)
        for edit in change.edits { try apply(edit, in: environment.repository, kayobe: pair.kayobe) }
        _ = try TemporaryRepository.git(["add", "-A"], in: environment.repository)
        _ = try TemporaryRepository.git(
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", change.name],
            in: environment.repository)
        let diff = try await environment.differ(change.environment, tags: change.tags).diff(
            base: .revision("main"), head: .revision(change.name))
        try expect(Self.text(of: diff), in: change.name)
    }

    private func apply(_ edit: Change.Edit, in repository: String, kayobe: String) throws {
        let path = repository + "/" + edit.file
        if edit.remove == true { return try FileManager.default.removeItem(atPath: path) }
        if edit.vault == true { try vault("decrypt", path, kayobe: kayobe) }
        var text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        if let whole = edit.text { text = whole }
        if let replace = edit.replace, let with = edit.with {
            try #require(text.contains(replace), "\(edit.file) has no \(replace)")
            text = text.replacing(replace, with: with)
        }
        text += edit.append ?? ""
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        if edit.vault == true { try vault("encrypt", path, kayobe: kayobe) }
    }

    private func vault(_ verb: String, _ path: String, kayobe: String) throws {
        let directory = try TemporaryDirectory()
        try Data(RenderEnvironment.password.utf8).write(to: URL(filePath: directory["password"]))
        let process = Process()
        process.executableURL = URL(filePath: kayobe + "/bin/ansible-vault")
        process.arguments = [verb, "--vault-password-file", directory["password"], path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "ansible-vault \(verb) \(path)")
    }

    /// What a reviewer learns, one fact a line.
    static func text(of diff: ConfigurationDiff) -> String {
        var lines: [String] = []
        for secret in diff.secrets { lines.append("secret \(secret.kind.rawValue): \(secret.name)") }
        for change in diff.changes {
            lines.append(
                "\(change.path) on \(change.hosts.joined(separator: ", ")): \(change.kind.rawValue), \(change.effect.rawValue) \(change.restarts.joined(separator: ", "))"
                    .trimmed)
            if change.onlyFormatting { lines.append("    only formatting") }
            for setting in change.settings {
                lines.append(
                    "    \(setting.kind.rawValue) \(setting.path): \([setting.old, setting.new].compactMap { $0 }.joined(separator: " → "))"
                )
            }
            guard change.settings.isEmpty, change.kind == .modified else { continue }
            for line in change.unifiedDiff.split(separator: "\n").dropFirst(2) where line.hasPrefix("+") || line.hasPrefix("-") {
                lines.append("    " + line)
            }
        }
        for (index, step) in diff.rollout.steps.enumerated() {
            lines.append(
                "step \(index + 1), \(step.kind.rawValue) \(step.name) on \(step.hosts.joined(separator: ", ")): \(step.reason)")
            for command in step.commands { lines.append("    $ \(command)") }
            for cause in step.causes { lines.append("    because of \(cause)") }
            if !step.restarts.isEmpty { lines.append("    restarts \(step.restarts.joined(separator: ", "))") }
            for risk in step.risks { lines.append("    \(risk.severity.rawValue): \(risk.subject)") }
        }
        for note in diff.rollout.notes { lines.append("note: \(note)") }
        for item in diff.rollout.notCovered where !item.hasPrefix("roles other than") { lines.append("not covered: \(item)") }
        return (lines.isEmpty ? ["nothing"] : lines).joined(separator: "\n") + "\n"
    }

    private func expect(_ text: String, in name: String) throws {
        let file = URL(filePath: Self.folder + "/expected/" + name + ".txt")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" { return try Data(text.utf8).write(to: file) }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
