import Foundation
import Processes
import RunHistory
import TestSupport

/// A person's corner of a machine: a repository with a pipeline, a home with start-up files, a cache, and an environment full of
/// things that no job may see.
final class Workplace: Sendable {
    let repository: TemporaryRepository
    private let place: TemporaryDirectory

    /// The top of the repository.
    var top: String { repository.path }
    /// A directory outside the repository, for what jobs and tests tell each other.
    var shared: String { place["shared"] }
    var store: RunStore { RunStore(directory: top + "/.slipway") }

    /// - Parameter pipeline: the text of `.gitlab-ci.yml`; nil: there is no such file.
    init(_ pipeline: String?) throws {
        repository = try TemporaryRepository()
        place = try TemporaryDirectory()
        for directory in ["shared", "home", "cache"] {
            try FileManager.default.createDirectory(atPath: place[directory], withIntermediateDirectories: true)
        }
        let startUp = "export FROM_START_UP_FILE=read\necho start-up file was read\n"
        for file in [".bashrc", ".profile", ".bash_profile"] {
            try Data(startUp.utf8).write(to: URL(fileURLWithPath: home + "/" + file))
        }
        if let pipeline { try repository.write(".gitlab-ci.yml", pipeline) }
        try repository.commit("Start")
    }

    private var home: String { place["home"] }

    var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = [
            "PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": home, "XDG_CACHE_HOME": place["cache"], "LANG": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "TERM": "xterm-256color",
            "BASH_ENV": home + "/.bashrc", "ENV": home + "/.bashrc", "SSH_AUTH_SOCK": home + "/agent",
            "GITHUB_TOKEN": "token-of-the-person", "OS_PASSWORD": "password-of-the-person", "SHARED": shared,
        ]
        for name in ["LD_LIBRARY_PATH", "TMPDIR"] { environment[name] = own[name] }
        return environment
    }

    /// Runs the built `slipway` in the repository. Nothing here takes long: what is not over in a minute hangs.
    func slipway(_ arguments: String..., environment changes: [String: String?] = [:], in directory: String? = nil) async throws
        -> ToolOutput
    {
        try await run(BuiltProgram.slipway, arguments, environment: changes, in: directory)
    }

    /// Runs `slipway` from a line of bash, where `$slipway` is the program: for limits, redirections and other users.
    func shell(_ line: String, environment changes: [String: String?] = [:]) async throws -> ToolOutput {
        var changes = changes
        changes["slipway"] = .some(BuiltProgram.slipway)
        changes["BASH_ENV"] = .some(nil)
        return try await run("/bin/bash", ["--norc", "-c", line], environment: changes, in: nil)
    }

    private func run(_ program: String, _ arguments: [String], environment changes: [String: String?], in directory: String?)
        async throws -> ToolOutput
    {
        try await Tool.run(
            Command(program, arguments, environment: environment.merging(changes), workingDirectory: directory ?? top),
            timeLimit: .seconds(120), accepting: nil)
    }

    /// Starts `slipway` and lets it run.
    func start(_ arguments: [String]) throws -> RunningSlipway {
        try RunningSlipway(arguments, environment: environment, directory: top, outputs: place)
    }

    /// A place where a job can say how far it is: `echo >$SHARED/NAME`.
    func milestone(_ name: String) throws -> Milestone { try Milestone(path: shared + "/" + name) }

    /// Every file below a directory, hidden ones too, relative to it.
    func files(below directory: String) -> [String] {
        (FileManager.default.enumerator(atPath: directory)?.allObjects as? [String] ?? []).sorted()
    }

    func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
        let path = place[name]
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}

extension [String: String] {
    /// With changes: a value replaces, nil removes.
    fileprivate func merging(_ changes: [String: String?]) -> [String: String] {
        var result = self
        for (name, value) in changes { result[name] = value }
        return result
    }
}
