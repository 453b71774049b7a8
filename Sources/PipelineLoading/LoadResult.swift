package import PipelineModel
package import YAML

/// What loading a configuration came to.
package struct LoadResult: Sendable {
    /// nil when the text could not be read at all. There can be a pipeline beside errors, for tools that show what they can; it
    /// must not be run then.
    package var pipeline: Pipeline?
    /// In the order of the text: by file, line and column.
    package var diagnostics: [Diagnostic]
    /// The whole configuration with includes, `extends` and `!reference` resolved.
    package var merged: Node?

    package init(pipeline: Pipeline? = nil, diagnostics: [Diagnostic] = [], merged: Node? = nil) {
        self.pipeline = pipeline
        self.diagnostics = diagnostics
        self.merged = merged
    }
}
