internal import PipelineModel
internal import YAML

/// Reads a GitLab pipeline configuration: includes, `extends` and `!reference` are resolved, every keyword is checked, and all
/// problems are told at once. Reference: https://docs.gitlab.com/ci/yaml/
package struct PipelineLoader: Sendable {
    private let source: any ConfigurationSource
    private let foreign: (any ForeignSource)?
    private let limits: LoadLimits

    /// - Parameter foreign: where includes from elsewhere are found; nil: nowhere.
    package init(
        source: any ConfigurationSource, foreign: (any ForeignSource)? = nil, limits: LoadLimits = LoadLimits()
    ) {
        self.source = source
        self.foreign = foreign
        self.limits = limits
    }

    /// Loads a file of the source.
    package func load(file path: String, context: IncludeContext = IncludeContext()) -> LoadResult {
        do {
            guard let bytes = try source.contents(ofFile: path) else {
                return failure("missing-file", "there is no file \(path)", help: "name the file of the pipeline, or create it")
            }
            return load(bytes: bytes, named: path, context: context)
        } catch let error as ConfigurationSourceError {
            return failure("unreadable-file", "\(path) \(error.message)", help: nil)
        } catch {
            return failure("unreadable-file", "\(path) cannot be read: \(error)", help: nil)
        }
    }

    /// Loads a text that is no file of the source, such as the artifact of a job or standard input. Its includes come from the
    /// source.
    package func load(bytes: [UInt8], named name: String, context: IncludeContext = IncludeContext()) -> LoadResult {
        let texts = SourceTexts()
        let problems = DiagnosticCollector(texts: texts, masked: context.maskedValues)
        let reader = ConfigurationReader(source: source, limits: limits, problems: problems)
        let number = texts.add(name, bytes)
        guard let documents = reader.parse(bytes, number: number, name: name) else {
            return LoadResult(diagnostics: problems.diagnostics)
        }
        let top = SourceLocation(file: name, line: 1, column: 1)
        guard let content = documents.last?.root, !content.isNull else {
            problems.add(.error, "empty-file", "Please provide content of .gitlab-ci.yml", at: top)
            return LoadResult(diagnostics: problems.diagnostics)
        }
        guard content.mapping != nil else {
            problems.add(
                .error, "not-a-mapping", "Invalid configuration format", at: content, help: "the top level must be keys and values")
            return LoadResult(diagnostics: problems.diagnostics)
        }
        var includes = IncludeResolver(
            reader: reader, foreign: foreign, context: context, limits: limits, problems: problems)
        let start = includes.start
        let ready =
            includes.content(of: documents, inputs: context.inputs?.mapping, at: content, site: start, nested: start) ?? content
        let whole = includes.resolve(ready, name: name, site: start)
        var result = finish(whole, texts: texts, problems: problems, isIncomplete: includes.isIncomplete)
        result.foreignFiles = includes.records
        result.absent = includes.absent
        return result
    }

    private func finish(_ whole: Node, texts: SourceTexts, problems: DiagnosticCollector, isIncomplete: Bool) -> LoadResult {
        var extends = ExtendsResolver(root: whole.mapping ?? Mapping(), problems: problems, budget: limits.expandedNodes)
        let extended = extends.resolve()
        var references = ReferenceResolver(root: extended, problems: problems)
        let root = references.resolve()
        let merged = whole.replacing(content: .mapping(root))
        guard merged.expandedCount <= limits.expandedNodes else {
            problems.add(
                .error, "too-big",
                "The parsed YAML is too big: more than \(limits.expandedNodes) values with all references written out",
                at: whole)
            return LoadResult(diagnostics: problems.diagnostics)
        }
        let unresolved = extends.unresolved.union(references.unresolved)
        let (pipeline, sources) = RootEntry.read(root, merged, files: texts.names, unresolved: unresolved, problems: problems)
        PipelineChecks(pipeline: pipeline, sources: sources, limits: limits, problems: problems).check()
        var diagnostics = problems.diagnostics
        if isIncomplete { diagnostics.removeAll { Self.wholeConfigurationCodes.contains($0.code) } }
        return LoadResult(pipeline: pipeline, diagnostics: diagnostics, merged: merged)
    }

    /// Problems that can come from another file not being there; they are not told while one is missing.
    package static let wholeConfigurationCodes: Set<String> = [
        "dependency-of-later-stage", "missing-script", "need-of-later-stage", "no-visible-jobs", "undefined-dependency",
        "undefined-need", "undefined-on-stop", "unknown-base", "unknown-reference", "unknown-stage",
    ]

    private func failure(_ code: String, _ message: String, help: String?) -> LoadResult {
        LoadResult(diagnostics: [Diagnostic(.error, code, message, help: help)])
    }
}
