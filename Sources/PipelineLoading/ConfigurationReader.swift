internal import PipelineModel
internal import YAML

/// Turns files of a source into checked YAML trees. Each file is read once, however often it is included.
final class ConfigurationReader {
    private let source: any ConfigurationSource
    private let limits: LoadLimits
    private let problems: DiagnosticCollector
    private var documents: [String: [Document]?] = [:]
    private var allPaths: [String]?
    /// The other project whose files these are; nil for the repository's own.
    let tree: ForeignTree?
    private let project: String
    private let prefix: String

    init(source: any ConfigurationSource, limits: LoadLimits, problems: DiagnosticCollector) {
        self.source = source
        self.limits = limits
        self.problems = problems
        tree = nil
        project = ""
        prefix = ""
    }

    /// - Parameters:
    ///   - project: how messages call it.
    ///   - ref: as the include names it.
    init(tree: ForeignTree, project: String, ref: String?, limits: LoadLimits, problems: DiagnosticCollector) {
        source = tree.source
        self.limits = limits
        self.problems = problems
        self.tree = tree
        self.project = project
        prefix = "\(project)\(ref.map { "@\($0)" } ?? ""):"
    }

    /// What diagnostics call a file: its path, with the project and ref in front for a file of another project.
    func name(of path: String) -> String { prefix + path }

    /// All files of the source; listed when first asked for.
    func paths() -> [String] {
        if let allPaths { return allPaths }
        let paths = (try? source.filePaths()) ?? []
        allPaths = paths
        return paths
    }

    /// True when there is something at a path, whether or not it can be read.
    func contains(_ path: String) -> Bool {
        do { return try source.contents(ofFile: path) != nil } catch { return true }
    }

    /// The header, if there is one, and the content of an included file; nil after its problem is reported.
    func documents(ofFile path: String, includedAt node: Node) -> [Document]? {
        if let known = documents[path] { return known }
        let read = read(path, node)
        documents.updateValue(read, forKey: path)
        return read
    }

    private func read(_ path: String, _ node: Node) -> [Document]? {
        let subject = tree == nil ? "Local file `\(path)`" : "Project `\(project)` file `\(path)`"
        let bytes: [UInt8]
        do {
            guard let found = try source.contents(ofFile: path) else {
                problems.add(
                    .error, "include-not-found", "\(subject) does not exist!", at: node,
                    help: path.contains("..") ? nil : Spelling.help(for: path, among: yamlPaths()))
                return nil
            }
            bytes = found
        } catch let error as ConfigurationSourceError {
            problems.add(.error, "unreadable-file", "\(subject) \(error.message)", at: node)
            return nil
        } catch {
            problems.add(.error, "unreadable-file", "\(subject) cannot be read: \(error)", at: node)
            return nil
        }
        return documents(of: bytes, named: name(of: path), subject: subject, includedAt: node)
    }

    /// The documents of a text that is to be included; nil after its problem is reported.
    func documents(of bytes: [UInt8], named name: String, subject: String, includedAt node: Node) -> [Document]? {
        let number = problems.texts.add(name, bytes)
        guard let documents = parse(bytes, number: number, name: name) else { return nil }
        guard let content = documents.last?.root, !content.isNull else {
            problems.add(.error, "empty-file", "\(subject) is empty!", at: node)
            return nil
        }
        guard content.mapping != nil else {
            problems.add(.error, "not-a-mapping", "Included file `\(name)` does not have valid YAML syntax!", at: content)
            return nil
        }
        return documents
    }

    private func yamlPaths() -> [String] { paths().filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") } }

    /// The documents of a text; nil after its problem is reported.
    func parse(_ bytes: [UInt8], number: Int, name: String) -> [Document]? {
        do {
            let documents = try Document.parse(bytes, limits: limits.yaml, source: number)
            for document in documents {
                for duplicate in document.duplicateKeys {
                    problems.add(
                        .warning, "duplicate-key",
                        "the key `\(duplicate.key)` is written twice (first on line \(duplicate.first.line)); the last one counts",
                        at: problems.texts.location(number, duplicate.second))
                }
            }
            return documents
        } catch {
            let place = SourceLocation(file: name, line: error.line, column: error.column)
            problems.add(.error, "yaml-\(error.code.rawValue)", error.message, at: place, help: Self.help(for: error))
            return nil
        }
    }

    private static func help(for error: YAMLError) -> String? {
        switch error.code {
        case .mergeConflict: "resolve the conflict and remove the markers"
        case .notUTF8: "save the file as UTF-8"
        case .syntax where error.message.contains("found character that cannot start any token"):
            "put the value in quotes"
        case .syntax where error.message.contains("mapping values are not allowed"):
            "put text that has a colon and a space in it in quotes"
        default: nil
        }
    }
}
