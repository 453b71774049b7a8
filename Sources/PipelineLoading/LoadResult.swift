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
    /// The files from elsewhere that were read, in the order of their first inclusion.
    package var foreignFiles: [ForeignRecord] = []
    /// Included, not on this machine, and to be had from somewhere; each has an error among the diagnostics.
    package var absent: [ForeignPlace] = []

    package init(pipeline: Pipeline? = nil, diagnostics: [Diagnostic] = [], merged: Node? = nil) {
        self.pipeline = pipeline
        self.diagnostics = diagnostics
        self.merged = merged
    }
}
