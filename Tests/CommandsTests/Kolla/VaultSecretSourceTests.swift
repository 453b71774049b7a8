import ArgumentParser
import Foundation
import KollaDiff
import TestSupport
import Testing

@testable import Commands

/// `--vault-id` and `--vault-password-file`, with real files and real programs.
@Suite struct VaultSecretSourceTests {
    private func write(_ text: String, to path: String, executable: Bool = false) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        if executable { try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path) }
    }

    @Test func readsFilesAndPrograms() async throws {
        let directory = try TemporaryDirectory()
        try write(" pass word \n\n", to: directory["file"])
        try write("#!/bin/sh\necho \" from a program for ${2:-nobody}\"\n", to: directory["program"], executable: true)
        try write("#!/bin/sh\necho \"$@\"\n", to: directory["keyring-client.sh"], executable: true)
        for (id, label, password) in [
            ("prod@\(directory["file"])", "prod", "pass word"), (directory["file"], "default", "pass word"),
            ("@\(directory["file"])", "default", "pass word"),
            // Only the end of a line is taken from a program's output.
            ("prod@\(directory["program"])", "prod", " from a program for nobody"),
            ("prod@\(directory["keyring-client.sh"])", "prod", "--vault-id prod"),
        ] {
            let secret = try await VaultSecretSource(id: id).secret()
            #expect((secret.label, secret.password) == (label, password))
            #expect("\(secret)" == "the vault password for \(label)")
        }
        let secret = try await VaultSecretSource(file: directory["keyring-client.sh"]).secret()
        #expect((secret.label, secret.password) == ("default", "--vault-id default"))
    }

    @Test func saysWhatIsWrong() async throws {
        let directory = try TemporaryDirectory()
        try write("\n", to: directory["empty"])
        try write("#!/bin/sh\necho the keyring is locked >&2\nexit 3\n", to: directory["locked"], executable: true)
        try write("just a password\n", to: directory["password"], executable: true)
        for (id, status, words) in [
            ("prod@", ExitStatus.usage, "--vault-id \"prod@\" does not say where the password is: write prod@FILE, or prod@prompt"),
            ("prod@\(directory["absent"])", .usage, "cannot read the vault password file \"\(directory["absent"])\""),
            ("prod@\(directory["empty"])", .usage, "the vault password from \"\(directory["empty"])\" is empty"),
            (
                "prod@\(directory["locked"])", .systemFailed,
                "the program \"\(directory["locked"])\" did not give the vault password for prod: the keyring is locked;"
            ),
            ("prod@\(directory["password"])", .systemFailed, "a file that only holds a password must not be executable"),
        ] {
            let failure = try #require(
                await #expect(throws: CommandFailure.self) { try await VaultSecretSource(id: id).secret() })
            #expect(failure.status == status)
            #expect(failure.message.contains(words), "\(failure.message)")
        }
    }

    @Test func takesWhatTheEnvironmentSaysWhereNothingIsGiven() async throws {
        let directory = try TemporaryDirectory()
        for name in ["a", "b", "c"] { try write("password \(name)\n", to: directory[name]) }
        func secrets(_ arguments: [String], _ variables: [String: String]) async throws -> [String] {
            try await KollaOptions.parse(arguments).renderOptions(variables).vaultSecrets.map { "\($0.label): \($0.password)" }
        }
        let variables = [
            "KAYOBE_VAULT_PASSWORD": "kayobe", "ANSIBLE_VAULT_IDENTITY_LIST": "one@\(directory["a"]), two@\(directory["b"])",
        ]
        #expect(try await secrets([], [:]).isEmpty)
        #expect(try await secrets([], variables) == ["one: password a", "two: password b", "default: kayobe"])
        #expect(try await secrets(["--vault-id", "x@\(directory["c"])"], variables) == ["x: password c", "default: kayobe"])
        #expect(
            try await secrets(["--vault-password-file", directory["c"], "--vault-id", "x@\(directory["a"])"], variables)
                == ["x: password a", "default: password c"])
    }
}
