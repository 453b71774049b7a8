/// Something in a Kayobe configuration that Kayobe or Ansible would refuse, or that cannot be read from the files alone.
package struct ConfigurationProblem: Hashable, Sendable, Codable {
    package enum Severity: String, Hashable, Sendable, Codable {
        /// Kayobe or Ansible would stop, or leave the file out.
        case error
        /// It works, but probably not as meant, or Slipway cannot see all of it.
        case warning
    }

    package var severity: Severity
    /// Relative to the top of the repository; nil when no file is to blame.
    package var file: String?
    /// From 1; nil when no line is to blame.
    package var line: Int?
    /// From 1, in characters; nil when the whole line is to blame.
    package var column: Int?
    /// One sentence without a full stop.
    package var message: String
    /// The text of the line, when it may be shown.
    package var text: String?

    package init(
        _ severity: Severity, file: String? = nil, line: Int? = nil, column: Int? = nil, _ message: String, text: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.text = text
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// `etc/kayobe/inventory/hosts:3: error: …`.
    package var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        return (place.isEmpty ? "" : place + ": ") + severity.rawValue + ": " + message
    }

    /// As `description`, with the line and a mark below its column where they are known.
    package var quoted: String {
        guard let text, let line else { return description }
        let margin = String(repeating: " ", count: String(line).count)
        let mark = column.map { "\n  \(margin) | " + String(repeating: " ", count: max(0, $0 - 1)) + "^" } ?? ""
        return description + "\n  \(line) | \(text)" + mark
    }
}
