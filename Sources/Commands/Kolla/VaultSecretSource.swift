internal import FoundationEssentials
internal import Glibc
internal import KollaDiff
internal import Processes

/// Where a password of Ansible Vault comes from, as `ansible-playbook --vault-id` spells it: `label@source`, or a source alone.
///
/// A source is a file that holds the password, a program that prints it, or `prompt`. A program whose name ends in `-client` is told the
/// label with `--vault-id`.
/// Reference: https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html
struct VaultSecretSource: Hashable {
    var label: String
    var source: String

    /// - Parameter text: the value of `--vault-id`.
    /// - Throws: `CommandFailure` of usage.
    init(id text: String) throws {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        label = parts.count == 2 && !parts[0].isEmpty ? parts[0] : VaultSecret.defaultLabel
        source = parts.last ?? ""
        if source.isEmpty {
            let name = text.isEmpty ? "LABEL" : label
            throw CommandFailure(
                .usage, "--vault-id \"\(text)\" does not say where the password is: write \(name)@FILE, or \(name)@prompt")
        }
    }

    /// - Parameter file: the value of `--vault-password-file`.
    init(file: String) {
        label = VaultSecret.defaultLabel
        source = file
    }

    /// - Throws: `CommandFailure`: of usage when there is no password, of the system when a program fails.
    func secret() async throws -> VaultSecret {
        let password: String
        if source == "prompt" || source == "prompt_ask_vault_pass" {
            password = try ask()
        } else if isProgram {
            password = try await printed()
        } else {
            guard let data = try? Data(contentsOf: URL(filePath: path)), let text = String(validating: data, as: UTF8.self) else {
                throw CommandFailure(.usage, "cannot read the vault password file \"\(source)\"")
            }
            password = text.trimming(while: \.isWhitespace)
        }
        if password.isEmpty { throw CommandFailure(.usage, "the vault password from \"\(source)\" is empty") }
        return VaultSecret(label: label, password: password)
    }

    /// The shell does not expand a tilde that follows a label.
    private var path: String {
        guard source.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] else { return source }
        return home + source.dropFirst()
    }

    private var isProgram: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o111 != 0
    }

    private func printed() async throws -> String {
        // A name without a directory would be looked for in PATH.
        let program = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var name = program.split(separator: "/").last ?? ""
        if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
        let arguments = name.hasSuffix("-client") ? ["--vault-id", label] : []
        do {
            let output = try await Interrupts.canceling { try await Tool.run(Command(program, arguments)) }
            return output.text.trimming { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        } catch let error as ProcessError {
            throw CommandFailure(
                .systemFailed,
                "the program \"\(source)\" did not give the vault password for \(label): \(error.message); a file that only holds a password must not be executable"
            )
        }
    }

    private func ask() throws -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw CommandFailure(
                .usage,
                "there is no terminal to ask for the vault password for \(label): write \(label)@FILE instead of \(label)@prompt")
        }
        close(terminal)
        guard let answer = getpass("Vault password (\(label)): ") else { return "" }
        defer { memset(answer, 0, strlen(answer)) }
        return String(cString: answer)
    }
}

extension String {
    fileprivate func trimming(while matches: (Character) -> Bool) -> String {
        let front = drop(while: matches)
        return String(front.dropLast(front.reversed().prefix(while: matches).count))
    }
}
