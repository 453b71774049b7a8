internal import Git

/// The files of a repository at one revision as a file system would show them: directories are what has files below it, and
/// symbolic links are followed as long as they stay inside.
struct ConfigurationFiles {
    private let snapshot: RepositorySnapshot
    private let entries: [String: TreeEntry]
    /// The names in every directory, sorted by bytes.
    private let names: [String: [String]]
    /// In git's order.
    let paths: [String]

    init(_ snapshot: RepositorySnapshot) throws(GitError) {
        self.snapshot = snapshot
        let listed = try snapshot.entries()
        paths = listed.map(\.path)
        entries = Dictionary(uniqueKeysWithValues: listed.map { ($0.path, $0) })
        var names: [String: Set<String>] = [:]
        for entry in listed {
            var path = entry.path[...]
            while true {
                let slash = path.lastIndex(of: "/")
                let parent = slash.map { path[..<$0] } ?? ""
                let name = slash.map { path[path.index(after: $0)...] } ?? path
                let isNew = names[String(parent), default: []].insert(String(name)).inserted
                if parent.isEmpty || !isNew { break }
                path = parent
            }
        }
        self.names = names.mapValues { $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    }

    /// The names in a directory, sorted; nil when there is no such directory.
    func list(_ directory: String) throws(GitError) -> [String]? {
        guard let real = try resolve(directory) else { return nil }
        return names[real]
    }

    func isDirectory(_ path: String) throws(GitError) -> Bool { try list(path) != nil }

    /// The file at a path, links followed; nil when there is none.
    func file(_ path: String) throws(GitError) -> TreeEntry? {
        guard let real = try resolve(path), let entry = entries[real] else { return nil }
        return entry.mode == .file || entry.mode == .executable ? entry : nil
    }

    /// The bytes of a file, links followed; nil when there is none.
    func contents(_ path: String) throws(GitError) -> [UInt8]? {
        guard let entry = try file(path) else { return nil }
        return try snapshot.blob(entry.id)
    }

    func text(_ path: String) throws(GitError) -> String? {
        try contents(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A path without links; nil when a link leads outside, nowhere or in circles. A path that does not exist is itself.
    private func resolve(_ path: String) throws(GitError) -> String? {
        var rest = path.split(separator: "/").map(String.init)
        var real: [String] = []
        var followed = 0
        while !rest.isEmpty {
            let component = rest.removeFirst()
            if component == "." { continue }
            if component == ".." {
                if real.popLast() == nil { return nil }
                continue
            }
            real.append(component)
            guard let entry = entries[real.joined(separator: "/")], entry.mode == .symbolicLink else { continue }
            followed += 1
            let target = String(decoding: try snapshot.blob(entry.id), as: UTF8.self)
            if target.hasPrefix("/") || followed > 40 { return nil }
            real.removeLast()
            rest = target.split(separator: "/").map(String.init) + rest
        }
        return real.joined(separator: "/")
    }
}
