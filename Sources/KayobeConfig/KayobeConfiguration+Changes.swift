package import Git

extension KayobeConfiguration {
    /// The environments whose deployment reads one of the changed files, sorted by name; shared ones are left out, what depends on
    /// them is not. A change of the base, or of what decides the tools (`requirements.txt`), concerns all of them; a change elsewhere
    /// in the repository none. Both names of a renamed file count.
    package func environments(affectedBy changes: [ChangedPath]) -> [KayobeEnvironment] {
        let deployed = environments.filter { !$0.isShared }
        guard let baseDirectory else { return [] }
        let prefix = baseDirectory + "/environments/"
        var touched: Set<String> = []
        for path in changes.flatMap({ [$0.path, $0.oldPath].compactMap { $0 } }) {
            if path.hasPrefix(prefix) {
                touched.insert(String(path.dropFirst(prefix.count).prefix { $0 != "/" }))
            } else if path.hasPrefix(baseDirectory + "/") || path == "requirements.txt" {
                return deployed
            }
        }
        return deployed.filter { !touched.isDisjoint(with: $0.order) }
    }

    /// The files that an environment holds itself, sorted; relative to the top of the repository.
    package func filesOfEnvironment(_ name: String) throws(GitError) -> [String] {
        guard let directory = environment(name)?.directory else { return [] }
        return try files.filesBelow(directory).sorted()
    }
}
