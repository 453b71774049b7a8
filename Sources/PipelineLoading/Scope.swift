internal import PipelineModel
internal import YAML

/// Where in the configuration an entry is read, and where its problems go. Labels are what GitLab's messages say after the
/// owner: `:retry config` for a keyword with a value of its own, ` when` for an attribute.
struct Scope {
    enum Owner {
        case root
        case section(String)
        case job(String)
    }

    let owner: Owner
    let problems: DiagnosticCollector
    let cache: EntryCache

    var prefix: String {
        switch owner {
        case .root: ""
        case .section(let name): name
        case .job(let name): "jobs:\(name)"
        }
    }

    /// True for a job that lacks something because of a problem that is reported already.
    var isUnresolved: Bool {
        if case .job(let name) = owner { cache.unresolvedJobs.contains(name) } else { false }
    }

    func location(_ node: Node) -> SourceLocation { problems.texts.location(of: node) }

    func error(_ label: String, _ message: String, at node: Node, code: String = "invalid-value", help: String? = nil) {
        add(.error, label, message, at: node, code: code, help: help)
    }

    func warning(_ label: String, _ message: String, at node: Node, code: String, help: String? = nil) {
        add(.warning, label, message, at: node, code: code, help: help)
    }

    private func add(
        _ severity: Diagnostic.Severity, _ label: String, _ message: String, at node: Node, code: String, help: String?
    ) {
        var name = prefix + label
        if name.first == ":" || name.first == " " { name.removeFirst() }
        problems.add(severity, code, "\(name) \(message)", at: node, help: help, identity: label + message)
    }
}

/// What was read from nodes that several jobs share, so that a script in a common base is read once.
final class EntryCache {
    var scripts: [ObjectIdentifier: [String]?] = [:]
    var rules: [ObjectIdentifier: [Rule]?] = [:]
    var expressions: [String: Expression] = [:]
    /// Nodes made while reading. The keys above are addresses, which must not be given to another node.
    var made: [Node] = []
    var hasWorkflowRules = false
    var unresolvedJobs: Set<String> = []
}
