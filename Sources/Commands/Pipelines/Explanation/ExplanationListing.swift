internal import PipelineModel
internal import PipelinePlanning

/// What `slipway list --explain --format json` prints; `version` changes when a field changes its meaning.
struct ExplanationListing: Encodable {
    struct Context: Encodable {
        var source: String
        var ref: String
        var isTag: Bool
        var commit: String
        var mergeRequestTarget: String?
    }

    struct Job: Encodable {
        var name: String
        var location: SourceLocation
        var isIncluded: Bool
        /// Why it is left out.
        var reason: String?
        var when: String?
        var allowFailure: Bool?
        var rules: [Rules]
    }

    struct Rules: Encodable {
        var keyword: RulesExplanation.Keyword
        /// From 0; null: none did.
        var decidedBy: Int?
        var rules: [Rule]
    }

    struct Rule: Encodable {
        var location: SourceLocation
        /// null: not looked at.
        var holds: Bool?
        var clauses: [Clause]
        var sets: [RuleExplanation.Setting]
    }

    struct Clause: Encodable {
        /// `if`, `changes`, `exists`, `refs`, `kubernetes`.
        var kind: String
        var holds: Bool?
        var expression: String?
        /// What the expression came to, and its parts.
        var value: String?
        var parts: [ExpressionExplanation.Part]?
        var patterns: [String]?
        var compareTo: String?
        var comparedWith: String?
        var filesLookedAt: Int?
        var path: String?
        var pattern: String?
        /// Why a clause holds or not without a path: `nothing-to-compare-with`, `too-many-comparisons`, `unknown-ref`, `other-project`.
        var ground: String?
    }

    var version = 1
    var context: Context
    var workflow: Rules?
    /// Why there is no pipeline.
    var filteredOut: String?
    var jobs: [Job]

    init(_ explanation: PlanExplanation, _ context: PlanningContext) {
        self.context = Context(
            source: context.source.rawValue, ref: context.ref, isTag: context.isTag, commit: context.commit.sha,
            mergeRequestTarget: context.mergeRequest?.targetBranch)
        workflow = explanation.workflow.map(Rules.init)
        filteredOut = explanation.filteredOut
        jobs = explanation.jobs.map { job in
            Job(
                name: job.name, location: job.location, isIncluded: job.planned != nil, reason: job.reason,
                when: job.planned?.when.rawValue, allowFailure: job.planned.map { $0.allowFailure != .no },
                rules: job.rules.map(Rules.init))
        }
    }
}

extension ExplanationListing.Rules {
    fileprivate init(_ explanation: RulesExplanation) {
        keyword = explanation.keyword
        decidedBy = explanation.decidedBy
        rules = explanation.rules.map { rule in
            ExplanationListing.Rule(
                location: rule.location, holds: rule.holds, clauses: rule.clauses.map(ExplanationListing.Clause.init),
                sets: rule.settings)
        }
    }
}

extension ExplanationListing.Clause {
    fileprivate init(_ clause: ClauseExplanation) {
        holds = clause.holds
        switch clause.subject {
        case .condition(let text, let explanation):
            kind = "if"
            expression = text
            value = explanation?.value
            parts = explanation?.parts
        case .changes(let patterns, let compareTo, let answer):
            kind = "changes"
            self.patterns = patterns
            self.compareTo = compareTo
            take(answer)
        case .exists(let patterns, let answer):
            kind = "exists"
            self.patterns = patterns
            take(answer)
        case .refs(let refs, let match, _):
            kind = "refs"
            patterns = refs
            pattern = match
        case .kubernetes: kind = "kubernetes"
        }
    }

    private mutating func take(_ answer: PathsAnswer?) {
        guard let answer else { return }
        comparedWith = answer.base
        filesLookedAt = answer.examined
        switch answer.ground {
        case .match(let path, let pattern): (self.path, self.pattern) = (path, pattern)
        case .noMatch: break
        case .nothingToCompareWith: ground = "nothing-to-compare-with"
        case .tooManyComparisons: ground = "too-many-comparisons"
        case .unknownRef: ground = "unknown-ref"
        case .otherProject: ground = "other-project"
        }
    }
}
