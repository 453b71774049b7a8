internal import IncludeSources
internal import PipelineLoading

/// The files from elsewhere that a configuration is made of, as people read it.
enum IncludeListing {
    /// A line for each file.
    static func text(_ files: [ForeignRecord]) -> String { files.map { "included: \($0.name)\(details($0))\n" }.joined() }

    private static func details(_ file: ForeignRecord) -> String {
        var text = ""
        if let commit = file.commit { text += ", commit \(commit.prefix(8))" }
        if let sha256 = file.sha256 { text += ", sha256 \(sha256.prefix(16))" }
        if file.origin != file.name { text += ", from \(file.origin)" }
        if let time = file.fetchedAt { text += ", fetched \(FetchTime.text(time))" }
        return text
    }
}
