package import KollaDiff
package import RunHistory

/// A note for a merge request, in GitLab Flavored Markdown: what a reviewer must know first, long parts folded. Names and messages
/// from outside can neither format the note nor mention anybody.
///
///     let note = MarkdownSummary(run: record).text + MarkdownSummary(diff: diff).text
package struct MarkdownSummary: Sendable {
    /// What a note may hold by default.
    package static let defaultLimit = 200_000
    /// What a note may hold at most, in characters. Reference: https://docs.gitlab.com/administration/instance_limits/
    package static let gitLabLimit = 1_000_000

    /// The note. Never more UTF-8 bytes than its limit, unless the limit is too small for the headlines; what was left out is
    /// counted in it.
    package let text: String

    package init(run: RunRecord, limit: Int = defaultLimit) {
        var note = MarkdownNote(limit: limit)
        RunSummary(run: run).write(to: &note)
        text = note.finished
    }

    package init(diff: ConfigurationDiff, limit: Int = defaultLimit, link: String? = nil) {
        var note = MarkdownNote(limit: limit, link: link)
        ConfigurationSummary(diff: diff, limit: limit).write(to: &note)
        text = note.finished
    }

    /// One part for each environment.
    /// - Parameters:
    ///   - news: environments without a diff, because they come or go: before the diffs.
    ///   - remarks: a sentence each, after the diffs.
    ///   - link: an address where the whole can be read.
    package init(
        diffs: [ConfigurationDiff], news: [EnvironmentDiffs.News] = [], remarks: [String] = [], limit: Int = defaultLimit,
        link: String? = nil
    ) {
        var first = diffs.isEmpty ? "### Kolla configuration\n" : ""
        if !news.isEmpty {
            first += (first.isEmpty ? "" : "\n") + news.map { "- \(MarkdownText.words(VisibleText.line($0.text)))\n" }.joined()
            if first.utf8.count > limit / 4 {
                first = "**\(Phrases.count(news.count, "environment")) come or go;** names left out for size.\n"
            }
        }
        var rest = remarks.map { MarkdownText.words(VisibleText.line($0)) + "\n" }.joined(separator: "\n")
        if rest.utf8.count > limit / 10 { rest = "\(Phrases.count(remarks.count, "remark")) left out for size.\n" }
        var parts: [String] = []
        var room = limit - rest.utf8.count - first.utf8.count - 1
        for (index, diff) in diffs.enumerated() {
            // What an environment does not need is there for those after it.
            let part = MarkdownSummary(diff: diff, limit: room / (diffs.count - index) - 1, link: link).text
            room -= part.utf8.count + 1
            parts.append(part)
        }
        text = ([first] + parts + [rest]).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
