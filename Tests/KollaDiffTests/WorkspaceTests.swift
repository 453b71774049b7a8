import Foundation
import Testing

@testable import KollaDiff

@Suite struct WorkspaceTests {
    @Test func whatADeadProcessLeftIsRemovedAndWhatALivingOneUsesIsKept() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "slipway-work-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let cache = CacheDirectory(path: directory)
        let mine = try Workspace(in: cache)
        let side = try mine.side("base")
        // A process that was killed leaves its folder and a lock file that nobody holds.
        let abandoned = cache.work + "/1-2"
        try FileManager.default.createDirectory(atPath: abandoned + "/head", withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: abandoned + ".lock", contents: nil))

        let other = try Workspace(in: cache)
        #expect(!FileManager.default.fileExists(atPath: abandoned))
        #expect(!FileManager.default.fileExists(atPath: abandoned + ".lock"))
        #expect(FileManager.default.fileExists(atPath: side))
        mine.remove()
        other.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.work).isEmpty)
    }
}
