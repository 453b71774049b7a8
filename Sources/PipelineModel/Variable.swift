/// One CI/CD variable with the properties GitLab gives it.
/// Reference: https://docs.gitlab.com/ci/variables/
package struct Variable: Hashable, Sendable, Codable {
    package var key: String
    package var value: String
    /// True (`expand: false`, GitLab's *raw*) when `$` in the value is literal.
    package var isRaw: Bool
    /// True when the value must never appear in a trace, a report or the journal.
    package var isMasked: Bool
    /// True when the job sees a path to a 0600 file that holds the value, instead of the value.
    package var isFile: Bool

    package init(_ key: String, _ value: String, isRaw: Bool = false, isMasked: Bool = false, isFile: Bool = false) {
        self.key = key
        self.value = value
        self.isRaw = isRaw
        self.isMasked = isMasked
        self.isFile = isFile
    }
}

/// A variable of the top-level `variables:` keyword, which can carry a description and a list of allowed values.
package struct GlobalVariable: Hashable, Sendable, Codable {
    package var variable: Variable
    package var description: String?
    package var options: [String]

    package init(_ variable: Variable, description: String? = nil, options: [String] = []) {
        self.variable = variable
        self.description = description
        self.options = options
    }
}

/// A job's variables in layers, lowest precedence first. Layers that jobs have in common are shared storage, so a plan of
/// 10,000 jobs holds the predefined variables once.
/// Precedence: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence
package struct VariableLayers: Hashable, Sendable, Codable {
    /// `CI_*` variables that are the same for every job of the pipeline.
    package var pipelinePredefined: [Variable] = []
    /// `CI_*` variables of this job: `CI_JOB_NAME`, `CI_NODE_INDEX`, `CI_ENVIRONMENT_NAME`, …
    package var jobPredefined: [Variable] = []
    /// Top-level `variables:`, what `workflow:rules:variables` set, less what `inherit:variables` excludes.
    package var globalYAML: [Variable] = []
    /// The job's `variables:`, then its matrix values, then the matching rule's `variables:`.
    package var jobYAML: [Variable] = []
    /// From `artifacts:reports:dotenv` of the jobs this one takes artifacts from. Known only when the job starts.
    package var dotenv: [Variable] = []
    /// The user's project-level variables (a variable file).
    package var project: [Variable] = []
    /// `--variable K=V`, and what a parent pipeline forwards.
    package var pipeline: [Variable] = []

    package init() {}

    /// All layers, lowest precedence first.
    package var inOrder: [[Variable]] {
        [pipelinePredefined, jobPredefined, globalYAML, jobYAML, dotenv, project, pipeline]
    }

    /// The place of `jobYAML` in `inOrder`; `globalYAML` is the one before.
    static let jobYAMLPlace = 3
}
