internal import FoundationEssentials
internal import Glibc

/// Rendered revisions by key. An entry appears whole or not at all, and is not removed while somebody uses it.
///
///     <key>/nodes/        the files, one folder a host
///     <key>/record.json   what came of the render
///     <key>/origin.json   what it was made of, for people
///     <key>/trace/        what its playbooks read and wrote, for the next render
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

        /// All but the revision is the same.
        func isOfTheSameKind(as other: Origin) -> Bool {
            environment == other.environment && kayobe == other.kayobe && kollaAnsible == other.kollaAnsible
                && kollaTags == other.kollaTags && kollaLimit == other.kollaLimit
        }
    }

    /// Where the files of an entry lie.
    func nodes(_ key: String) -> String { "\(directory)/\(key)/nodes" }

    /// The records of an earlier render, kept from being removed as long as the value lives.
    struct Trace: Sendable {
        var trace: String
        var lock: EntryLock
    }

    /// Whether there is an entry, or what looks like one.
    func holds(_ key: String) -> Bool { access("\(directory)/\(key)/record.json", F_OK) == 0 }

    /// The render whose records are most likely to serve one of this origin: of the same environment and releases, and used last. Records
    /// say themselves what they depend on, so that a poor choice costs time and nothing else.
    /// - Parameter first: the key of a render that is taken before all others.
    func nearest(to origin: Origin, first: String) -> Trace? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let used = names.filter { !$0.hasPrefix(Self.unfinished) }.compactMap { key -> (key: String, time: timespec)? in
            var status = stat()
            return lstat("\(directory)/\(key)/record.json", &status) == 0 ? (key, status.st_mtim) : nil
        }
        let rank = { (render: (key: String, time: timespec)) in
            (render.key == first ? 1 : 0, render.time.tv_sec, render.time.tv_nsec)
        }
        for (key, _) in used.sorted(by: { rank($0) > rank($1) }) {
            let trace = "\(directory)/\(key)/trace"
            guard let data = try? Data(contentsOf: URL(filePath: "\(directory)/\(key)/origin.json")),
                let known = try? JSONDecoder().decode(Origin.self, from: data), known.isOfTheSameKind(as: origin),
                let lock = EntryLock(path: "\(locks)/\(key)", exclusive: false), access(trace, F_OK) == 0
            else { continue }
            return Trace(trace: trace, lock: lock)
        }
        return nil
    }

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

    /// Moves what was rendered into the cache, and reads it from there.
    /// - Parameters:
    ///   - work: the folder of the render.
    ///   - isReplacing: an entry that is there already makes way.
    func store(
        _ key: String, from work: String, record: RenderedRevision.Record, origin: Origin, isReplacing: Bool = false
    ) throws(KollaDiffError) -> RenderedRevision {
        try makeDirectory(directory)
        let temporary = "\(directory)/\(Self.unfinished)\(key)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try makeDirectory(temporary)
        do {
            try FileManager.default.moveItem(atPath: work + "/nodes", toPath: temporary + "/nodes")
            keep(trace: work + "/driver/trace", in: temporary + "/trace")
            try JSONEncoder().encode(record).write(to: URL(filePath: temporary + "/record.json"))
            try JSONEncoder().encode(origin).write(to: URL(filePath: temporary + "/origin.json"))
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw KollaDiffError(.system, operation: "keep a render", message: "\(error)")
        }
        let final = "\(directory)/\(key)"
        if rename(temporary, final) != 0 {
            if !isReplacing, let revision = revision(key) {
                // Another process was first, with the same content.
                try? FileManager.default.removeItem(atPath: temporary)
                return revision
            }
            // What is there cannot be read: it was damaged, or is of another version.
            let former = "\(directory)/\(Self.unfinished)former-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            // Somebody may be reading it: a later pruning removes it.
            _ = rename(final, former)
            if rename(temporary, final) != 0 { try? FileManager.default.removeItem(atPath: temporary) }
        }
        guard let revision = revision(key) else {
            throw KollaDiffError(.system, operation: "keep a render", message: "\(final) cannot be read")
        }
        return revision
    }

    /// Copies the records of whole runs. They stay where they are for a render that follows.
    private func keep(trace: String, in folder: String) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: trace)) ?? []).filter { $0.hasSuffix(".trace") }
        guard !names.isEmpty, (try? makeDirectory(folder)) != nil else { return }
        for name in names { try? FileManager.default.copyItem(atPath: "\(trace)/\(name)", toPath: "\(folder)/\(name)") }
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
