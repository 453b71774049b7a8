internal import PipelineModel

/// Evaluates rules as `RuleEvaluator` does, and tells how.
struct RuleExplainer {
    let rules: RuleEvaluator

    func explain(_ list: [Rule], _ keyword: RulesExplanation.Keyword, _ scope: VariableScope) -> RulesExplanation {
        var explanation = RulesExplanation(keyword: keyword, rules: [])
        for (place, rule) in list.enumerated() {
            let isLookedAt = explanation.decidedBy == nil
            let explained = explain(rule, isLookedAt: isLookedAt, scope)
            if explained.holds == true { explanation.decidedBy = place }
            explanation.rules.append(explained)
        }
        return explanation
    }

    private func explain(_ rule: Rule, isLookedAt: Bool, _ scope: VariableScope) -> RuleExplanation {
        var holds: Bool? = isLookedAt ? true : nil
        var clauses: [ClauseExplanation] = []
        for clause in rules.clauses(rule) {
            let explained = explain(clause, isLookedAt: holds == true, scope)
            if explained.holds == false { holds = false }
            clauses.append(explained)
        }
        return RuleExplanation(location: rule.location, holds: holds, clauses: clauses, settings: Self.settings(of: rule))
    }

    private func explain(_ clause: RuleEvaluator.Clause, isLookedAt: Bool, _ scope: VariableScope) -> ClauseExplanation {
        switch clause {
        case .condition(let expression):
            isLookedAt ? explain(expression, scope) : ClauseExplanation(subject: .condition(expression.text, nil))
        case .changes(let changes):
            explain(changes, isLookedAt ? rules.answer(changes, scope) : nil, scope)
        case .exists(let existence):
            explain(existence, isLookedAt ? rules.answer(existence, scope) : nil, scope)
        }
    }

    func explain(_ expression: Expression, _ scope: VariableScope) -> ClauseExplanation {
        let explained = expression.explain(scope.value, isMasked: scope.isMasked)
        return ClauseExplanation(subject: .condition(expression.text, explained), holds: explained.result)
    }

    func explain(_ changes: PathChanges, _ answer: PathsAnswer?, _ scope: VariableScope) -> ClauseExplanation {
        let patterns = shown(changes.paths, scope)
        return ClauseExplanation(
            subject: .changes(
                patterns, compareTo: changes.compareTo.map { shown([$0], scope)[0] },
                answer.map { shown($0, patterns, of: changes.paths, scope) }),
            holds: answer?.holds)
    }

    private func explain(_ existence: PathExistence, _ answer: PathsAnswer?, _ scope: VariableScope) -> ClauseExplanation {
        let patterns = shown(existence.paths, scope)
        return ClauseExplanation(
            subject: .exists(patterns, answer.map { shown($0, patterns, of: existence.paths, scope) }), holds: answer?.holds)
    }

    /// Patterns with their variables filled in, except those that must not be seen.
    private func shown(_ patterns: [String], _ scope: VariableScope) -> [String] {
        patterns.map { isMasked($0, scope) ? $0 : scope.expand($0, keepsUndefined: true) }
    }

    private func shown(_ answer: PathsAnswer, _ shown: [String], of written: [String], _ scope: VariableScope) -> PathsAnswer {
        var answer = answer
        switch answer.ground {
        case .match(let path, let pattern):
            guard let place = written.firstIndex(where: { scope.expand($0, keepsUndefined: true) == pattern }) else { break }
            let isMasked = isMasked(written[place], scope)
            answer.ground = .match(path: isMasked ? ExpressionExplanation.maskedValue : path, pattern: shown[place])
        case .unknownRef, .noMatch, .nothingToCompareWith, .tooManyComparisons, .otherProject: break
        }
        return answer
    }

    private func isMasked(_ text: String, _ scope: VariableScope) -> Bool {
        VariableExpansion.references(in: text).contains(where: scope.isMasked)
    }

    static func settings(of rule: Rule) -> [RuleExplanation.Setting] {
        var settings: [RuleExplanation.Setting] = []
        func add(_ name: String, _ value: String?) { if let value { settings.append(.init(name: name, value: value)) } }
        add("when", rule.when?.rawValue)
        add("start_in", rule.startIn?.shortDescription)
        add("allow_failure", rule.allowFailure.map { "\($0)" })
        for variable in rule.variables { add("variables:\(variable.key)", variable.isMasked ? "[MASKED]" : variable.value) }
        add("needs", rule.needs.map { $0.isEmpty ? "[]" : $0.map(\.job).joined(separator: ", ") })
        add("interruptible", rule.interruptible.map { "\($0)" })
        add("auto_cancel:on_new_commit", rule.autoCancel?.onNewCommit)
        add("auto_cancel:on_job_failure", rule.autoCancel?.onJobFailure)
        return settings
    }
}
