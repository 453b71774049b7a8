internal import Git

/// Which submodules a render cannot do without: those in the Kayobe configuration, and those it links to. Others, such as
/// kayobe-automation's own, are never read.
enum SubmoduleCheck {
    private static let configuration = "etc/kayobe/"

    static func firstNeeded(
        of missing: [Repository.MissingSubmodule], in repository: borrowing Repository, files: ObjectID
    ) throws(GitError) -> Repository.MissingSubmodule? {
        if missing.isEmpty { return nil }
        if let inside = missing.first(where: { ($0.path + "/").hasPrefix(configuration) }) { return inside }
        for entry in try repository.entries(in: files) where entry.mode == .symbolicLink && entry.path.hasPrefix(configuration) {
            let target = String(decoding: try repository.blob(entry.id), as: UTF8.self)
            let place = destination(of: target, from: entry.path)
            if let linked = missing.first(where: { place == $0.path || place.hasPrefix($0.path + "/") }) { return linked }
        }
        return nil
    }

    static func error(_ submodule: Repository.MissingSubmodule, revision: String) -> KollaDiffError {
        KollaDiffError(
            .submoduleMissing, operation: "export \(revision)",
            message: "\(submodule.path) is a submodule, and its commit \(submodule.commit.short) is not in this clone;"
                + " run `git submodule update --init --recursive \(submodule.path)`, or in GitLab CI set GIT_SUBMODULE_STRATEGY: recursive"
        )
    }

    /// Where a link leads, relative to the top of the tree; empty for one that leads outside.
    static func destination(of target: String, from path: String) -> String {
        if target.hasPrefix("/") { return "" }
        var components = path.split(separator: "/").dropLast().map(String.init)
        for component in target.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(String(component))
            } else if components.popLast() == nil {
                return ""
            }
        }
        return components.joined(separator: "/")
    }
}
