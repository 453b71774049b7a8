internal import PipelineModel

/// Where the includes of a file are resolved.
struct IncludeSite {
    /// The files that `local` means; nil in a remote file or a template, which belong to no project.
    var reader: ConfigurationReader?
    /// None in remote files and templates: GitLab resolves their includes without context.
    var variables: [String: String]
    var component: ComponentFacts?

    /// A remote file's or template's own.
    static var nowhere: IncludeSite { IncludeSite(reader: nil, variables: [:]) }

    func expanded(_ text: String) -> String {
        VariableExpansion.expandReferences(in: text) { variables[$0] ?? "" }
    }

    /// A path as it counts from the top of a repository.
    func relativePath(_ path: String) -> String { String(expanded(path).drop { $0 == "/" }) }
}
