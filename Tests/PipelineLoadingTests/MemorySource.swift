import PipelineLoading
import PipelineModel

/// Configuration files held in memory.
struct MemorySource: ConfigurationSource {
    var files: [String: String]

    func contents(ofFile path: String) throws -> [UInt8]? { files[path].map { Array($0.utf8) } }
    func filePaths() throws -> [String] { files.keys.sorted() }
}

/// Files of other projects and servers held in memory, by place.
struct FakeForeignSource: ForeignSource {
    var trees: [ForeignPlace: [String: String]] = [:]
    var files: [ForeignPlace: String] = [:]
    var absent: Set<ForeignPlace> = []

    static let commit = "0123456789abcdef0123456789abcdef01234567"

    func find(_ place: ForeignPlace) -> ForeignAnswer {
        if absent.contains(place) { return .absent(ForeignProblem("include-not-fetched", "not here", help: "fetch it")) }
        if let files = trees[place] {
            return .tree(
                ForeignTree(
                    source: MemorySource(files: files), commit: Self.commit, version: "1.2.0", origin: ForeignOrigin("/elsewhere")))
        }
        if let text = files[place] {
            return .file(ForeignFile(bytes: Array(text.utf8), origin: ForeignOrigin("https://host", fetchedAt: 5)))
        }
        return .refused(ForeignProblem("include-not-found", "nowhere"))
    }
}

/// Loads one text as `.gitlab-ci.yml`, beside other files.
func load(
    _ text: String, _ others: [String: String] = [:], context: IncludeContext = IncludeContext(),
    foreign: (any ForeignSource)? = nil
)
    -> LoadResult
{
    let files = others.merging([".gitlab-ci.yml": text]) { $1 }
    return PipelineLoader(source: MemorySource(files: files), foreign: foreign).load(file: ".gitlab-ci.yml", context: context)
}

extension LoadResult {
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// `line:column code message` of each error.
    var errorLines: [String] {
        errors.map { "\($0.location.map { "\($0.line):\($0.column)" } ?? "-") \($0.code) \($0.message)" }
    }

    subscript(job name: String) -> Job? { pipeline?.jobs.first { $0.name == name } }
}
