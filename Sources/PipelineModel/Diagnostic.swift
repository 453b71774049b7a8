/// One thing that is wrong (or doubtful) in a configuration. Diagnostics are collected, never thrown one by one, so that a
/// reader sees all problems of a file in one pass.
package struct Diagnostic: Hashable, Sendable, Codable {
    package enum Severity: String, Sendable, Codable, CaseIterable {
        /// GitLab would refuse the configuration, or Slipway cannot run it.
        case error
        /// Accepted, but it probably does not mean what the author thinks.
        case warning
        /// Worth knowing: a keyword that has no effect in a local run, for example.
        case note
    }

    package var severity: Severity
    /// A stable kebab-case identifier such as `unknown-keyword`, for filters and for SARIF.
    package var code: String
    /// One sentence without a full stop. Where GitLab has a message for the same problem, GitLab's wording.
    package var message: String
    package var location: SourceLocation?
    /// The source line at `location`, without its line end.
    package var sourceLine: String?
    /// What to write instead.
    package var help: String?

    package init(
        _ severity: Severity, _ code: String, _ message: String, at location: SourceLocation? = nil, sourceLine: String? = nil,
        help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.sourceLine = sourceLine
        self.help = help
    }
}

extension Sequence<Diagnostic> {
    /// True when the configuration must not be run.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
