import Foundation
import TestSupport
import Testing

/// The house keeps its order: a room imports only rooms below it, and files stay small enough to read.
@Suite struct LayeringTests {
    /// Rooms in the order of Package.swift, which lists them lowest floor first.
    static func rooms() throws -> [String] {
        let manifest = try String(contentsOfFile: projectRoot + "/Package.swift", encoding: .utf8)
        let declaration = try Regex(
            #"(?:room\(\s*|\.systemLibrary\(name: |\.target\(name: |\.executableTarget\(name: )"([A-Za-z0-9]+)""#)
        return manifest.matches(of: declaration).compactMap { $0.output[1].substring.map(String.init) }
    }

    static func sourceFiles(under folder: String) -> [String] {
        let enumerator = FileManager.default.enumerator(atPath: projectRoot + "/" + folder)
        return (enumerator?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
    }

    @Test func everyRoomImportsOnlyWhatLiesBelow() throws {
        let rooms = try Self.rooms()
        #expect(rooms.contains("PipelineModel") && rooms.contains("Commands"))
        let floor = Dictionary(uniqueKeysWithValues: rooms.enumerated().map { ($1, $0) })
        let importLine = try Regex(
            #"^\s*(?:@[A-Za-z]+ )?(?:package |public |internal |private )?import (?:struct |func |enum )?([A-Za-z0-9_]+)"#
        )
        .anchorsMatchLineEndings()
        for file in Self.sourceFiles(under: "Sources") {
            let room = String(file.prefix { $0 != "/" })
            guard let own = floor[room] else { continue }
            let text = try String(contentsOfFile: projectRoot + "/Sources/" + file, encoding: .utf8)
            for match in text.matches(of: importLine) {
                guard let name = match.output[1].substring.map(String.init), let other = floor[name] else { continue }
                #expect(other < own, "\(file) imports \(name), which is not below \(room)")
            }
        }
    }

    @Test func everySourceFolderIsARoom() throws {
        let rooms = Set(try Self.rooms())
        for folder in try FileManager.default.contentsOfDirectory(atPath: projectRoot + "/Sources")
        where folder != "slipway-launcher" {
            #expect(rooms.contains(folder), "Sources/\(folder) is not in Package.swift")
        }
    }

    @Test func sourcesStayReadableAndLight() throws {
        let foundation = try Regex(#"^\s*(?:package |internal |public )?import Foundation\s*$"#).anchorsMatchLineEndings()
        for file in Self.sourceFiles(under: "Sources") {
            let text = try String(contentsOfFile: projectRoot + "/Sources/" + file, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 400, "\(file) has \(lines) lines")
            #expect(text.firstMatch(of: foundation) == nil, "\(file) imports all of Foundation: it costs start-up time and 44 MB")
            for mark in ["TODO", "FIXME", "XXX:"] {
                #expect(!text.contains(mark), "\(file) holds a \(mark)")
            }
        }
    }

    @Test func nobodyAddsACatchAllModule() throws {
        for room in try Self.rooms() {
            for name in ["Utils", "Utilities", "Common", "Helpers", "Manager", "Shared"] {
                #expect(!room.hasSuffix(name), "\(room) says nothing about what lives there")
            }
        }
    }
}
