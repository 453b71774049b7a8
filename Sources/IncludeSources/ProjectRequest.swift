internal import PipelineLoading

/// A project at a ref or a component's version, and the words for what is wrong with it.
struct ProjectRequest: Hashable {
    var project: String
    var host: String?
    /// A ref; of a component, its version.
    var ref: String?

    init?(_ place: ForeignPlace) {
        switch place {
        case .project(let path, let ref):
            project = path
            self.ref = ref
        case .component(let host, let path, let version):
            project = path
            self.host = host
            ref = version
        case .remote, .template: return nil
        }
    }

    /// `Project `group/project``, `Component project …`: how messages begin.
    var subject: String { host.map { "Component project `\($0)/\(project)`" } ?? "Project `\(project)`" }

    /// What a mapping would have to name.
    var mapping: String { "`projects: {\(project): DIRECTORY}` in .slipway/settings.yml names a checkout" }

    func notFound(help: String?) -> ForeignProblem {
        let words = "not found or access denied! Make sure any includes in the pipeline configuration are correctly defined."
        return ForeignProblem("include-not-found", "\(subject) \(words)", help: help)
    }

    /// For an address that is never used.
    func unusable(_ reason: String) -> ForeignProblem {
        ForeignProblem("include-not-available", "\(subject) has an address that cannot be used", help: reason)
    }

    /// GitLab's words for a ref or version that does not exist, with those that do.
    func noReference(_ references: ProjectReferences, note: String? = nil) -> ForeignProblem {
        let ref = ref ?? "HEAD"
        var helps: [String] = []
        var message = "\(subject) reference `\(ref)` does not exist!"
        if host != nil, VersionRange(ref) != nil {
            let versions = references.versions
            if versions.isEmpty {
                let kind = ref == "~latest" ? "~latest" : "partial semantic"
                message =
                    "\(subject) - The \(kind) version reference is not supported for non-catalog resources. "
                    + "Use a tag, branch, or commit SHA instead."
                helps.append(references.help(for: ref) ?? "it has no tags")
            } else {
                message = "\(subject) has no version `\(ref)`"
                helps.append("its versions are \(versions.prefix(10).joined(separator: ", "))\(versions.count > 10 ? ", …" : "")")
            }
        } else if let help = references.help(for: ref) {
            helps.append(help)
        }
        if let note { helps.append(note) }
        return ForeignProblem("include-not-found", message, help: helps.isEmpty ? nil : helps.joined(separator: "; "))
    }
}
