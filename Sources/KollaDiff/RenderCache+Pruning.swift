internal import FoundationEssentials
internal import Glibc

extension RenderCache {
    /// An entry, as `slipway kolla cache list --format json` prints it.
    package struct Entry: Hashable, Sendable, Codable {
        package var key: String
        /// nil for an entry that cannot be read, and is removed by any pruning.
        package var origin: Origin?
        /// Bytes of all its files.
        package var size: Int
        package var files: Int
        /// Seconds since 1970 when it was rendered, and when it was last used.
        package var created: Double
        package var used: Double
        /// A diff or a render uses it at this moment.
        package var isInUse: Bool
    }

    package struct Pruned: Hashable, Sendable, Codable {
        package var removed: [Entry]
        /// Would have been removed, but are used.
        package var inUse: [Entry]
        package var kept: [Entry]
    }

    /// All entries, the one that was used last first.
    package func entries() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { !$0.hasPrefix(Self.unfinished) && $0 != "locks" }.compactMap(entry)
            .sorted { ($0.used, $0.key) > ($1.used, $1.key) }
    }

    /// Removes entries that were not used for longer than `age` seconds, then those unused longest until the rest is not larger than
    /// `size` bytes. Entries in use stay.
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - isRehearsal: removes nothing, and says what would be removed.
    package func prune(age: Double?, size: Int?, now: Double, isRehearsal: Bool = false) -> Pruned {
        var pruned = Pruned(removed: [], inUse: [], kept: [])
        let entries = entries()
        var total = entries.reduce(0) { $0 + $1.size }
        // From the one unused longest.
        for entry in entries.reversed() {
            let isOld = age.map { now - entry.used > $0 } ?? false
            let isTooMuch = size.map { total > $0 } ?? false
            guard entry.origin == nil || isOld || isTooMuch else {
                pruned.kept.append(entry)
                continue
            }
            if isRehearsal ? entry.isInUse : !remove(entry.key) {
                pruned.inUse.append(entry)
            } else {
                pruned.removed.append(entry)
                total -= entry.size
            }
        }
        pruned.kept.reverse()
        if !isRehearsal { removeLeftovers(now: now) }
        return pruned
    }

    /// False when the entry is in use.
    private func remove(_ key: String) -> Bool {
        guard (try? makeDirectory(locks)) != nil, let lock = EntryLock(path: "\(locks)/\(key)", exclusive: true) else {
            return false
        }
        return withExtendedLifetime(lock) {
            // Gone in one step, so that nobody finds part of it.
            let gone = "\(directory)/\(Self.unfinished)removed-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            guard rename("\(directory)/\(key)", gone) == 0 else { return errno == ENOENT }
            lock.remove()
            try? FileManager.default.removeItem(atPath: gone)
            return true
        }
    }

    /// What killed processes left: nothing takes a day to be written.
    private func removeLeftovers(now: Double) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix(Self.unfinished) {
            var status = stat()
            let path = directory + "/" + name
            guard lstat(path, &status) == 0, now - Double(status.st_mtim.tv_sec) > 86400 else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private func entry(_ key: String) -> Entry? {
        let path = "\(directory)/\(key)"
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        let created = Double(status.st_mtim.tv_sec)
        var entry = Entry(key: key, origin: nil, size: 0, files: 0, created: created, used: created, isInUse: false)
        if let data = try? Data(contentsOf: URL(filePath: path + "/origin.json")) {
            entry.origin = try? JSONDecoder().decode(Origin.self, from: data)
        }
        if lstat(path + "/record.json", &status) == 0 {
            entry.used = Double(status.st_mtim.tv_sec)
            entry.size += Int(status.st_size)
        } else {
            entry.origin = nil
        }
        if lstat(path + "/origin.json", &status) == 0 { entry.created = Double(status.st_mtim.tv_sec) }
        for file in (try? FileManager.default.contentsOfDirectory(atPath: path + "/trace")) ?? []
        where lstat(path + "/trace/" + file, &status) == 0 {
            entry.size += Int(status.st_size)
        }
        for file in (try? FileManager.default.subpathsOfDirectory(atPath: nodes(key))) ?? [] {
            guard lstat(nodes(key) + "/" + file, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
            entry.size += Int(status.st_size)
            entry.files += 1
        }
        let lockFile = "\(locks)/\(key)"
        if access(lockFile, F_OK) == 0 { entry.isInUse = EntryLock(path: lockFile, exclusive: true) == nil }
        return entry
    }
}
