internal import Git

/// The paths under which a file can be read, because symbolic links lead to it.
struct LinkedPaths {
    /// A link, and where it leads: relative to the top, `..` resolved.
    private var links: [(path: String, target: String)] = []

    /// - Parameter directory: links below it count, and when one of them leads elsewhere, all of the repository's.
    init(_ snapshots: [RepositorySnapshot], below directory: String) throws(GitError) {
        for snapshot in snapshots {
            var found = try Self.links(in: snapshot, below: directory)
            if found.contains(where: { !$0.target.hasPrefix(directory + "/") }) { found = try Self.links(in: snapshot, below: "") }
            links += found
        }
    }

    /// A path and all others by which the same file is reached.
    func names(of path: String) -> [String] {
        if links.isEmpty { return [path] }
        var names = [path]
        var next = 0
        while next < names.count, names.count < 1000 {
            let name = names[next]
            next += 1
            for link in links {
                let alias: String
                if name == link.target {
                    alias = link.path
                } else if link.target.isEmpty {
                    alias = link.path + "/" + name
                } else if name.hasPrefix(link.target + "/") {
                    alias = link.path + name.dropFirst(link.target.count)
                } else {
                    continue
                }
                if !names.contains(alias) { names.append(alias) }
            }
        }
        return names
    }

    private static func links(
        in snapshot: RepositorySnapshot, below directory: String
    ) throws(GitError) -> [(path: String, target: String)] {
        var found: [(path: String, target: String)] = []
        for entry in try snapshot.directory(directory) ?? [] {
            let path = directory.isEmpty ? entry.name : directory + "/" + entry.name
            if entry.mode == nil {
                found += try links(in: snapshot, below: path)
            } else if entry.mode == .symbolicLink {
                let target = String(decoding: try snapshot.blob(entry.id), as: UTF8.self)
                if let place = destination(of: target, from: path) { found.append((path, place)) }
            }
        }
        return found
    }

    /// nil for a link that leads out of the repository.
    private static func destination(of target: String, from path: String) -> String? {
        if target.hasPrefix("/") { return nil }
        var components = path.split(separator: "/").dropLast().map(String.init)
        for component in target.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(String(component))
            } else if components.popLast() == nil {
                return nil
            }
        }
        return components.joined(separator: "/")
    }
}
