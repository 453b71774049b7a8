internal import PipelineModel
internal import YAML

/// What must hold between the keywords of one job.
enum JobChecks {
    static func check(_ job: Job, _ key: Node, _ mapping: Mapping, _ own: Set<JobKeyword>, in scope: Scope) {
        checkKind(key, mapping, own, in: scope)
        if own.contains(.rules) { checkRules(mapping, own, in: scope) } else { checkDelay(job, mapping, own, in: scope) }
        checkDependencies(job, mapping, in: scope)
        warnAboutDuplicatePipelines(job, mapping, in: scope)
    }

    private static func checkKind(_ key: Node, _ mapping: Mapping, _ own: Set<JobKeyword>, in scope: Scope) {
        if own.contains(.trigger) {
            for other in [JobKeyword.script, .run] where own.contains(other) {
                scope.error(
                    " config", "these keys cannot be used together: \(other.rawValue), trigger",
                    at: mapping.entry(other.rawValue)?.key ?? key, code: "conflicting-keywords")
            }
            for keyword in JobKeyword.allCases where own.contains(keyword) && !JobKeyword.allowedWithTrigger.contains(keyword) {
                if keyword == .script || keyword == .run || keyword == .inputs { continue }
                scope.error(
                    " config", "contains unknown keys: \(keyword.rawValue)", at: mapping.entry(keyword.rawValue)?.key ?? key,
                    code: "conflicting-keywords", help: "a trigger job cannot have `\(keyword.rawValue)`")
            }
        } else if own.contains(.run) {
            for other in [JobKeyword.script, .beforeScript, .afterScript] where own.contains(other) {
                scope.error(
                    " config", "these keys cannot be used together: run, \(other.rawValue)",
                    at: mapping.entry(other.rawValue)?.key ?? key, code: "conflicting-keywords")
            }
        } else if !mapping.contains("script") || mapping["script"]?.isNull == true {
            if scope.isUnresolved { return }
            // `needs: {pipeline: …}` alone mirrors the status of another pipeline.
            if own.contains(.needs), mapping["needs"]?["pipeline"] != nil { return }
            scope.error(
                " config", "should implement the script:, run:, or trigger: keyword", at: key, code: "missing-script",
                help: "start the name with a dot if it is a template for `extends`")
        }
    }

    private static func checkRules(_ mapping: Mapping, _ own: Set<JobKeyword>, in scope: Scope) {
        for keyword in [JobKeyword.only, .except, .startIn] where own.contains(keyword) {
            guard let entry = mapping.entry(keyword.rawValue) else { continue }
            scope.error(
                " config", "key may not be used with `rules`: \(keyword.rawValue)", at: entry.key, code: "conflicting-keywords",
                help: keyword == .startIn ? "put start_in into the rule" : "say the same with a rule")
        }
    }

    private static func checkDelay(_ job: Job, _ mapping: Mapping, _ own: Set<JobKeyword>, in scope: Scope) {
        if job.when == .delayed, !own.contains(.startIn), let when = mapping["when"] {
            scope.error(
                " start in", "should be a duration", at: when, code: "missing-keyword",
                help: "say how long to wait, for example start_in: 30 minutes")
        } else if job.when != .delayed, let entry = mapping.entry("start_in"), own.contains(.startIn) {
            scope.error(" start in", "must be blank", at: entry.key, code: "conflicting-keywords", help: "it needs when: delayed")
        }
    }

    private static func checkDependencies(_ job: Job, _ mapping: Mapping, in scope: Scope) {
        guard let dependencies = job.dependencies, !dependencies.isEmpty, let needs = job.needs, !needs.isEmpty else { return }
        let needed = Set(needs.map(\.job))
        let missing = dependencies.filter { !needed.contains($0) }
        if !missing.isEmpty, let node = mapping["dependencies"] {
            scope.error(
                " dependencies", "the \(missing.joined(separator: ", ")) should be part of needs", at: node,
                code: "dependency-not-needed")
        }
    }

    private static func warnAboutDuplicatePipelines(_ job: Job, _ mapping: Mapping, in scope: Scope) {
        guard !scope.cache.hasWorkflowRules, let rules = job.rules, let last = rules.last, let when = last.when, when != .never,
            last == Rule(when: when, location: last.location), let node = mapping["rules"]
        else { return }
        scope.warning(
            "", "may allow multiple pipelines to run for a single action due to `rules:when` clause with no `workflow:rules`",
            at: node, code: "duplicate-pipelines")
    }
}
