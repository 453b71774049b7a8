import Foundation

/// The project's fixtures folder.
let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures")

/// The paths of all files below a folder of the fixtures, relative to it, sorted.
func fixtureFiles(_ folder: String, ending suffix: String) -> [String] {
    let enumerator = FileManager.default.enumerator(atPath: fixtures.appending(path: folder).path(percentEncoded: false))
    return (enumerator?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(suffix) }.sorted()
}
