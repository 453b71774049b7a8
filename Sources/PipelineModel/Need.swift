/// One entry of `needs:` as written. Reference: https://docs.gitlab.com/ci/yaml/#needs
package struct Need: Hashable, Sendable, Codable {
    package var job: String
    /// Whether the job downloads the needed job's artifacts.
    package var artifacts: Bool
    /// True when the needed job may be absent from the pipeline.
    package var optional: Bool
    /// `needs:parallel:matrix`: only these instances of the needed job. Variable name to allowed values, one entry a row.
    package var matrix: [MatrixRow]?
    /// `needs:pipeline` (with or without `job`) or `needs:project`; such needs bring artifacts from elsewhere.
    package var pipeline: String?
    package var project: String?
    package var ref: String?
    package var location: SourceLocation?

    package init(
        job: String, artifacts: Bool = true, optional: Bool = false, matrix: [MatrixRow]? = nil, pipeline: String? = nil,
        project: String? = nil, ref: String? = nil, location: SourceLocation? = nil
    ) {
        self.job = job
        self.artifacts = artifacts
        self.optional = optional
        self.matrix = matrix
        self.pipeline = pipeline
        self.project = project
        self.ref = ref
        self.location = location
    }
}

/// One row of a `parallel:matrix`: variables in written order, each with its values.
package struct MatrixRow: Hashable, Sendable, Codable {
    package struct Axis: Hashable, Sendable, Codable {
        package var variable: String
        package var values: [String]

        package init(_ variable: String, _ values: [String]) {
            self.variable = variable
            self.values = values
        }
    }

    package var axes: [Axis]

    package init(_ axes: [Axis]) { self.axes = axes }
}

/// `parallel:`. Reference: https://docs.gitlab.com/ci/yaml/#parallel
package enum Parallel: Hashable, Sendable {
    case count(Int)
    case matrix([MatrixRow])
}
