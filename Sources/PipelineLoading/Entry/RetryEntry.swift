internal import PipelineModel
internal import YAML

/// `retry`. Reference: https://docs.gitlab.com/ci/yaml/#retry
enum RetryEntry {
    static let reasons = FailureReason.allCases.map(\.rawValue) + ["always"]
    /// Failures that only a GitLab server or its runners see: right to write, and never the reason here.
    /// Reference: https://docs.gitlab.com/ci/yaml/#retrywhen, and `failure_reason` of https://docs.gitlab.com/api/jobs/
    static let reasonsOfServers: Set<String> = [
        "bridge_pipeline_is_child_pipeline", "builds_disabled", "ci_quota_exceeded", "deployment_rejected",
        "downstream_bridge_project_not_found", "environment_creation_failure", "failed_outdated_deployment_job",
        "forward_deployment_failure", "insufficient_bridge_permissions", "insufficient_upstream_permissions",
        "ip_restriction_failure", "no_matching_runner", "no_updates_canceling", "no_updates_running", "pipeline_loop_detected",
        "project_deleted", "protected_environment_failure", "reached_max_descendant_pipelines_depth",
        "reached_max_pipeline_hierarchy_size", "runner_external_dependency_failure", "runner_interrupted",
        "server_timeout_canceling", "server_timeout_running", "stuck_pending_no_matching_runners",
        "stuck_pending_with_matching_runners", "trace_size_exceeded", "upstream_bridge_project_not_found", "user_blocked",
    ]

    static func read(_ node: Node, in scope: Scope) -> Retry? {
        if node.int != nil { return count(node, ":retry config", in: scope).map { Retry(max: $0) } }
        guard node.mapping != nil else {
            scope.error(":retry config", "has to be either an integer or a hash", at: node, help: "for example: retry: 2")
            return nil
        }
        guard let mapping = scope.mapping(node, ":retry", keys: ["max", "when", "exit_codes"]) else { return nil }
        var retry = Retry()
        if let max = mapping["max"], !max.isNull {
            retry.max = count(max, ":retry max", in: scope) ?? 0
        } else {
            scope.warning(
                ":retry config", "has no max, so the job is never tried again", at: node, code: "no-effect",
                help: "add max: 1 or max: 2")
        }
        if let when = mapping["when"], !when.isNull { retry.when = readReasons(when, in: scope) }
        if let codes = mapping["exit_codes"], !codes.isNull {
            retry.exitCodes = ExitCodesEntry.read(codes, ":retry exit codes", in: scope, areUnique: true) ?? []
        }
        return retry
    }

    private static func count(_ node: Node, _ label: String, in scope: Scope) -> Int? {
        guard let count = node.int else {
            scope.error(label, "is not a number", at: node)
            return nil
        }
        guard (0...2).contains(count) else {
            let message = count < 0 ? "must be greater than or equal to 0" : "must be less than or equal to 2"
            scope.error(label, message, at: node)
            return nil
        }
        return count
    }

    /// nil when `always` is among them.
    private static func readReasons(_ node: Node, in scope: Scope) -> [FailureReason]? {
        let items = node.sequence ?? [node]
        var found: [FailureReason] = []
        var isAlways = false
        for item in items {
            guard let name = scope.string(item, ":retry when") else { continue }
            if name == "always" {
                isAlways = true
            } else if let reason = FailureReason(rawValue: name) {
                if !found.contains(reason) { found.append(reason) }
            } else if !reasonsOfServers.contains(name) {
                scope.error(
                    ":retry when", node.sequence == nil ? "unknown value: \(name)" : "contains unknown values: \(name)",
                    at: item, help: Spelling.help(for: name, among: reasons) ?? "one of \(reasons.joined(separator: ", "))")
            }
        }
        return isAlways ? nil : found
    }
}
