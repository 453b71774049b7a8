internal import Foundation

/// A fresh directory, removed with the last reference to it.
package final class TemporaryDirectory: Sendable {
    /// Absolute, symbolic links resolved.
    package let path: String

    package init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        let url = base.appendingPathComponent("slipway-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package subscript(_ name: String) -> String { path + "/" + name }
}
