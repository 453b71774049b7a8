internal import KollaDiff

/// Rendered revisions, for people.
struct CacheEntriesText {
    var entries: [RenderCache.Entry]
    /// Seconds since 1970.
    var now: Double

    var text: String {
        if entries.isEmpty { return "Nothing is kept.\n" }
        let size = Quantity.text(bytes: entries.reduce(0) { $0 + $1.size })
        return table + "\n\(entries.count) renders, \(size)\n"
    }

    var table: String {
        TextTable.text(
            [["RENDER", "SIZE", "FILES", "AGE", "USED", "ENVIRONMENT", "REVISION", "KAYOBE", "KOLLA ANSIBLE", "PART"]]
                + entries.map(row))
    }

    private func row(_ entry: RenderCache.Entry) -> [String] {
        let used = entry.isInUse ? "now" : ago(entry.used)
        let cells = [String(entry.key.prefix(12)), Quantity.text(bytes: entry.size), String(entry.files), ago(entry.created), used]
        guard let origin = entry.origin else { return cells + ["(cannot be read)"] }
        let part =
            (origin.kollaTags.isEmpty ? [] : [origin.kollaTags.joined(separator: ",")]) + [origin.kollaLimit].compactMap { $0 }
        let commit = origin.commit.map { " " + $0.prefix(8) } ?? ""
        return cells + [
            origin.environment ?? "-", origin.revision + commit, origin.kayobe, origin.kollaAnsible,
            part.isEmpty ? "all" : part.joined(separator: " on "),
        ]
    }

    private func ago(_ seconds: Double) -> String {
        let age = max(0, now - seconds)
        return age < 2 * 86400 ? DurationText.short(seconds: age.rounded()) : "\(Int(age / 86400)) days"
    }
}
