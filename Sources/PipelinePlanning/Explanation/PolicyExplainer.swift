internal import PipelineModel

/// Evaluates `only` and `except` as `RefPolicyEvaluator` does, and tells how.
struct PolicyExplainer {
    let policies: RefPolicyEvaluator
    let rules: RuleExplainer

    /// - Parameter hasDefault: false when `workflow:rules` decides about pipelines.
    func explain(_ job: Job, _ scope: VariableScope, hasDefault: Bool) -> [RulesExplanation] {
        var explanations: [RulesExplanation] = []
        var isOut = false
        if job.only != nil || hasDefault {
            let only = only(job.only, at: job.only?.location ?? job.location, scope)
            isOut = only.decidedBy != nil
            explanations.append(only)
        }
        if let except = job.except {
            explanations.append(self.except(except, at: except.location ?? job.location, isLookedAt: !isOut, scope))
        }
        return explanations
    }

    private func only(_ policy: RefPolicy?, at location: SourceLocation, _ scope: VariableScope) -> RulesExplanation {
        var explanation = RulesExplanation(keyword: .only, rules: [])
        let refs = policy?.refs ?? RefPolicyEvaluator.defaultRefs
        var clauses = [[refsClause(refs, isDefault: policy?.refs == nil)]]
        clauses += otherClauses(policy ?? RefPolicy(), scope)
        for clauses in clauses {
            let rule = rule(clauses, at: location, isLookedAt: explanation.decidedBy == nil)
            if rule.holds == false { explanation.decidedBy = explanation.rules.count }
            explanation.rules.append(rule)
        }
        return explanation
    }

    private func except(
        _ policy: RefPolicy, at location: SourceLocation, isLookedAt: Bool, _ scope: VariableScope
    ) -> RulesExplanation {
        var explanation = RulesExplanation(keyword: .except, rules: [])
        var clauses = policy.refs.map { [[refsClause($0, isDefault: false)]] } ?? []
        clauses += otherClauses(policy, scope)
        for clauses in clauses {
            let rule = rule(clauses, at: location, isLookedAt: isLookedAt && explanation.decidedBy == nil)
            if rule.holds == true { explanation.decidedBy = explanation.rules.count }
            explanation.rules.append(rule)
        }
        return explanation
    }

    /// One of the clauses is enough.
    private func rule(_ clauses: [ClauseExplanation], at location: SourceLocation, isLookedAt: Bool) -> RuleExplanation {
        guard isLookedAt else { return RuleExplanation(location: location, holds: nil, clauses: clauses.map(\.notLookedAt)) }
        return RuleExplanation(location: location, holds: clauses.contains { $0.holds == true }, clauses: clauses)
    }

    private func refsClause(_ refs: [String], isDefault: Bool) -> ClauseExplanation {
        let match = refs.first(where: policies.matches)
        return ClauseExplanation(subject: .refs(refs, match: match, isDefault: isDefault), holds: match != nil)
    }

    private func otherClauses(_ policy: RefPolicy, _ scope: VariableScope) -> [[ClauseExplanation]] {
        var clauses: [[ClauseExplanation]] = []
        if let variables = policy.variables { clauses.append(variables.map { rules.explain($0, scope) }) }
        if let changes = policy.changes {
            let changes = PathChanges(paths: changes)
            clauses.append([rules.explain(changes, rules.rules.answer(changes, scope, isLimited: false), scope)])
        }
        if policy.kubernetes { clauses.append([ClauseExplanation(subject: .kubernetes, holds: false)]) }
        return clauses
    }
}

extension ClauseExplanation {
    fileprivate var notLookedAt: ClauseExplanation {
        let subject: Subject =
            switch subject {
            case .condition(let text, _): .condition(text, nil)
            case .changes(let patterns, let compareTo, _): .changes(patterns, compareTo: compareTo, nil)
            case .exists(let patterns, _): .exists(patterns, nil)
            case .refs(let refs, _, let isDefault): .refs(refs, match: nil, isDefault: isDefault)
            case .kubernetes: .kubernetes
            }
        return ClauseExplanation(subject: subject, holds: nil)
    }
}
