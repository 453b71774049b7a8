internal import PipelineModel
internal import YAML

/// Gathers the problems of one load. The same problem at the same place is kept once: a hundred jobs that extend a faulty base
/// are one mistake.
final class DiagnosticCollector {
    private struct Identity: Hashable {
        var code: String
        var location: SourceLocation?
        var text: String
    }

    private var collected: [Diagnostic] = []
    private var seen: Set<Identity> = []
    let texts: SourceTexts
    /// Values that appear nowhere in what is told; longest first.
    private let masked: [String]

    init(texts: SourceTexts, masked: [String] = []) {
        self.texts = texts
        self.masked = masked
    }

    /// A text with the masked values taken out.
    func masking(_ text: String) -> String { masked.reduce(text) { $0.replacing($1, with: "[MASKED]") } }

    /// All that was found, in the order of the text.
    var diagnostics: [Diagnostic] {
        let order = Dictionary(uniqueKeysWithValues: texts.names.enumerated().map { ($1, $0) })
        func key(_ diagnostic: Diagnostic) -> (Int, Int, Int) {
            guard let location = diagnostic.location else { return (-1, 0, 0) }
            return (order[location.file] ?? .max, location.line, location.column)
        }
        return collected.sorted { key($0) < key($1) }
    }

    /// - Parameter identity: what makes two problems at one place different ones; the message when not given.
    func add(
        _ severity: Diagnostic.Severity, _ code: String, _ message: String, at node: Node?, help: String? = nil,
        identity: String? = nil
    ) {
        add(severity, code, message, at: node.map(texts.location(of:)), help: help, identity: identity)
    }

    func add(
        _ severity: Diagnostic.Severity, _ code: String, _ message: String, at location: SourceLocation?, help: String? = nil,
        identity: String? = nil
    ) {
        guard seen.insert(Identity(code: code, location: location, text: identity ?? message)).inserted else { return }
        collected.append(
            Diagnostic(
                severity, code, masking(message), at: location, sourceLine: location.flatMap(texts.line(at:)),
                help: help.map(masking)))
    }
}
