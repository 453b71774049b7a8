internal import CGit2
internal import Glibc

/// One checkout, ready to be written many times: file contents are read from the object database once, and every copy gets an
/// index that makes `git status` instant. Copies share nothing, so each may be changed at will.
///
/// Contents are written as stored: no line-end conversion, no filters (Git LFS files stay pointers).
package final class CheckoutTemplate: Sendable {
    private struct Node: Sendable {
        enum Content: Sendable {
            case directory([Node])
            case file(Range<Int>, isExecutable: Bool)
            case link(target: String)
            case submodule
        }

        var name: String
        var content: Content
        /// Its place in `tracked`; nil for a directory and for a file that the index does not hold as it is.
        var slot: Int?
    }

    private struct Tracked: Sendable {
        var path: String
        var mode: TreeEntry.Mode
        var id: git_oid
    }

    private let nodes: [Node]
    private let tracked: [Tracked]
    private let arena: BlobArena

    /// - Parameters:
    ///   - files: the commit or tree whose files are written.
    ///   - index: the commit or tree that the index describes: `files` itself for a clean checkout, `HEAD` for uncommitted work.
    ///   - scratch: a directory for a nameless temporary file.
    package init(repository: borrowing Repository, files: ObjectID, index: ObjectID, scratch: String) throws(GitError) {
        let entries = try repository.entries(in: files)
        let indexed = files == index ? entries : try repository.entries(in: index)
        tracked = indexed.map { Tracked(path: $0.path, mode: $0.mode, id: $0.id.raw) }
        let slots = Dictionary(uniqueKeysWithValues: indexed.enumerated().map { ($1, $0) })

        var blobs: [ObjectID] = []
        var sizes: [Range<Int>] = []
        var end = 0
        for entry in entries where entry.mode == .file || entry.mode == .executable {
            blobs.append(entry.id)
            let size = try repository.withBlob(entry.id) { $0.count }
            sizes.append(end..<end + size)
            end += size
        }
        arena = try BlobArena(blobs, of: repository, in: scratch)

        var leaves: [(path: Substring, node: Node)] = []
        var ranges = sizes.makeIterator()
        for entry in entries {
            let content: Node.Content
            switch entry.mode {
            case .submodule: content = .submodule
            case .symbolicLink: content = .link(target: String(decoding: try repository.blob(entry.id), as: UTF8.self))
            case .file, .executable: content = .file(ranges.next() ?? 0..<0, isExecutable: entry.mode == .executable)
            }
            leaves.append((entry.path[...], Node(name: "", content: content, slot: slots[entry])))
        }
        nodes = Self.nest(leaves[...])
    }

    /// Writes the files into `directory`, which is created when it is missing, and the index to `indexPath`.
    ///
    /// All files get a modification time a second ago, so that git can tell a later change by the time alone.
    package func write(to directory: String, indexPath: String) throws(GitError) {
        var statuses = [Optional<stat>](repeating: nil, count: tracked.count)
        let times = Array(repeating: timespec(tv_sec: time(nil) - 1, tv_nsec: 0), count: 2)
        try write(nodes, into: OutputDirectory(creating: directory), times: times, statuses: &statuses)
        let index = try IndexFile(path: indexPath)
        for (entry, status) in zip(tracked, statuses) {
            try index.add(entry.path, mode: entry.mode, id: entry.id, status: status)
        }
        try index.write()
    }

    private func write(
        _ nodes: [Node], into directory: borrowing OutputDirectory, times: [timespec], statuses: inout [Optional<stat>]
    ) throws(GitError) {
        for node in nodes {
            var status = stat()
            switch node.content {
            case .directory(let children):
                try write(children, into: directory.directory(node.name), times: times, statuses: &statuses)
                continue
            case .submodule:
                _ = try directory.directory(node.name)
                continue
            case .link(let target):
                try directory.link(node.name, to: target)
                utimensat(directory.descriptor, node.name, times, AT_SYMLINK_NOFOLLOW)
                guard fstatat(directory.descriptor, node.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            case .file(let range, let isExecutable):
                let file = try directory.createFile(node.name, executable: isExecutable)
                defer { close(file) }
                try OutputDirectory.write(arena[range], to: file, path: directory.path + "/" + node.name)
                futimens(file, times)
                guard fstat(file, &status) == 0 else { continue }
            }
            if let slot = node.slot { statuses[slot] = status }
        }
    }

    /// Turns paths in git's order into a tree; entries of one directory are neighbours in it.
    private static func nest(_ leaves: ArraySlice<(path: Substring, node: Node)>) -> [Node] {
        var nodes: [Node] = []
        var rest = leaves
        while let (path, leaf) = rest.first {
            guard let slash = path.firstIndex(of: "/") else {
                var node = leaf
                node.name = String(path)
                nodes.append(node)
                rest = rest.dropFirst()
                continue
            }
            let prefix = path[...slash]
            let below = rest.prefix { $0.path.hasPrefix(prefix) }
            let children = below.map { (path: $0.path.dropFirst(prefix.count), node: $0.node) }
            nodes.append(Node(name: String(prefix.dropLast()), content: .directory(nest(children[...])), slot: nil))
            rest = rest.dropFirst(below.count)
        }
        return nodes
    }
}
