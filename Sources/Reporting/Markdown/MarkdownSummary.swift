package import KollaDiff
package import RunHistory

/// A note for a merge request, in GitLab Flavored Markdown: what a reviewer must know first, long parts folded. Names and messages
/// from outside can neither format the note nor mention anybody.
///
///     let note = MarkdownSummary(run: record).text + MarkdownSummary(diff: diff).text
package struct MarkdownSummary: Sendable {
    /// What a note may hold by default; GitLab's limit for a note is 1,000,000 characters.
    package static let defaultLimit = 200_000

    /// The note. Never more UTF-8 bytes than its limit, unless the limit is too small for the headline; what was left out is
    /// counted in it.
    package let text: String

    package init(run: RunRecord, limit: Int = defaultLimit) {
        var note = MarkdownNote(limit: limit)
        RunSummary(run: run).write(to: &note)
        text = note.finished
    }

    package init(diff: ConfigurationDiff, limit: Int = defaultLimit) {
        var note = MarkdownNote(limit: limit)
        ConfigurationSummary(diff: diff).write(to: &note)
        text = note.finished
    }
}
