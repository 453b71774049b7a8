/// A commit as GitLab describes it in `CI_COMMIT_*`.
package struct Commit: Hashable, Sendable {
    /// Who and when.
    package struct Signature: Hashable, Sendable {
        package var name: String
        package var email: String
        /// Seconds since 1970-01-01 UTC.
        package var seconds: Int64
        /// East of UTC, in minutes.
        package var offsetMinutes: Int

        package init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
            self.name = name
            self.email = email
            self.seconds = seconds
            self.offsetMinutes = offsetMinutes
        }
    }

    package var id: ObjectID
    package var tree: ObjectID
    package var parents: [ObjectID]
    /// The whole message, invalid UTF-8 repaired.
    package var message: String
    package var author: Signature
    package var committer: Signature

    package var shortID: String { id.short }

    /// The first line of the message.
    package var title: String { String(message.prefix { !$0.isNewline }) }

    /// The message without its first line and the blank lines after it. GitLab gives the whole message when the title is shorter
    /// than 100 characters and cuts the title otherwise; callers that fake `CI_COMMIT_DESCRIPTION` follow that rule themselves.
    package var description: String {
        String(message.drop { !$0.isNewline }.drop { $0.isNewline })
    }

    package var authorName: String { author.name }
    package var authorEmail: String { author.email }
}
