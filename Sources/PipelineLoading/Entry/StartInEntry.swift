internal import PipelineModel
internal import YAML

/// `start_in`: at most a week. Reference: https://docs.gitlab.com/ci/yaml/#when
enum StartInEntry {
    static func read(_ node: Node, _ label: String, in scope: Scope) -> Duration? {
        scope.duration(node, label, limit: .seconds(7 * 86_400))
    }
}
