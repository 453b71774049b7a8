internal import Foundation

/// A git repository in a temporary directory, driven by the `git` program with no configuration but its own, and removed with
/// the last reference to it.
package final class TemporaryRepository: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// The top of the working tree, symbolic links resolved.
    package let path: String
    private let root: TemporaryDirectory

    /// An empty repository on branch `main`; `name` is the directory's.
    package init(name: String = "repository") throws {
        root = try TemporaryDirectory()
        path = root.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "-q", "-b", "main")
        try git("config", "user.name", "Ada Operator")
        try git("config", "user.email", "ada@example.org")
    }

    /// Runs git in the repository (or in `directory`) and returns what it printed, without the last line end.
    /// - Throws: `Failure` with git's words when it exits with another status than 0 or one of `accepting`.
    @discardableResult
    package func git(_ arguments: String..., in directory: String? = nil, accepting: Set<Int32> = []) throws -> String {
        try Self.git(arguments, in: directory ?? path, accepting: accepting)
    }

    /// - Parameter input: small enough for a pipe, or read before git writes anything.
    package static func git(
        _ arguments: [String], in directory: String, accepting: Set<Int32> = [], input: String? = nil
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = environment
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let feed = input.map { _ in Pipe() }
        if let feed { process.standardInput = feed } else { process.standardInput = FileHandle.nullDevice }
        try process.run()
        if let feed, let input {
            try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try feed.fileHandleForWriting.close()
        }
        // git writes little to stderr, far less than a pipe holds, so that reading one stream after the other cannot block.
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 || accepting.contains(process.terminationStatus) else {
            throw Failure(description: "git \(arguments.joined(separator: " ")): \(problem)")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// What `git` runs with: no user or system configuration, fixed people and times.
    package static let environment: [String: String] = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file",
        "GIT_AUTHOR_NAME": "Ada Operator", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+0100",
        "GIT_COMMITTER_NAME": "Ben Reviewer", "GIT_COMMITTER_EMAIL": "ben@example.org",
        "GIT_COMMITTER_DATE": "2026-01-02T04:05:06+0100",
    ]

    /// Writes a file of the working tree, making its directories.
    package func write(_ path: String, _ text: String, executable: Bool = false) throws {
        let file = URL(fileURLWithPath: self.path).appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
    }

    package func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: self.path).appendingPathComponent(path)), as: UTF8.self)
    }

    package func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: self.path + "/" + path) }

    /// Adds everything, commits it and returns the commit's id.
    @discardableResult
    package func commit(_ message: String = "change") throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try git("rev-parse", "HEAD")
    }

    /// Writes files and commits them.
    @discardableResult
    package func commit(_ files: [String: String], _ message: String = "change") throws -> String {
        for (path, text) in files { try write(path, text) }
        return try commit(message)
    }
}
