internal import PipelineModel

/// Answers `changes` and `exists` for all jobs of a plan; each question is put to the repository once.
final class PathMatcher {
    /// Above this many comparisons of a pattern with a path GitLab stops looking and takes the rule as matched.
    static let comparisonLimit = 50_000

    private let paths: RepositoryPaths
    private var globs: [String: Glob] = [:]
    private var changed: [String?: [String]?] = [:]
    private var changesAnswers: [PathChanges: Bool] = [:]
    private var existsAnswers: [[String]: Bool] = [:]
    private lazy var all = paths.all()
    private lazy var allSet = Set(all)

    init(_ paths: RepositoryPaths) { self.paths = paths }

    /// True when a changed file fits one of the globs, or when there is nothing to compare with.
    func hasChanges(_ changes: PathChanges) -> Bool {
        if let known = changesAnswers[changes] { return known }
        let answer = changedPaths(comparedTo: changes.compareTo).map { fits(changes.paths, $0) } ?? true
        changesAnswers[changes] = answer
        return answer
    }

    /// True when a file of the repository is named, or fits one of the globs.
    func exists(_ patterns: [String]) -> Bool {
        if let known = existsAnswers[patterns] { return known }
        // GitLab does not tell `./a` from `a` and does not accept a leading slash as the repository's top.
        let literal = patterns.filter { glob($0).isLiteral }
        let answer = literal.contains(where: allSet.contains) || fits(patterns.filter { !glob($0).isLiteral }, all)
        existsAnswers[patterns] = answer
        return answer
    }

    private func changedPaths(comparedTo ref: String?) -> [String]? {
        if let known = changed[ref] { return known }
        let answer = paths.changed(ref)
        changed[ref] = .some(answer)
        return answer
    }

    private func fits(_ patterns: [String], _ paths: [String]) -> Bool {
        if patterns.count * paths.count > Self.comparisonLimit { return true }
        let globs = patterns.map(glob)
        return paths.contains { path in globs.contains { $0.matches(path) } }
    }

    private func glob(_ pattern: String) -> Glob {
        if let known = globs[pattern] { return known }
        let new = Glob(pattern)
        globs[pattern] = new
        return new
    }
}
