import PipelineLoading

/// The folder of a scenario, with the project's own `pipelines/` where the scenario asks for them.
struct ScenarioSource: ConfigurationSource {
    var folder: DirectorySource
    var project: DirectorySource
    var hasShippedPipelines: Bool

    func contents(ofFile path: String) throws -> [UInt8]? {
        try (hasShippedPipelines && path.hasPrefix("pipelines/") ? project : folder).contents(ofFile: path)
    }

    func filePaths() throws -> [String] { try folder.filePaths() }
}
