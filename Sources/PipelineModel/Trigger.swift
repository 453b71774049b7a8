/// `trigger:`: the job starts another pipeline. Reference: https://docs.gitlab.com/ci/yaml/#trigger
package struct Trigger: Hashable, Sendable, Codable {
    package enum Strategy: String, Sendable, Codable, CaseIterable {
        /// The trigger job succeeds as soon as the downstream pipeline exists.
        case none
        /// The trigger job waits for the downstream pipeline and takes its status.
        case depend
        case mirror
    }

    /// One file of a child pipeline's configuration.
    package enum Source: Hashable, Sendable, Codable {
        case local(String)
        case artifact(path: String, job: String)
        case project(path: String, files: [String], ref: String?)
        case template(String)
        case remote(String)
        case component(String)
    }

    package enum Target: Hashable, Sendable, Codable {
        case child([Source])
        case project(path: String, branch: String?)
    }

    package var target: Target
    package var strategy: Strategy
    /// `forward:yaml_variables`, default true: the trigger job's variables reach the downstream pipeline.
    package var forwardsYAMLVariables: Bool
    /// `forward:pipeline_variables`, default false.
    package var forwardsPipelineVariables: Bool
    /// `trigger:inputs`, values in YAML flow form.
    package var inputs: [String: String]
    /// `trigger:include:inputs` of each source of a child pipeline, in the same form; empty when no source has any.
    package var includeInputs: [[String: String]]

    package init(
        target: Target, strategy: Strategy = .none, forwardsYAMLVariables: Bool = true, forwardsPipelineVariables: Bool = false,
        inputs: [String: String] = [:], includeInputs: [[String: String]] = []
    ) {
        self.target = target
        self.strategy = strategy
        self.forwardsYAMLVariables = forwardsYAMLVariables
        self.forwardsPipelineVariables = forwardsPipelineVariables
        self.inputs = inputs
        self.includeInputs = includeInputs
    }
}
