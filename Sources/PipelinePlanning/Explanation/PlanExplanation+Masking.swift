internal import PipelineModel

extension PlanExplanation {
    /// Replaces what must not be seen in everything that is shown: values can be those of masked variables by chance, or because
    /// somebody wrote them into a commit message.
    package mutating func mask(_ mask: (String) -> String) {
        workflow = workflow?.masked(mask)
        for place in jobs.indices { jobs[place].rules = jobs[place].rules.map { $0.masked(mask) } }
    }
}

extension RulesExplanation {
    fileprivate func masked(_ mask: (String) -> String) -> RulesExplanation {
        var masked = self
        masked.rules = rules.map { rule in
            var rule = rule
            rule.clauses = rule.clauses.map { ClauseExplanation(subject: $0.subject.masked(mask), holds: $0.holds) }
            rule.settings = rule.settings.map { RuleExplanation.Setting(name: $0.name, value: mask($0.value)) }
            return rule
        }
        return masked
    }
}

extension ClauseExplanation.Subject {
    fileprivate func masked(_ mask: (String) -> String) -> Self {
        switch self {
        case .condition(let text, let explanation): .condition(mask(text), explanation?.masked(mask))
        case .changes(let patterns, let compareTo, let answer):
            .changes(patterns.map(mask), compareTo: compareTo.map(mask), answer?.masked(mask))
        case .exists(let patterns, let answer): .exists(patterns.map(mask), answer?.masked(mask))
        case .refs, .kubernetes: self
        }
    }
}

extension PathsAnswer {
    fileprivate func masked(_ mask: (String) -> String) -> PathsAnswer {
        var ground = ground
        switch ground {
        case .match(let path, let pattern): ground = .match(path: mask(path), pattern: mask(pattern))
        case .unknownRef(let ref): ground = .unknownRef(mask(ref))
        case .noMatch, .nothingToCompareWith, .tooManyComparisons, .otherProject: break
        }
        return PathsAnswer(ground, examined: examined, base: base.map(mask))
    }
}

extension ExpressionExplanation {
    fileprivate func masked(_ mask: (String) -> String) -> ExpressionExplanation {
        var masked = self
        masked.value = mask(value)
        masked.parts = parts.map { part in
            var part = part
            part.text = mask(part.text)
            part.value = part.value.map(mask)
            return part
        }
        return masked
    }
}
