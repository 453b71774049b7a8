package import PipelineModel

/// Shows diagnostics to people: the place, the message, the quoted line with a caret, and what to write instead.
///
///     .gitlab-ci.yml:12:3: error: jobs:rspec config contains unknown keys: scirpt
///       12 |   scirpt: rspec
///          |   ^
///          = help: did you mean `script`?
package struct DiagnosticFormatter: Sendable {
    package var usesColor: Bool

    package init(usesColor: Bool = false) { self.usesColor = usesColor }

    /// The whole text of one diagnostic, without a line end.
    package func text(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { bold("\($0):") + " " } ?? ""
        var lines = [place + colored("\(diagnostic.severity.rawValue):", diagnostic.severity) + " " + bold(diagnostic.message)]
        var margin = "   "
        if let location = diagnostic.location, let source = diagnostic.sourceLine {
            let number = String(location.line)
            margin = String(repeating: " ", count: number.count + 3)
            let start = excerptStart(location.column)
            let excerpt = Self.cleaned(source.unicodeScalars.dropFirst(start).prefix(Self.excerptWidth))
            lines.append("  \(number) | \(excerpt)")
            let indent = source.unicodeScalars.prefix(location.column - 1).dropFirst(start).map { $0 == "\t" ? "\t" : " " }.joined()
            lines.append("\(margin)| \(indent)\(colored("^", diagnostic.severity))")
        }
        if let help = diagnostic.help { lines.append("\(margin)= help: \(help)") }
        return lines.joined(separator: "\n")
    }

    /// All of them, with how many there are of each kind at the end; empty for none.
    package func text(_ diagnostics: [Diagnostic]) -> String {
        if diagnostics.isEmpty { return "" }
        let counts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return diagnostics.map(text(_:)).joined(separator: "\n") + "\n" + counts.joined(separator: ", ") + "\n"
    }

    private static let excerptWidth = 160

    /// Long lines are shown from shortly before the place.
    private func excerptStart(_ column: Int) -> Int { column <= Self.excerptWidth - 20 ? 0 : column - 60 }

    /// Control characters of the source must not reach the terminal.
    private static func cleaned(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F ? "\u{FFFD}" : scalar) }
        return String(text)
    }

    private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    private func colored(_ text: String, _ severity: Diagnostic.Severity) -> String {
        guard usesColor else { return text }
        let color =
            switch severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        return "\u{1B}[1;\(color)m\(text)\u{1B}[0m"
    }
}
