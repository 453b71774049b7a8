package import PipelineModel

/// Why jobs are part of a pipeline, or are not: every rule in turn with what it was asked and what it answered.
package struct PlanExplanation: Hashable, Sendable {
    /// `workflow:rules`; nil when there are none.
    package var workflow: RulesExplanation?
    /// Why GitLab would make no pipeline in this context, in its words.
    package var filteredOut: String?
    /// Every job that `parallel` makes of the jobs asked about; without `workflow:rules` that make a pipeline nothing is known.
    package var jobs: [JobExplanation]
}

/// Why one job is in or out.
package struct JobExplanation: Hashable, Sendable {
    /// `rspec`, `rspec 1/3`, `deploy: [aws, blue]`.
    package var name: String
    package var location: SourceLocation
    /// As it would run, before its needs are known; nil when it is left out.
    package var planned: PlannedJob?
    /// Why it is left out, in words.
    package var reason: String?
    /// `rules`, or `only` and `except`; empty when the job has neither and no default applies.
    package var rules: [RulesExplanation]
}

/// What a list of rules came to.
package struct RulesExplanation: Hashable, Sendable {
    package enum Keyword: String, Hashable, Sendable, Codable {
        case rules
        case workflowRules = "workflow:rules"
        case only, except
    }

    package var keyword: Keyword
    package var rules: [RuleExplanation]
    /// The place, from 0, of the rule that decided: the first that matched. For `only` the first that does not hold, for `except`
    /// the first that does. nil when none did.
    package var decidedBy: Int?
}

/// One rule, or one keyword of `only` and `except`.
package struct RuleExplanation: Hashable, Sendable {
    /// What a rule that matches sets.
    package struct Setting: Hashable, Sendable, Codable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var location: SourceLocation
    /// nil: not looked at, because an earlier one decided.
    package var holds: Bool?
    /// All of them must hold, up to the first that does not; none always hold. In `only` and `except` one is enough.
    package var clauses: [ClauseExplanation]
    package var settings: [Setting] = []
}

/// One condition of a rule.
package struct ClauseExplanation: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        /// nil: not looked at.
        case condition(String, ExpressionExplanation?)
        case changes([String], compareTo: String?, PathsAnswer?)
        case exists([String], PathsAnswer?)
        /// `only:refs`; the one that matched.
        case refs([String], match: String?, isDefault: Bool)
        /// `only:kubernetes`
        case kubernetes
    }

    package var subject: Subject
    /// nil: not looked at.
    package var holds: Bool?
}
