internal import Git
internal import PipelineLoading

/// The names that a project gives its commits.
struct ProjectReferences {
    var head: ObjectID?
    var branches: [String: ObjectID] = [:]
    var tags: [String: ObjectID] = [:]

    /// The commit that a ref names, in git's order: a whole name, a tag, a branch. nil: none of these.
    func commit(_ ref: String?) -> ObjectID? {
        guard let ref, ref != "HEAD" else { return head }
        if ref.hasPrefix("refs/tags/") { return tags[String(ref.dropFirst("refs/tags/".count))] }
        if ref.hasPrefix("refs/heads/") { return branches[String(ref.dropFirst("refs/heads/".count))] }
        return tags[ref] ?? branches[ref]
    }

    /// The published commit for `~latest`, `1` or `1.2`, the highest version that fits; nil when nothing fits.
    /// Reference: https://docs.gitlab.com/ci/components/#component-versions
    func released(_ version: String) -> (commit: ObjectID, version: String)? {
        guard let range = VersionRange(version) else { return nil }
        var best: (version: SemanticVersion, tag: String)?
        for tag in tags.keys.sorted() {
            guard let version = SemanticVersion(tag), !version.isPrerelease, range.contains(version) else { continue }
            if best.map({ $0.version < version }) ?? true { best = (version, tag) }
        }
        guard let best, let commit = tags[best.tag] else { return nil }
        return (commit, best.tag)
    }

    /// The published versions, highest first.
    var versions: [String] {
        tags.keys.compactMap { tag in SemanticVersion(tag).map { ($0, tag) } }.sorted { $1.0 < $0.0 }.map(\.1)
    }

    /// What the author of a ref that does not exist may have meant.
    func help(for ref: String) -> String? {
        if let help = Spelling.help(for: ref, among: Array(tags.keys) + Array(branches.keys)) { return help }
        let names = versions.prefix(5) + branches.keys.sorted().prefix(5)
        return names.isEmpty
            ? nil : "there are \(names.joined(separator: ", "))\(tags.count + branches.count > names.count ? ", …" : "")"
    }
}

/// `1.2.3`, `v1.2.3-rc.1`. Reference: https://semver.org
struct SemanticVersion: Comparable {
    private var numbers: [Int]
    let isPrerelease: Bool

    init?(_ text: String) {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let core = bare.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
            return nil
        }
        numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        isPrerelease = bare.dropFirst(core.count).hasPrefix("-")
    }

    var major: Int { numbers[0] }
    var minor: Int { numbers[1] }

    static func < (left: Self, right: Self) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        return left.isPrerelease && !right.isPrerelease
    }
}

/// `~latest`, `1` or `1.2`.
struct VersionRange {
    private var major: Int?
    private var minor: Int?

    init?(_ text: String) {
        if text == "~latest" { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else {
            return nil
        }
        major = Int(parts[0])
        minor = parts.count == 2 ? Int(parts[1]) : nil
    }

    func contains(_ version: SemanticVersion) -> Bool {
        (major == nil || version.major == major) && (minor == nil || version.minor == minor)
    }
}
