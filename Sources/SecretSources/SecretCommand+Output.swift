internal import Execution
internal import Processes

extension SecretCommand {
    /// The names that may stand in braces.
    package static let placeholders = ["variable", "provider", "path", "field", "mount", "version", "reference"]
    package static let tokenPlaceholders = ["variable", "aud"]

    private static let timeLimit = Duration.seconds(60)
    private static let outputLimit = 1 << 20

    /// Runs the program in this process's own environment, so that it finds its agents and keys, and takes what it prints. The line
    /// end of a single line is no part of the value; a text of several lines is taken as it is.
    func output(_ values: [String: String], for name: String) async throws(SecretError) -> String {
        let words = words.map { Self.replacing(values, in: $0) }
        let output: ToolOutput
        do throws(ProcessError) {
            output = try await Tool.run(
                Command(words[0], Array(words.dropFirst()), workingDirectory: directory), timeLimit: Self.timeLimit,
                outputLimit: Self.outputLimit)
        } catch {
            if error.code == .canceled { throw SecretError(.canceled, "canceled") }
            throw SecretError(.unavailable, "no value for \(name): \(error.message) (\(words[0]))")
        }
        var bytes = output.standardOutput
        if bytes.last == UInt8(ascii: "\n"), !bytes.dropLast().contains(UInt8(ascii: "\n")) { bytes.removeLast() }
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
            throw SecretError(
                .notFound, "no value for \(name): \(words[0]) printed \(bytes.isEmpty ? "nothing" : "what is no UTF-8 text")")
        }
        return text
    }

    /// In one pass: what a value holds is never replaced again.
    static func replacing(_ values: [String: String], in text: String) -> String {
        var output = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            output += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: "}"), let value = values[String(rest[rest.index(after: open)..<close])] {
                output += value
                rest = rest[rest.index(after: close)...]
            } else {
                output.append("{")
                rest = rest.dropFirst()
            }
        }
        return output + rest
    }
}
