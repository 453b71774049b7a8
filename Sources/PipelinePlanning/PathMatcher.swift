package import PipelineModel

/// Answers `changes` and `exists` for all jobs of a plan; each question is put to the repository once.
/// Reference: https://docs.gitlab.com/ci/yaml/#ruleschanges, https://docs.gitlab.com/ci/yaml/#rulesexists
final class PathMatcher {
    /// Above this many comparisons of a pattern with a path GitLab stops looking and takes the rule as matched.
    static let comparisonLimit = 50_000

    private struct Question: Hashable {
        var changes: PathChanges
        var isLimited: Bool
    }

    private let paths: RepositoryPaths
    private var globs: [String: Glob] = [:]
    private var changed: [String?: ChangedPaths] = [:]
    private var changesAnswers: [Question: PathsAnswer] = [:]
    private var existsAnswers: [[String]: PathsAnswer] = [:]
    /// By project and ref.
    private var others: [[String?]: PathMatcher] = [:]
    /// True once a `compare_to` was not found.
    private(set) var hasUnknownRefs = false
    private var toldUnknownRefs: Set<SourceLocation> = []
    private lazy var all = paths.all()
    private lazy var topLevel = all.filter { !$0.utf8.contains(UInt8(ascii: "/")) }
    private lazy var allSet = Set(all)

    init(_ paths: RepositoryPaths) { self.paths = paths }

    /// Whether a changed file fits one of the globs. Where there is nothing to compare with, it does.
    /// - Parameter isLimited: false for `only:changes` and `except:changes`, which know no limit.
    func changes(_ changes: PathChanges, isLimited: Bool = true) -> PathsAnswer {
        let question = Question(changes: changes, isLimited: isLimited)
        if let known = changesAnswers[question] { return known }
        let answer: PathsAnswer
        switch changedPaths(comparedTo: changes.compareTo) {
        case .nothingToCompareWith: answer = PathsAnswer(.nothingToCompareWith, examined: 0)
        case .unknownRef:
            hasUnknownRefs = true
            answer = PathsAnswer(.unknownRef(changes.compareTo ?? ""), examined: 0)
        case .compared(let base, let changed):
            answer = PathsAnswer(fit(changes.paths, changed, isLimited: isLimited), examined: changed.count, base: base)
        }
        changesAnswers[question] = answer
        return answer
    }

    /// Whether a file of the repository is named, or fits one of the globs. As in GitLab, only patterns count towards the limit:
    /// neither names nor `**/*.extension`.
    func exists(_ patterns: [String]) -> PathsAnswer {
        if let known = existsAnswers[patterns] { return known }
        let isTopLevel = patterns.allSatisfy { !$0.contains("/") && !$0.contains("**") }
        let paths = isTopLevel ? topLevel : all
        let names = patterns.filter(Self.isName)
        let others = patterns.filter { !Self.isName($0) }
        let ground =
            names.lazy.compactMap { name in self.file(named: name).map { .match(path: $0, pattern: name) } }.first
            ?? extensionMatch(others.filter(Self.isExtension), paths)
            ?? fit(others.filter { !Self.isExtension($0) }, paths, isLimited: true)
        let answer = PathsAnswer(ground, examined: paths.count)
        existsAnswers[patterns] = answer
        return answer
    }

    /// The same for the files of another project.
    func exists(_ patterns: [String], inProject project: String, at ref: String?) -> PathsAnswer {
        let name = [project, ref]
        if others[name] == nil, let files = paths.elsewhere(project, ref) {
            others[name] = PathMatcher(RepositoryPaths(changed: { _ in .nothingToCompareWith }, all: { files }))
        }
        return others[name]?.exists(patterns) ?? PathsAnswer(.otherProject(project), examined: 0)
    }

    /// True the first time: a rule that many jobs share is one mistake.
    func tellsUnknownRef(at location: SourceLocation) -> Bool { toldUnknownRefs.insert(location).inserted }

    private func changedPaths(comparedTo ref: String?) -> ChangedPaths {
        if let known = changed[ref] { return known }
        let answer = paths.changed(ref)
        changed[ref] = answer
        return answer
    }

    /// A name that ends in a slash asks for a directory. GitLab does not tell `./a` from `a`, and no path begins with a slash.
    private func file(named name: String) -> String? {
        name.hasSuffix("/") ? all.first { $0.hasPrefix(name) } : allSet.contains(name) ? name : nil
    }

    private static func isName(_ pattern: String) -> Bool { !pattern.utf8.contains { Array("*?[{".utf8).contains($0) } }

    /// `**/*.yml`
    private static func isExtension(_ pattern: String) -> Bool {
        guard pattern.hasPrefix("**/*.") else { return false }
        let rest = pattern.dropFirst(4)
        return !rest.contains("/") && isName(String(rest))
    }

    private func extensionMatch(_ patterns: [String], _ paths: [String]) -> PathsAnswer.Ground? {
        for pattern in patterns {
            let suffix = Array(pattern.utf8.dropFirst(4))
            if let path = paths.first(where: { $0.utf8.count >= suffix.count && $0.utf8.suffix(suffix.count).elementsEqual(suffix) }
            ) {
                return .match(path: path, pattern: pattern)
            }
        }
        return nil
    }

    private func fit(_ patterns: [String], _ paths: [String], isLimited: Bool) -> PathsAnswer.Ground {
        let patterns = patterns.unique
        if isLimited, patterns.count * paths.count > Self.comparisonLimit { return .tooManyComparisons }
        for glob in patterns.map(glob) {
            if let path = paths.first(where: glob.matches(_:)) { return .match(path: path, pattern: glob.pattern) }
        }
        return .noMatch
    }

    private func glob(_ pattern: String) -> Glob {
        if let known = globs[pattern] { return known }
        let new = Glob(pattern)
        globs[pattern] = new
        return new
    }
}

extension RepositoryPaths {
    /// Whether `changes` holds outside a plan: in `include:rules`.
    package func hasChanges(_ changes: PathChanges) -> Bool { PathMatcher(self).changes(changes).holds }
}

extension [String] {
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
