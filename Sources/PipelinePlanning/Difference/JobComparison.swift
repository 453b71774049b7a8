internal import PipelineModel

/// Compares one job of two plans, keyword by keyword. Whatever is compared is then taken over, so that at the end nothing must be
/// left to differ; what is left is told, too, even if it has no name here.
struct JobComparison {
    private let aspects = Aspect.all
    /// Keywords that the model does not hold.
    private let beside: [String]
    private let written: (PlanDifference.Side, _ job: String, _ keyword: String) -> [String]

    init(beside: [String], written: @escaping (PlanDifference.Side, _ job: String, _ keyword: String) -> [String]) {
        self.beside = beside
        self.written = written
    }

    func changes(from old: PlannedJob, to new: PlannedJob) -> [PlanDifference.Change] {
        var changes: [PlanDifference.Change] = []
        var rest = old.withoutLocations
        let after = new.withoutLocations
        func lines(_ keyword: String) -> (old: [String], new: [String]) {
            (written(.old, old.job.name, keyword), written(.new, new.job.name, keyword))
        }
        /// Shown as written, unless the plan has something better to say.
        func change(_ keyword: String, _ old: [String]?, _ new: [String]?) -> PlanDifference.Change {
            if let old, let new, old != new { return .init(keyword, old: old, new: new) }
            let (old, new) = lines(keyword)
            return .init(keyword, old: old, new: new)
        }
        for aspect in rest == after ? [] : aspects {
            // What the plan makes of a keyword says more than the keyword as written, which may differ as well.
            if aspect.differs(rest, after), !changes.contains(where: { $0.keyword == aspect.keyword }) {
                changes.append(change(aspect.keyword, aspect.text?(rest), aspect.text?(after)))
            }
            aspect.take(&rest, after)
        }
        for keyword in beside {
            let (old, new) = lines(keyword)
            if old != new { changes.append(.init(keyword, old: old, new: new)) }
        }
        if rest != after { changes.append(.init("definition", old: [], new: [])) }
        return changes
    }
}

/// One keyword and the parts of a planned job that it decides.
private struct Aspect {
    var keyword: String
    var differs: (PlannedJob, PlannedJob) -> Bool
    /// What the plan makes of it; nil: as written.
    var text: ((PlannedJob) -> [String])?
    /// Gives the first what the second has.
    var take: (inout PlannedJob, PlannedJob) -> Void

    private static func plain<Value: Equatable>(_ keyword: String, _ path: WritableKeyPath<PlannedJob, Value>) -> Aspect {
        Aspect(
            keyword: keyword, differs: { $0[keyPath: path] != $1[keyPath: path] }, text: nil,
            take: { $0[keyPath: path] = $1[keyPath: path] })
    }

    /// - Parameter take: more than the text shows, when that follows from it.
    private static func told(
        _ keyword: String, _ text: @escaping (PlannedJob) -> [String],
        _ take: @escaping (inout PlannedJob, PlannedJob) -> Void
    ) -> Aspect {
        Aspect(keyword: keyword, differs: { text($0) != text($1) }, text: text, take: take)
    }

    static var all: [Aspect] {
        [
            plain("stage", \.job.stage),
            told("when", { [PlannedText.when($0)] }) {
                ($0.when, $0.startIn, $0.job.when, $0.job.startIn) = ($1.when, $1.startIn, $1.job.when, $1.job.startIn)
            },
            told("allow_failure", { [PlannedText.allowFailure($0.allowFailure)] }) {
                ($0.allowFailure, $0.job.allowFailure) = ($1.allowFailure, $1.job.allowFailure)
            },
            plain("manual_confirmation", \.job.manualConfirmation),
            told("needs", { $0.needs.map { $0.isEmpty ? ["nothing"] : $0 } ?? ["all jobs of earlier stages"] }) {
                ($0.needs) = ($1.needs)
            },
            told("artifacts from", PlannedText.artifactSources) { $0.artifactSources = $1.artifactSources },
            plain("needs", \.job.needs),
            plain("dependencies", \.job.dependencies),
            told("variables", { PlannedText.variables($0.variables) }) {
                // Predefined ones follow from the rest of the job.
                $0.variables = $1.variables
                $0.job.variables = $1.job.variables
                $0.job.inheritedVariables = $1.job.inheritedVariables
            },
            plain("rules", \.job.rules),
            plain("only", \.job.only),
            plain("except", \.job.except),
            plain("image", \.job.image),
            plain("services", \.job.services),
            plain("before_script", \.job.beforeScript),
            plain("script", \.job.script),
            plain("after_script", \.job.afterScript),
            plain("hooks", \.job.preGetSourcesScript),
            plain("trigger", \.job.trigger),
            told("environment", { PlannedText.environment($0.environment) }) { $0.environment = $1.environment },
            plain("environment", \.job.environment),
            told("resource_group", { $0.resourceGroup.map { [$0] } ?? [] }) { $0.resourceGroup = $1.resourceGroup },
            plain("resource_group", \.job.resourceGroup),
            told("tags", { $0.tags }) { $0.tags = $1.tags },
            plain("tags", \.job.tags),
            told("interruptible", { ["\($0.interruptible)"] }) {
                ($0.interruptible, $0.job.interruptible) = ($1.interruptible, $1.job.interruptible)
            },
            plain("parallel", \.job.parallel),
            plain("retry", \.job.retry),
            plain("timeout", \.job.timeout),
            plain("artifacts", \.job.artifacts),
            plain("cache", \.job.caches),
            plain("coverage", \.job.coverage),
            plain("secrets", \.job.secrets),
            plain("id_tokens", \.job.idTokens),
            // The keywords themselves are compared as written.
            Aspect(
                keyword: "", differs: { _, _ in false }, text: nil,
                take: { $0.job.keywordsNotRunLocally = $1.job.keywordsNotRunLocally }),
        ]
    }
}

extension PlannedJob {
    fileprivate var withoutLocations: PlannedJob {
        var planned = self
        planned.job = job.withoutLocations
        return planned
    }
}
