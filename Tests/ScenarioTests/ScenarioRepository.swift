import Foundation
import Processes
import TestSupport

/// A scenario as a git repository in a directory of its own, and the place around it: a home, a cache, a directory that the
/// scenario's jobs share. Removed when it is no longer used.
final class ScenarioRepository: Sendable {
    let top: String
    private let scenario: Scenario
    private let elsewhere: ScenarioElsewhere?

    var repository: String { top + "/repository" }
    var sharedDirectory: String { top + "/shared" }
    /// Where variables that are more than a string are given to slipway.
    var variableFile: String { top + "/variables.json" }

    private var context: ScenarioContext { scenario.expected.context ?? ScenarioContext() }

    init(_ scenario: Scenario) async throws {
        self.scenario = scenario
        top = FileManager.default.temporaryDirectory.path + "/slipway-scenario-" + UUID().uuidString.prefix(8)
        elsewhere = try ScenarioElsewhere(folder: scenario.folder + "/elsewhere", top: top)
        for directory in [repository, sharedDirectory, top + "/home", top + "/cache", top + "/bin"] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        try write("export FROM_BASHRC=read\n", to: top + "/home/.bashrc")
        for (name, script) in context.tools ?? [:] {
            try write("#!/bin/sh\n\(script)\n", to: "\(top)/bin/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(top)/bin/\(name)")
        }
        try await commit()
        try await elsewhere?.prepare(context.projects ?? [:], fetch: context.fetch, environment: environment) {
            try await git($0, in: $1)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: top) }

    /// The environment of a person's shell: with things in it that no job may see.
    var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = [
            "PATH": "\(top)/bin:" + (own["PATH"] ?? "/usr/bin:/bin"), "HOME": top + "/home", "XDG_CACHE_HOME": top + "/cache",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "LANG": "C.UTF-8", "NO_COLOR": "1",
            "BASH_ENV": top + "/home/.bashrc", "SCENARIO_TOKEN": "leaked", "SSH_AUTH_SOCK": top + "/home/agent",
        ]
        environment["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH"]
        environment["TMPDIR"] = own["TMPDIR"]
        return environment
    }

    private func commit() async throws {
        try await git("init", "--quiet", "--initial-branch=main")
        for name in try FileManager.default.contentsOfDirectory(atPath: scenario.folder)
        where !["expected.json", "elsewhere"].contains(name) {
            try FileManager.default.copyItem(atPath: "\(scenario.folder)/\(name)", toPath: "\(repository)/\(name)")
        }
        if context.shippedPipelines == true {
            try FileManager.default.copyItem(atPath: projectRoot + "/pipelines", toPath: repository + "/pipelines")
        }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message=First")
        if let branch = context.branch, branch != "main" { try await git("checkout", "--quiet", "-b", branch) }
        if let changes = context.changes {
            try apply(changes)
            try await git("add", "--all")
            try await git("commit", "--quiet", "--message=Second")
        }
        if let tag = context.tag { try await git("tag", tag) }
        if let uncommitted = context.uncommitted { try apply(uncommitted) }
        if let variables = context.variables {
            let flagged = variables.filter { $0.value.plainValue == nil }
            let text = String(decoding: try JSONEncoder().encode(flagged), as: UTF8.self)
            try write(text, to: variableFile)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: variableFile)
        }
    }

    private func apply(_ changes: [String: String?]) throws {
        for (name, content) in changes {
            let path = "\(repository)/\(name)"
            guard let content else {
                try FileManager.default.removeItem(atPath: path)
                continue
            }
            let directory = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try write(content, to: path)
        }
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func git(_ arguments: String...) async throws { try await git(arguments, in: repository) }

    private func git(_ arguments: [String], in directory: String) async throws {
        let identity = ["-c", "user.name=Scenario", "-c", "user.email=scenario@example.com", "-c", "commit.gpgsign=false"]
        try await Tool.run(
            Command("git", identity + arguments, environment: environment, workingDirectory: directory))
    }
}
