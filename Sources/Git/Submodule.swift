/// A submodule: its place in a tree, and what `.gitmodules` there says of it.
/// Reference: https://git-scm.com/docs/gitmodules
package struct Submodule: Hashable, Sendable {
    package var name: String
    package var path: String
    /// As written, possibly relative (`../roles.git`); nil when missing.
    package var url: String?
    /// The commit that the tree wants; nil when only `.gitmodules` knows the submodule.
    package var commit: ObjectID?

    package init(name: String, path: String, url: String?, commit: ObjectID?) {
        self.name = name
        self.path = path
        self.url = url
        self.commit = commit
    }
}

extension Repository {
    /// The submodules of a commit, tag or tree that `.gitmodules` describes, sorted by path.
    package func submodules(in treeish: ObjectID) throws(GitError) -> [Submodule] {
        guard let bytes = try contents(of: ".gitmodules", in: treeish) else { return [] }
        var sections: [(name: String, values: [String: String])] = []
        for setting in ConfigurationText.settings(in: String(decoding: bytes, as: UTF8.self)) where setting.section == "submodule" {
            guard let name = setting.subsection else { continue }
            if let index = sections.firstIndex(where: { $0.name == name }) {
                sections[index].values[setting.key] = setting.value
            } else {
                sections.append((name, [setting.key: setting.value]))
            }
        }
        var found: [Submodule] = []
        for (name, values) in sections {
            guard let path = values["path"] else { continue }
            let entry = try entry(at: path, in: treeish)
            found.append(
                Submodule(name: name, path: path, url: values["url"], commit: entry?.mode == .submodule ? entry?.id : nil))
        }
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}
