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
        case .changes(let changes): hasChanges(changes, scope)
        // Files of other projects are out of reach; GitLab would look there.
        case .exists(let existence): existence.project == nil && paths.exists(expand(existence.paths, scope))
        }
    }

    func hasChanges(_ changes: PathChanges, _ scope: VariableScope) -> Bool {
        let compareTo = changes.compareTo.map { scope.expand($0, keepsUndefined: true) }
        return paths.hasChanges(PathChanges(paths: expand(changes.paths, scope), compareTo: compareTo))
    }

    private func expand(_ patterns: [String], _ scope: VariableScope) -> [String] {
        patterns.map { scope.expand($0, keepsUndefined: true) }
    }
}
