internal import FoundationEssentials
internal import Processes

/// Keeps secrets out of a render. The work is done by a Python program with Ansible's own vault library; plaintext never leaves it.
struct SecretKeeper: Sendable {
    struct Side: Encodable, Sendable {
        var name: String
        /// The exported tree, whose secrets become tokens in place.
        var tree: String
        /// Where the files with secrets are kept as they were.
        var sealed: String
    }

    struct Redaction: Decodable, Sendable {
        var secrets: [ConfigurationDiff.SecretChange]
        /// Files with secrets, over both sides.
        var sealed: Int
        /// One a side: names its redacted tree and inputs.
        var digests: [String]
    }

    private struct Request: Encodable {
        var action: String
        var environment: String?
        var passwords: [VaultSecret]
        var sides: [Side]?
        var inputs: [[String]]?
        var sealed: [String]?
        var `public`: [String]?
        var trees: [String]?
    }

    private struct Leaks: Decodable {
        struct Leak: Decodable {
            var file: String
            var secret: String
        }
        var leaks: [Leak]
    }

    /// Python of Kayobe's environment.
    var python: String
    var environment: String?
    var passwords: [VaultSecret]
    /// A private directory: Ansible's library makes folders in its home as soon as it is imported.
    var home: String

    /// Compares the secrets of one or two sides and replaces them by tokens.
    /// - Parameter inputs: for each side what else decides its render.
    func redact(_ sides: [Side], inputs: [[String]]) async throws(KollaDiffError) -> Redaction {
        try await ask(
            Request(action: "redact", environment: environment, passwords: passwords, sides: sides, inputs: inputs),
            operation: "read the secrets")
    }

    /// Searches rendered trees for any secret in clear, in base64 or URL-encoded.
    /// - Parameter public: redacted trees; what they say in clear is no secret.
    func refuseLeaks(sealed: [String], public: [String], trees: [String]) async throws(KollaDiffError) {
        let answer: Leaks = try await ask(
            Request(
                action: "scan", environment: environment, passwords: passwords, sealed: sealed, public: `public`, trees: trees),
            operation: "search for secrets")
        guard let first = answer.leaks.first else { return }
        throw KollaDiffError(
            .secretLeaked, operation: "search for secrets",
            message:
                "\(first.file) would show \(first.secret)\(answer.leaks.count > 1 ? ", and \(answer.leaks.count - 1) more" : "");"
                + " nothing is shown")
    }

    private func ask<Answer: Decodable>(_ request: Request, operation: String) async throws(KollaDiffError) -> Answer {
        let output: ToolOutput
        let data: Data
        do { data = try JSONEncoder().encode(request) } catch {
            throw KollaDiffError(.system, operation: operation, message: "\(error)")
        }
        do {
            // The request holds the vault password: it goes through a pipe, the program's text through the arguments.
            output = try await Tool.run(
                Command(
                    python, ["-I", "-c", Driver.secrets],
                    environment: ["LANG": "C.UTF-8", "HOME": home, "PATH": "/usr/bin:/bin"],
                    input: .bytes([UInt8](data))), accepting: nil)
        } catch { throw KollaDiffError(error) }
        let answer = Data(output.standardOutput)
        if let refusal = try? JSONDecoder().decode(SecretRefusal.self, from: answer) {
            throw refusal.error(operation: operation, given: passwords.map(\.label))
        }
        do { return try JSONDecoder().decode(Answer.self, from: answer) } catch {
            let lines = output.errorText.split(separator: "\n").suffix(3).joined(separator: "\n    ")
            throw KollaDiffError(.system, operation: operation, message: lines.isEmpty ? "no answer" : lines)
        }
    }
}
