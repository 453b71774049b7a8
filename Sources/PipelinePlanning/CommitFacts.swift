/// The commit that a pipeline runs for.
package struct CommitFacts: Hashable, Sendable {
    package static let zeroSHA = String(repeating: "0", count: 40)

    package var sha: String
    /// The branch's commit before the push; zeros when there is none, and in merge request pipelines.
    package var beforeSHA: String
    package var message: String
    package var authorName: String
    package var authorEmail: String
    /// ISO 8601 with offset, as GitLab shows it: `2026-11-23T20:10:00+00:00`.
    package var timestamp: String
    /// Of an annotated tag.
    package var tagMessage: String?

    package init(
        sha: String, beforeSHA: String = zeroSHA, message: String = "", authorName: String = "", authorEmail: String = "",
        timestamp: String = "", tagMessage: String? = nil
    ) {
        self.sha = sha
        self.beforeSHA = beforeSHA
        self.message = message
        self.authorName = authorName
        self.authorEmail = authorEmail
        self.timestamp = timestamp
        self.tagMessage = tagMessage
    }

    /// The first line of the message.
    var title: String {
        message.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// The message without its first line; the whole message when that line is 100 characters or longer.
    var description: String {
        guard title.count < 100 else { return message }
        let rest =
            message.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropFirst().first ?? ""
        return String(rest.last?.isNewline == true ? rest.dropLast() : rest)
    }
}
