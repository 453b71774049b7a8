internal import Git
internal import Synchronization

/// The files of a repository at one revision as a file system would show them: directories are what has files below it, and
/// symbolic links are followed as long as they stay inside. Directories are read when something in them is asked for, so that a large
/// repository costs no more than the part of it that matters.
struct ConfigurationFiles: Sendable {
    let snapshot: RepositorySnapshot
    private let directories = DirectoryCache()

    init(_ snapshot: RepositorySnapshot) { self.snapshot = snapshot }

    /// All files and links, in git's order. Reads every directory.
    func paths() throws(GitError) -> [String] { try snapshot.filePaths() }

    /// The names in a directory, sorted by bytes; nil when there is no such directory.
    func list(_ directory: String) throws(GitError) -> [String]? {
        guard let real = try resolve(directory), let entries = try entries(of: real) else { return nil }
        return entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func isDirectory(_ path: String) throws(GitError) -> Bool { try list(path) != nil }

    /// The file at a path, links followed; nil when there is none.
    func file(_ path: String) throws(GitError) -> TreeEntry? {
        guard let real = try resolve(path), let entry = try entry(real[...]), let mode = entry.mode else { return nil }
        return mode == .file || mode == .executable ? TreeEntry(path: real, mode: mode, id: entry.id) : nil
    }

    /// The bytes of a file, links followed; nil when there is none.
    func contents(_ path: String) throws(GitError) -> [UInt8]? {
        guard let entry = try file(path) else { return nil }
        return try snapshot.blob(entry.id)
    }

    func text(_ path: String) throws(GitError) -> String? {
        try contents(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every file below a directory that files are read from (links followed, once each), in order of their paths.
    func filesBelow(_ directory: String) throws(GitError) -> [String] {
        var found: [String] = []
        for name in try list(directory) ?? [] {
            let path = directory + "/" + name
            if try isDirectory(path) { found += try filesBelow(path) } else if try file(path) != nil { found.append(path) }
        }
        return found
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
            guard let entry = try entry(real.joined(separator: "/")[...]), entry.mode == .symbolicLink else { continue }
            followed += 1
            let target = String(decoding: try snapshot.blob(entry.id), as: UTF8.self)
            if target.hasPrefix("/") || followed > 40 { return nil }
            real.removeLast()
            rest = target.split(separator: "/").map(String.init) + rest
        }
        return real.joined(separator: "/")
    }

    /// What lies at a path that has no links in its directories.
    private func entry(_ path: Substring) throws(GitError) -> DirectoryEntry? {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { path[path.index(after: $0)...] } ?? path
        return try entries(of: slash.map { String(path[..<$0]) } ?? "")?[String(name)]
    }

    private func entries(of directory: String) throws(GitError) -> [String: DirectoryEntry]? {
        if let known = directories.entries.withLock({ $0[directory] }) { return known }
        let entries = try snapshot.directory(directory).map { entries in
            Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        }
        directories.entries.withLock { $0[directory] = .some(entries) }
        return entries
    }
}

/// What was read so far; nil stands for a directory that does not exist.
private final class DirectoryCache: Sendable {
    let entries = Mutex<[String: [String: DirectoryEntry]?]>([:])
}
