import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// Renders that are kept, listed and pruned; what was rendered is made up here.
@Suite struct RenderCacheTests {
    private let directory: TemporaryDirectory
    private let cache: RenderCache
    private let now = Date().timeIntervalSince1970

    init() throws {
        directory = try TemporaryDirectory()
        cache = RenderCache(CacheDirectory(path: directory.path))
    }

    private var origin: RenderCache.Origin {
        RenderCache.Origin(
            revision: "main", commit: String(repeating: "a", count: 40), title: "A change", environment: "production",
            kayobe: "18.6.0", kollaAnsible: "20.6.0", kollaTags: ["nova"], kollaLimit: nil)
    }

    /// An entry with one file, last used some days ago.
    private func add(_ key: String, bytes: Int, days: Double) throws {
        let work = directory["work-" + key]
        try FileManager.default.createDirectory(atPath: work + "/nodes/ctl1/nova", withIntermediateDirectories: true)
        try Data(repeating: 65, count: bytes).write(to: URL(filePath: work + "/nodes/ctl1/nova/nova.conf"))
        let record = RenderedRevision.Record(kayobe: "18.6.0", kollaAnsible: "20.6.0", hosts: [:], refusals: [], writes: [])
        let stored = try cache.store(key, from: work, record: record, origin: origin)
        #expect(stored.tree.fileCount == 1)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: now - days * 86400)],
            ofItemAtPath: "\(cache.directory)/\(key)/record.json")
    }

    @Test func listsWhatIsKept() throws {
        #expect(cache.entries() == [])
        try add("old", bytes: 100_000, days: 10)
        try add("new", bytes: 50_000, days: 1)
        let entries = cache.entries()
        #expect(entries.map(\.key) == ["new", "old"])
        #expect(entries.map(\.files) == [1, 1])
        #expect(entries[1].size > 100_000 && entries[1].size < 101_000)
        #expect(entries.allSatisfy { $0.origin == origin && !$0.isInUse })
        #expect(abs(entries[1].used - (now - 10 * 86400)) < 2)
        #expect(now - entries[1].created < 60)
        // To be used is to be seen again.
        #expect(cache.revision("old") != nil)
        #expect(cache.entries().map(\.key) == ["old", "new"])
    }

    @Test func prunesByAgeAndBySize() throws {
        for (key, days) in [("a", 40.0), ("b", 20), ("c", 10), ("d", 1)] { try add(key, bytes: 100_000, days: days) }
        let rehearsal = cache.prune(age: 30 * 86400, size: 250_000, now: now, isRehearsal: true)
        #expect(rehearsal.removed.map(\.key) == ["a", "b"])
        #expect(cache.entries().count == 4)
        let byAge = cache.prune(age: 30 * 86400, size: nil, now: now)
        #expect(byAge.removed.map(\.key) == ["a"])
        let bySize = cache.prune(age: nil, size: 250_000, now: now)
        #expect(bySize.removed.map(\.key) == ["b"])
        #expect(bySize.kept.map(\.key) == ["d", "c"])
        #expect(cache.prune(age: nil, size: -1, now: now).removed.count == 2)
        #expect(cache.entries() == [])
        // Nothing of them is left, the locks neither.
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.directory) == ["locks"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.locks) == [])
    }

    @Test func keepsWhatIsInUse() throws {
        try add("used", bytes: 10, days: 90)
        try add("free", bytes: 10, days: 90)
        var held = try cache.hold(["used", "not-there-yet"])
        #expect(held.count == 2)
        let also = try cache.hold(["used"])
        #expect(cache.entries().filter(\.isInUse).map(\.key) == ["used"])
        let pruned = cache.prune(age: 0, size: nil, now: now)
        #expect(pruned.removed.map(\.key) == ["free"])
        #expect(pruned.inUse.map(\.key) == ["used"])
        held = []
        #expect(cache.prune(age: 0, size: nil, now: now).inUse.map(\.key) == ["used"])
        withExtendedLifetime(also) {}
        #expect(cache.revision("used") != nil)
    }

    @Test func removesWhatCannotBeRead() throws {
        try add("damaged", bytes: 10, days: 0)
        try FileManager.default.removeItem(atPath: "\(cache.directory)/damaged/record.json")
        #expect(cache.revision("damaged") == nil)
        #expect(cache.entries().first?.origin == nil)
        // A new render takes its place.
        try add("damaged", bytes: 20, days: 0)
        #expect(cache.revision("damaged")?.tree.fileCount == 1)
        try Data().write(to: URL(filePath: "\(cache.directory)/damaged/origin.json"))
        #expect(cache.prune(age: 1000, size: nil, now: now).removed.map(\.key) == ["damaged"])
    }

    /// Many users and one who removes everything all the time: whoever holds an entry finds it whole.
    @Test func isSafeForSeveralAtOnce() async throws {
        let cache = cache
        let directory = directory
        let origin = origin
        let failures = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var failures = 0
                    for round in 0..<25 {
                        do {
                            let held = try cache.hold(["shared"])
                            if cache.revision("shared") == nil {
                                let work = directory["n-\(worker)-\(round)"]
                                try FileManager.default.createDirectory(
                                    atPath: work + "/nodes/h", withIntermediateDirectories: true)
                                try Data("x".utf8).write(to: URL(filePath: work + "/nodes/h/f"))
                                let record = RenderedRevision.Record(
                                    kayobe: "", kollaAnsible: "", hosts: [:], refusals: [], writes: [])
                                _ = try cache.store("shared", from: work, record: record, origin: origin)
                            }
                            try await Task.sleep(for: .milliseconds(1))
                            if try RenderedTree(directory: cache.nodes("shared")).fileCount != 1 { failures += 1 }
                            withExtendedLifetime(held) {}
                        } catch { failures += 1 }
                    }
                    return failures
                }
            }
            group.addTask {
                for _ in 0..<200 {
                    _ = cache.prune(age: nil, size: -1, now: 0)
                    try? await Task.sleep(for: .milliseconds(1))
                }
                return 0
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 0)
    }
}
