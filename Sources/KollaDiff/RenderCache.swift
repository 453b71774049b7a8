internal import FoundationEssentials
internal import Glibc

/// Rendered revisions by key. An entry appears whole or not at all, and is not removed while somebody uses it.
///
///     <key>/nodes/        the files, one folder a host
///     <key>/record.json   what came of the render
///     <key>/origin.json   what it was made of, for people
///     locks/<key>
package struct RenderCache: Sendable {
    package var directory: String

    package init(_ cache: CacheDirectory) { directory = cache.rendered }

    /// What a render was made of, in words for people; the key says it exactly.
    package struct Origin: Hashable, Sendable, Codable {
        package var revision: String
        /// nil for uncommitted work.
        package var commit: String?
        package var title: String
        package var environment: String?
        package var kayobe: String
        package var kollaAnsible: String
        package var kollaTags: [String]
        package var kollaLimit: String?
    }

    /// Where the files of an entry lie.
    func nodes(_ key: String) -> String { "\(directory)/\(key)/nodes" }

    /// nil when there is no entry, or none that can be read.
    func revision(_ key: String) -> RenderedRevision? {
        let recordFile = "\(directory)/\(key)/record.json"
        guard let data = try? Data(contentsOf: URL(filePath: recordFile)),
            let record = try? JSONDecoder().decode(RenderedRevision.Record.self, from: data),
            let tree = try? RenderedTree(directory: nodes(key))
        else { return nil }
        // Its time of change says when the entry was last used.
        utimensat(AT_FDCWD, recordFile, nil, 0)
        return RenderedRevision(record: record, tree: tree)
    }

    /// Moves rendered files into the cache, and reads them from there.
    func store(
        _ key: String, nodes: String, record: RenderedRevision.Record, origin: Origin
    ) throws(KollaDiffError) -> RenderedRevision {
        try makeDirectory(directory)
        let temporary = "\(directory)/\(Self.unfinished)\(key)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try makeDirectory(temporary)
        do {
            try FileManager.default.moveItem(atPath: nodes, toPath: temporary + "/nodes")
            try JSONEncoder().encode(record).write(to: URL(filePath: temporary + "/record.json"))
            try JSONEncoder().encode(origin).write(to: URL(filePath: temporary + "/origin.json"))
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw KollaDiffError(.system, operation: "keep a render", message: "\(error)")
        }
        let final = "\(directory)/\(key)"
        if rename(temporary, final) != 0 {
            if let revision = revision(key) {
                // Another process was first, with the same content.
                try? FileManager.default.removeItem(atPath: temporary)
                return revision
            }
            // What is there cannot be read: it was damaged, or is of another version.
            try? FileManager.default.removeItem(atPath: final)
            if rename(temporary, final) != 0 { try? FileManager.default.removeItem(atPath: temporary) }
        }
        guard let revision = revision(key) else {
            throw KollaDiffError(.system, operation: "keep a render", message: "\(final) cannot be read")
        }
        return revision
    }

    /// Keeps entries from being pruned as long as the values live, whether they are there already or will be stored.
    func hold(_ keys: [String]) throws(KollaDiffError) -> [EntryLock] {
        try makeDirectory(locks)
        var held: [EntryLock] = []
        for key in Set(keys).sorted() {
            guard let lock = EntryLock(path: "\(locks)/\(key)", exclusive: false) else {
                throw KollaDiffError(.system, operation: "lock a render", message: String(cString: strerror(errno)))
            }
            held.append(lock)
        }
        return held
    }

    var locks: String { directory + "/locks" }
    /// Starts the names of entries that are being written, or removed.
    static let unfinished = "."
}

/// A lock on an entry: shared by those who use it, exclusive for the one who removes it.
final class EntryLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Shared locks wait for the moment that removing takes; an exclusive one is nil while anybody holds another, and nil with `errno`
    /// when the file cannot be made.
    init?(path: String, exclusive: Bool) {
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { return nil }
            var status = flock(file, exclusive ? LOCK_EX | LOCK_NB : LOCK_SH)
            while status != 0, errno == EINTR { status = flock(file, exclusive ? LOCK_EX | LOCK_NB : LOCK_SH) }
            guard status == 0 else {
                let reason = errno
                close(file)
                errno = reason
                return nil
            }
            // The one who removed the entry may have removed the file that was opened.
            var (held, named) = (stat(), stat())
            if fstat(file, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
                descriptor = file
                self.path = path
                return
            }
            close(file)
        }
    }

    /// Removes the file; only for the holder of an exclusive lock.
    func remove() { unlink(path) }

    deinit { close(descriptor) }
}
