/// Where configuration files are read from: a directory, or the tree of a commit.
package protocol ConfigurationSource: Sendable {
    /// The bytes of a file.
    /// - Parameter path: relative to the top of the repository, with `/`, without a leading one.
    /// - Returns: nil when there is no such file.
    /// - Throws: `ConfigurationSourceError` when there is something, and it must not or cannot be read.
    func contents(ofFile path: String) throws -> [UInt8]?

    /// The paths of all files, in the form `contents(ofFile:)` takes. Called only when a glob or `exists` asks for it.
    func filePaths() throws -> [String]
}

/// Why a file that exists was not read.
package struct ConfigurationSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// A symbolic link or `..` leads out of the repository.
        case outside
        /// A directory, FIFO, socket or device.
        case notAFile = "not-a-file"
        case tooBig = "too-big"
        case unreadable
    }

    package var code: Code
    package var path: String
    package var message: String

    package init(_ code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    package var description: String { "\(path): \(message)" }
}
