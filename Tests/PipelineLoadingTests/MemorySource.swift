import PipelineLoading
import PipelineModel

/// Configuration files held in memory.
struct MemorySource: ConfigurationSource {
    var files: [String: String]

    func contents(ofFile path: String) throws -> [UInt8]? { files[path].map { Array($0.utf8) } }
    func filePaths() throws -> [String] { files.keys.sorted() }
}

/// Loads one text as `.gitlab-ci.yml`, beside other files.
func load(_ text: String, _ others: [String: String] = [:], context: IncludeContext = IncludeContext()) -> LoadResult {
    let files = others.merging([".gitlab-ci.yml": text]) { $1 }
    return PipelineLoader(source: MemorySource(files: files)).load(file: ".gitlab-ci.yml", context: context)
}

extension LoadResult {
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// `line:column code message` of each error.
    var errorLines: [String] {
        errors.map { "\($0.location.map { "\($0.line):\($0.column)" } ?? "-") \($0.code) \($0.message)" }
    }

    subscript(job name: String) -> Job? { pipeline?.jobs.first { $0.name == name } }
}
