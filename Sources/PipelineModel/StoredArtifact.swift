/// A file that a job left behind: an archive of its paths, or a report.
package struct StoredArtifact: Sendable, Codable, Hashable {
    /// `archive`, or the report type: `junit`, `dotenv`, …
    package var kind: String
    /// `artifacts:name` for an archive, the file name for a report.
    package var name: String
    /// Relative to the run's directory.
    package var path: String
    /// Bytes.
    package var size: Int
    /// Seconds since 1970; nil: kept for ever.
    package var expiresAt: Double?
    /// The files (not the directories) that an archive holds, relative to the project directory. Capped; `fileCount` is the whole
    /// number.
    package var files: [String]
    package var fileCount: Int

    package init(
        kind: String, name: String, path: String, size: Int, expiresAt: Double? = nil, files: [String] = [], fileCount: Int = 1
    ) {
        self.kind = kind
        self.name = name
        self.path = path
        self.size = size
        self.expiresAt = expiresAt
        self.files = files
        self.fileCount = fileCount
    }
}
