package import PipelineModel
package import YAML

/// What includes are resolved against: the variables that are known before the pipeline exists.
/// Reference: https://docs.gitlab.com/ci/yaml/includes/#use-variables-with-include
package struct IncludeContext: Sendable {
    package var variables: [String: String]
    /// Which of `variables` must not be shown.
    package var maskedVariables: Set<String>
    /// Whether `changes` holds; without a diff to look at GitLab takes it for true, and so does the default.
    package var matchesChanges: @Sendable (PathChanges) -> Bool

    /// A mapping with values for the inputs that the configuration declares in `spec:inputs`.
    package var inputs: Node?

    package init(
        variables: [String: String] = [:], maskedVariables: Set<String> = [], inputs: Node? = nil,
        matchesChanges: @escaping @Sendable (PathChanges) -> Bool = { _ in true }
    ) {
        self.variables = variables
        self.maskedVariables = maskedVariables
        self.inputs = inputs
        self.matchesChanges = matchesChanges
    }

    /// Values that must not be shown, longest first, so that a value that holds another one is hidden whole.
    var maskedValues: [String] {
        maskedVariables.compactMap { variables[$0] }.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }
}
