import Foundation
import Processes
import TestSupport

/// `context.projects` of `expected.json`: what is known of another project, whose files are in `elsewhere/projects/PATH`.
struct ScenarioProject: Decodable, Sendable {
    enum Kind: String, Decodable, Sendable {
        /// The settings name a checkout.
        case checkout
        /// The settings name a file:// URL.
        case url
        /// The settings name a directory that is no repository.
        case directory
        /// The settings say nothing; the repository's own origin is beside it.
        case unmapped
    }

    struct Commit: Decodable, Sendable {
        var changes: [String: String?]?
        var tag: String?
        /// A branch that is left at this commit.
        var branch: String?
    }

    var kind: Kind?
    var commits: [Commit]?
    /// True: `slipway run` was run in the checkout.
    var run: Bool?
}

/// The other projects, templates and web server of a scenario's `elsewhere` folder, and the settings that name them.
final class ScenarioElsewhere: Sendable {
    private let folder: String
    private let top: String
    private let server: HTTPServer?

    /// - Parameter top: a directory of this scenario's own.
    init?(folder: String, top: String) throws {
        guard FileManager.default.fileExists(atPath: folder) else { return nil }
        self.folder = folder
        self.top = top
        let hasWeb = FileManager.default.fileExists(atPath: folder + "/web")
        server = hasWeb ? try HTTPServer(serving: folder + "/web", log: top + "/requests.log") : nil
    }

    private func directory(_ project: String) -> String { "\(top)/elsewhere/\(project)" }

    /// Makes the projects and writes the settings into the home directory.
    func prepare(
        _ projects: [String: ScenarioProject], fetch: Bool?, environment: [String: String],
        git: (_ arguments: [String], _ directory: String) async throws -> Void
    ) async throws {
        for (path, project) in projects {
            let target = directory(path)
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: "\(folder)/projects/\(path)", toPath: target)
            guard project.kind != .directory else { continue }
            try await git(["init", "--quiet", "--initial-branch=main"], target)
            for commit in project.commits ?? [ScenarioProject.Commit()] {
                for (name, content) in commit.changes ?? [:] {
                    if let content {
                        try Data(content.utf8).write(to: URL(filePath: "\(target)/\(name)"))
                    } else {
                        try FileManager.default.removeItem(atPath: "\(target)/\(name)")
                    }
                }
                try await git(["add", "--all"], target)
                try await git(["commit", "--quiet", "--allow-empty", "--message=Change"], target)
                if let tag = commit.tag { try await git(["tag", tag], target) }
                if let branch = commit.branch { try await git(["branch", branch], target) }
            }
        }
        try writeSettings(projects, fetch: fetch)
        for (path, project) in projects where project.run == true {
            try await Tool.run(
                Command(BuiltProgram.slipway, ["run"], environment: environment, workingDirectory: directory(path)),
                timeLimit: .seconds(60))
        }
    }

    private func writeSettings(_ projects: [String: ScenarioProject], fetch: Bool?) throws {
        var lines: [String] = []
        let mapped = projects.filter { $0.value.kind != .unmapped }.sorted { $0.key < $1.key }
        if !mapped.isEmpty { lines.append("projects:") }
        for (path, project) in mapped {
            lines.append("  \(path): \(project.kind == .url ? "file://" : "")\(directory(path))")
        }
        if FileManager.default.fileExists(atPath: folder + "/templates") { lines.append("templates: \(folder)/templates") }
        if let fetch { lines.append("fetch: \(fetch)") }
        if let server { lines.append("variables: {WEB: '\(server.address)'}") }
        let directory = top + "/home/.config/slipway"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: directory + "/settings.yml"))
    }
}
