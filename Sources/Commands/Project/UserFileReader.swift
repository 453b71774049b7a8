internal import PipelineLoading
internal import PipelineModel
internal import YAML

/// Reads the YAML of a user's file and collects what is wrong in it.
final class UserFileReader {
    let file: UserFile
    private(set) var diagnostics: [Diagnostic] = []
    private lazy var lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)

    init(_ file: UserFile) { self.file = file }

    /// The text's first document; nil when there is none or it is no mapping, which has been reported then.
    func root(_ what: String) -> Mapping? {
        let documents: [Document]
        do {
            documents = try Document.parse(file.bytes)
        } catch {
            // Without the line: it may hold a secret.
            let place = SourceLocation(file: file.path, line: error.line, column: error.column)
            diagnostics.append(Diagnostic(.error, error.code.rawValue, error.message, at: place))
            return nil
        }
        for key in documents.first?.duplicateKeys ?? [] {
            let place = SourceLocation(file: file.path, line: key.second.line, column: key.second.column)
            diagnostics.append(
                Diagnostic(
                    .error, "duplicate-key", "\(key.key) is there twice; first in line \(key.first.line)", at: place))
        }
        guard let root = documents.first?.root, !root.isNull else { return nil }
        guard let mapping = root.mapping else {
            error("expected \(what)", at: root, quoting: false)
            return nil
        }
        return mapping
    }

    /// - Parameter quoting: false where the line may hold a secret.
    func error(_ message: String, at node: Node, help: String? = nil, quoting: Bool = true) {
        let place = SourceLocation(file: file.path, line: node.mark.line, column: node.mark.column)
        var line: String?
        if quoting, lines.indices.contains(node.mark.line - 1) {
            line = String(decoding: lines[node.mark.line - 1].prefix(1000), as: UTF8.self)
            if line?.unicodeScalars.last == "\r" { line?.unicodeScalars.removeLast() }
        }
        diagnostics.append(Diagnostic(.error, "settings", message, at: place, sourceLine: line, help: help))
    }

    /// The value of a key that takes a string; what else stands there is reported.
    func string(_ node: Node, _ name: String, quoting: Bool = true) -> String? {
        if let text = node.string, !text.isEmpty { return text }
        error("\(name) should be a string", at: node, quoting: quoting)
        return nil
    }

    func boolean(_ node: Node, _ name: String, quoting: Bool = true) -> Bool? {
        if let value = node.bool { return value }
        error("\(name) should be true or false", at: node, quoting: quoting)
        return nil
    }

    func strings(_ node: Node, _ name: String) -> [String]? {
        let items = node.sequence ?? []
        let texts = items.compactMap(\.text).filter { !$0.isEmpty }
        if !items.isEmpty, texts.count == items.count { return texts }
        error("\(name) should be a list of strings", at: node)
        return nil
    }

    /// The value of a key that takes a mapping; unknown keys are reported, and nothing else of them is read.
    func mapping(_ node: Node, _ name: String, keys: [String]? = nil) -> Mapping? {
        guard let mapping = node.mapping else {
            error("\(name) should be a mapping", at: node)
            return nil
        }
        if let keys { checkKeys(of: mapping, name, allowed: keys) }
        return mapping
    }

    func checkKeys(of mapping: Mapping, _ name: String, allowed: [String], quoting: Bool = true) {
        for entry in mapping.entries {
            let key = entry.key.text ?? ""
            guard !allowed.contains(key) else { continue }
            let known = allowed.joined(separator: ", ")
            error(
                "\(name): unknown key \"\(key)\"", at: entry.key,
                help: Spelling.help(for: key, among: allowed) ?? "known: \(known)", quoting: quoting)
        }
    }

    /// Ends the command when something is wrong.
    func finish() throws {
        guard diagnostics.isEmpty else { throw CommandFailure(.invalidConfiguration, diagnostics: diagnostics) }
    }
}
