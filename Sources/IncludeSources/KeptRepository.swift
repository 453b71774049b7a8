internal import Git
internal import PipelineLoading

/// What was fetched of a remote repository: single commits, without their history, and the refs as they were at that time.
struct KeptRepository {
    private static let title = "slipway references 1"
    /// Of the list of refs: some 200,000.
    static let maximumListing = 16 << 20

    let url: String
    let cache: IncludeCache

    var path: String { cache.repository(url) }
    var listingPath: String { path + "/slipway-references" }

    /// The refs at the time of the last fetch.
    struct Listing {
        var references = ProjectReferences()
        /// Seconds since 1970.
        var fetchedAt: Double
    }

    var listing: Listing? {
        guard let bytes = cache.contents(listingPath, limit: Self.maximumListing) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count >= 2, lines[0] == Self.title, lines[1].hasPrefix("fetched "),
            let time = Double(lines[1].dropFirst("fetched ".count))
        else { return nil }
        return Listing(references: Self.references(inLines: lines[2...]), fetchedAt: time)
    }

    func keep(listing: String, fetchedAt: Double) throws(ForeignProblem) {
        try cache.write(Array("\(Self.title)\nfetched \(Int(fetchedAt))\n\(listing)".utf8), to: listingPath)
    }

    /// Reads what `git ls-remote` prints; the commit of an annotated tag follows it with `^{}` at its name.
    static func references(inLines lines: some Sequence<Substring>) -> ProjectReferences {
        var found = ProjectReferences()
        for line in lines {
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let id = ObjectID(hex: String(parts[0])) else { continue }
            let name = parts[1]
            if name == "HEAD" {
                found.head = id
            } else if name.hasPrefix("refs/heads/") {
                found.branches[String(name.dropFirst("refs/heads/".count))] = id
            } else if name.hasPrefix("refs/tags/") {
                let tag = name.dropFirst("refs/tags/".count)
                found.tags[String(tag.hasSuffix("^{}") ? tag.dropLast(3) : tag)] = id
            }
        }
        return found
    }

    /// The commit that a request means; nil when the refs do not say.
    static func commit(_ request: ProjectRequest, in references: ProjectReferences) -> (commit: ObjectID, version: String?)? {
        if let ref = request.ref, request.host != nil {
            if let released = references.released(ref) { return (released.commit, released.version) }
            if let commit = references.tags[ref] { return (commit, SemanticVersion(ref) == nil ? nil : ref) }
        }
        if let commit = references.commit(request.ref) { return (commit, nil) }
        guard let ref = request.ref, CommitName.isCommit(ref) else { return nil }
        if let whole = ObjectID(hex: ref) { return (whole, nil) }
        let tips = Set(Array(references.branches.values) + Array(references.tags.values))
        let fitting = tips.filter { $0.hex.hasPrefix(ref.lowercased()) }
        return fitting.count == 1 ? fitting.first.map { ($0, nil) } : nil
    }

    /// The files of a commit; nil when it is not kept.
    func tree(_ commit: ObjectID, version: String?, fetchedAt: Double) -> ForeignTree? {
        do throws(GitError) {
            let snapshot = try RepositorySnapshot(repositoryAt: path, treeish: commit)
            return ForeignTree(
                source: CommitFiles(snapshot: snapshot), commit: commit.hex, version: version,
                origin: ForeignOrigin(url, fetchedAt: fetchedAt))
        } catch {
            return nil
        }
    }
}
