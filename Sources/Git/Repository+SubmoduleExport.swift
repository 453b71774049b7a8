internal import CGit2

extension Repository {
    /// A submodule whose commit is not on this machine.
    package struct MissingSubmodule: Hashable, Sendable {
        /// Relative to the top of the tree.
        package var path: String
        package var commit: ObjectID
    }

    /// Writes the files of the submodules of a tree into the directory that the tree was exported to, each at the commit that the tree
    /// wants, submodules in submodules too. They are read from their checkouts below the working tree, or from `.git/modules`.
    /// - Returns: those that are not there, sorted by path; their directories stay empty.
    package func exportSubmodules(of treeish: ObjectID, to directory: String) throws(GitError) -> [MissingSubmodule] {
        let pinned = try entries(in: treeish).filter { $0.mode == .submodule }
        guard !pinned.isEmpty else { return [] }
        let names = Dictionary(try submodules(in: treeish).map { ($0.path, $0.name) }, uniquingKeysWith: { $1 })
        var missing: [MissingSubmodule] = []
        for entry in pinned {
            let place = directory + "/" + entry.path
            let candidates = [
                workingDirectory.map { $0 + "/" + entry.path }, commonDirectory + "/modules/" + (names[entry.path] ?? entry.path),
            ]
            var found = false
            for case let candidate? in candidates {
                guard let repository = try? Repository(at: candidate), (try? repository.commit(entry.id)) != nil else { continue }
                try repository.export(entry.id, to: place)
                missing += try repository.exportSubmodules(of: entry.id, to: place).map {
                    MissingSubmodule(path: entry.path + "/" + $0.path, commit: $0.commit)
                }
                found = true
                break
            }
            if !found { missing.append(MissingSubmodule(path: entry.path, commit: entry.id)) }
        }
        return missing.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}
