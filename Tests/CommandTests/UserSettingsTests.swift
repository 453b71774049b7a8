import Foundation
import Processes
import TestSupport
import Testing

/// The settings of the person, of the repository and of the command line, in the built program.
@Suite struct UserSettingsTests {
    private static let pipeline = "a: {script: ['echo $ONE $TWO $THREE']}\n"

    private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func theLastFileCounts() async throws {
        let place = try Workplace(Self.pipeline)
        let home = try #require(place.environment["HOME"])
        let all = "variables: {ONE: NAME, TWO: NAME, THREE: NAME}\n"
        func values(_ environment: [String: String?] = [:], _ arguments: String...) async throws -> [String] {
            let output = try await place.shell(
                "$slipway run --variable D=\(place.shared) \(arguments.joined(separator: " "))", environment: environment)
            #expect(output.exitCode == 0, "\(output.errorText)")
            let line = output.text.split(separator: "\n").first { $0.hasSuffix("ONE") || $0.contains("person") } ?? ""
            return line.split(separator: " ").suffix(3).map(String.init)
        }
        try write(all.replacing("NAME", with: "person"), to: home + "/.config/slipway/settings.yml")
        #expect(try await values() == ["person", "person", "person"])
        try write("variables: {TWO: repository, THREE: repository}\n", to: place.top + "/.slipway/settings.yml")
        #expect(try await values() == ["person", "repository", "repository"])
        let named = try place.write("more.yml", "variables: {THREE: named}\n")
        #expect(try await values([:], "--settings", named) == ["person", "repository", "named"])
        // A directory of its own in place of ~/.config.
        try write(all.replacing("NAME", with: "other-person"), to: place.shared + "/config/slipway/settings.yml")
        let other: [String: String?] = ["XDG_CONFIG_HOME": place.shared + "/config"]
        #expect(try await values(other) == ["other-person", "repository", "repository"])
    }

    /// They would come with a clone, and say where to fetch from and what to run.
    @Test func committedSettingsAreRefused() async throws {
        let place = try Workplace(Self.pipeline)
        let path = place.top + "/.slipway/settings.yml"
        try write("variables: {ONE: x}\n", to: path)
        #expect(try await place.slipway("list").exitCode == 0)
        try place.repository.git("add", "--force", ".slipway/settings.yml")
        try place.repository.git("commit", "--quiet", "--message=Settings")
        for command in ["list", "lint", "run"] {
            let output = try await place.slipway(command)
            #expect(output.exitCode == 3)
            #expect(
                output.errorText.hasSuffix(
                    "/.slipway/settings.yml is committed, and settings are a person's own; take it out of the repository with "
                        + "git rm --cached .slipway/settings.yml, or name it with --settings\n"), "\(command): \(output.errorText)")
        }
    }

    @Test func mistakesAreQuotedAndSecretsAreNot() async throws {
        let place = try Workplace(Self.pipeline)
        try write("fecth: true\nvariables: {A: {value: hunter22, maskd: true}}\n", to: place.top + "/.slipway/settings.yml")
        let output = try await place.slipway("list")
        #expect(output.exitCode == 3 && output.text.isEmpty)
        let path = try #require(output.errorText.split(separator: ":").first)
        #expect(path.hasSuffix("/.slipway/settings.yml"))
        #expect(
            output.errorText == """
                \(path):1:1: error: settings: unknown key "fecth"
                  1 | fecth: true
                    | ^
                    = help: did you mean `fetch`?
                \(path):2:34: error: A: unknown key "maskd"
                   = help: did you mean `masked`?
                2 errors


                """)
    }

    @Test(arguments: [0o640, 0o604]) func secretsOthersCanReadAreRefused(mode: Int) async throws {
        let place = try Workplace(Self.pipeline)
        let path = place.top + "/.slipway/settings.yml"
        try write("variables: {A: {value: hunter22, masked: true}}\n", to: path, mode: mode)
        let output = try await place.slipway("list")
        #expect(output.exitCode == 3)
        #expect(
            output.errorText.contains(
                "/.slipway/settings.yml holds masked variables and can be read by other users; run: chmod 600 "))
    }
}
