internal import PipelineModel

/// Evaluates `rules` and `workflow:rules`: the first rule whose clauses all hold wins.
/// Reference: https://docs.gitlab.com/ci/jobs/job_rules/
struct RuleEvaluator {
    let paths: PathMatcher

    /// The rule that matches, with its place; nil when none does.
    func firstMatch(_ rules: [Rule], _ scope: VariableScope) -> (place: Int, rule: Rule)? {
        for (place, rule) in rules.enumerated() where holds(rule, scope) { return (place, rule) }
        return nil
    }

    /// A `compare_to` that is not there stops GitLab from making the pipeline; told once for each rule.
    /// - Parameter place: of the rule that matched: later ones are not looked at.
    func unknownRefs(_ rules: [Rule], upTo place: Int?, _ scope: VariableScope) -> [Diagnostic] {
        guard paths.hasUnknownRefs else { return [] }
        return rules[...(place ?? rules.count - 1)].compactMap { rule in
            for clause in clauses(rule) {
                if case .changes(let changes) = clause, case .unknownRef(let ref) = answer(changes, scope).ground {
                    guard paths.tellsUnknownRef(at: rule.location) else { return nil }
                    return Diagnostic(
                        .error, "unknown-ref", "rules:changes:compare_to is not a valid ref", at: rule.location,
                        help: "there is no \(ref), neither here nor at origin; git fetch may bring it")
                }
                if !holds(clause, scope) { return nil }
            }
            return nil
        }
    }

    /// True when every clause of the rule holds; a rule without clauses always does.
    func holds(_ rule: Rule, _ scope: VariableScope) -> Bool {
        clauses(rule).allSatisfy { holds($0, scope) }
    }

    /// One condition of a rule.
    enum Clause {
        case condition(Expression)
        case changes(PathChanges)
        case exists(PathExistence)
    }

    func clauses(_ rule: Rule) -> [Clause] {
        var clauses: [Clause] = []
        if let condition = rule.condition { clauses.append(.condition(condition)) }
        if let changes = rule.changes { clauses.append(.changes(changes)) }
        if let exists = rule.exists { clauses.append(.exists(exists)) }
        return clauses
    }

    func holds(_ clause: Clause, _ scope: VariableScope) -> Bool {
        switch clause {
        case .condition(let expression): expression.evaluate(scope.value)
        case .changes(let changes): answer(changes, scope).holds
        case .exists(let existence): answer(existence, scope).holds
        }
    }

    /// - Parameter isLimited: false for `only:changes` and `except:changes`.
    func answer(_ changes: PathChanges, _ scope: VariableScope, isLimited: Bool = true) -> PathsAnswer {
        let compareTo = changes.compareTo.map { scope.expand($0, keepsUndefined: true) }
        return paths.changes(PathChanges(paths: expand(changes.paths, scope), compareTo: compareTo), isLimited: isLimited)
    }

    func answer(_ existence: PathExistence, _ scope: VariableScope) -> PathsAnswer {
        let patterns = expand(existence.paths, scope)
        guard let project = existence.project else { return paths.exists(patterns) }
        return paths.exists(patterns, inProject: scope.expand(project), at: existence.ref.map { scope.expand($0) })
    }

    private func expand(_ patterns: [String], _ scope: VariableScope) -> [String] {
        patterns.map { scope.expand($0, keepsUndefined: true) }
    }
}
