internal import PipelineModel
internal import YAML

/// `workflow:auto_cancel`. Reference: https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit
enum AutoCancelEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope) -> AutoCancel? {
        guard let mapping = scope.mapping(node, label, keys: ["on_new_commit", "on_job_failure"]) else { return nil }
        return AutoCancel(
            onNewCommit: mapping["on_new_commit"].flatMap {
                scope.choice($0, label + " on new commit", from: ["conservative", "interruptible", "none"])
            },
            onJobFailure: mapping["on_job_failure"].flatMap { scope.choice($0, label + " on job failure", from: ["none", "all"]) })
    }
}
