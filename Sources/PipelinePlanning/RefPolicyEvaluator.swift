internal import PipelineModel

/// Evaluates `only` and `except`. Reference: https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except
struct RefPolicyEvaluator {
    /// What a job without `only` and `rules` means, unless `workflow:rules` is used.
    static let defaultRefs = ["branches", "tags"]

    let context: PlanningContext
    let rules: RuleEvaluator

    /// Why the job is left out; nil when it is in.
    /// - Parameter hasDefault: false when `workflow:rules` decides about pipelines.
    func reasonToExclude(_ job: Job, _ scope: VariableScope, hasDefault: Bool) -> String? {
        if let reason = onlyReason(job.only, scope, hasDefault: hasDefault) { return reason }
        guard let except = job.except else { return nil }
        if let refs = except.refs, matches(refs) { return "except: refs \(list(refs))" }
        if let variables = except.variables, holds(variables, scope) { return "except: variables \(list(variables.map(\.text)))" }
        if let changes = except.changes, hasChanges(changes, scope) {
            return "except: changes \(list(changes))"
        }
        return nil
    }

    private func onlyReason(_ only: RefPolicy?, _ scope: VariableScope, hasDefault: Bool) -> String? {
        guard let only else {
            return hasDefault && !matches(Self.defaultRefs) ? "only: refs \(list(Self.defaultRefs)), the default" : nil
        }
        // GitLab merges the default into an `only` that says nothing of refs.
        let refs = only.refs ?? Self.defaultRefs
        if !matches(refs) { return "only: refs \(list(refs))" + (only.refs == nil ? ", the default" : "") }
        if let variables = only.variables, !holds(variables, scope) { return "only: variables \(list(variables.map(\.text)))" }
        if let changes = only.changes, !hasChanges(changes, scope) {
            return "only: changes \(list(changes))"
        }
        if only.kubernetes { return "only: kubernetes active, and there is no cluster" }
        return nil
    }

    private func matches(_ refs: [String]) -> Bool { refs.contains(where: matches) }

    private func hasChanges(_ patterns: [String], _ scope: VariableScope) -> Bool {
        rules.answer(PathChanges(paths: patterns), scope, isLimited: false).holds
    }

    /// Whether one entry of `refs` names what the pipeline runs for.
    func matches(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[1] != context.project.path { return false }
        let name = parts.first.map(String.init) ?? pattern
        if context.isTag, name == "tags" { return true }
        if context.isBranch, name == "branches" { return true }
        if isSource(name) { return true }
        // In merge request pipelines names and patterns of refs match nothing.
        guard context.isBranch || context.isTag else { return false }
        if let pattern = try? ExpressionPattern(name) { return pattern.matches(context.ref) }
        return name == context.ref
    }

    /// `push` and `pushes`, `merge_request` and `merge_requests`, …
    private func isSource(_ name: String) -> Bool {
        var source = context.source.rawValue
        if source.hasSuffix("_event") { source.removeLast("_event".count) }
        return name == source || name == source + (source.hasSuffix("h") ? "es" : "s")
    }

    private func holds(_ expressions: [Expression], _ scope: VariableScope) -> Bool {
        expressions.contains { $0.evaluate(scope.value) }
    }

    private func list(_ values: [String]) -> String { "[\(values.joined(separator: ", "))]" }
}
