package import PipelineModel

/// Finds the archives of a job of another project. Reference: https://docs.gitlab.com/ci/yaml/#needsproject
///
/// Takes a need with a `project`, and the variables of the job that has it. Returns absolute paths. Called while jobs run: it must
/// be quick.
package typealias ProjectArtifactsSearch = @Sendable (Need, VariableLayers) -> Result<[String], ProjectArtifactsFailure>

/// Why the artifacts of another project cannot be had; the job that needs them fails.
package struct ProjectArtifactsFailure: Error, Hashable, Sendable {
    /// One line.
    package var message: String

    package init(_ message: String) { self.message = message }
}
