import Foundation
import Processes
import TestSupport
import Testing

/// Includes of other projects as a person meets them: what is fetched, when, and what is said of it.
@Suite struct ForeignIncludeTests {
    private let place: Workplace
    private let remote: TemporaryRepository
    private let commit: String

    /// A repository whose origin is on a server that also has `group/base`; git finds it in a directory.
    init() throws {
        place = try Workplace("include: {project: group/base, file: ci.yml, ref: v1}\n")
        remote = try TemporaryRepository(name: "base.git")
        commit = try remote.commit(["ci.yml": "job: {script: printf 'from %s' \"base\"}\n"])
        try remote.git("tag", "v1")
        try place.repository.git("remote", "add", "origin", "https://git.example.org/cloud/config.git")
    }

    private var environment: [String: String?] {
        let server = (remote.path as NSString).deletingLastPathComponent
        return [
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.file://\(server)/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://git.example.org/group/", "GIT_TRACE": "1",
        ]
    }

    private var cache: String { place.environment["XDG_CACHE_HOME"] ?? "" }

    @Test func nothingIsFetchedUnasked() async throws {
        for arguments in [["lint"], ["list"], ["run"], ["graph"], ["lint", "--offline"]] {
            let output = try await run(arguments)
            #expect(output.exitCode == 3)
            let text = output.text + output.errorText
            #expect(text.contains(".gitlab-ci.yml:1:51: error: Project `group/base` is not on this machine"), "\(text)")
            #expect(text.contains("`slipway lint --fetch` reads it from https://git.example.org/group/base.git and keeps it"))
            #expect(!text.contains("fetching"))
        }
        #expect(place.files(below: cache).isEmpty)
        #expect(try await run(["lint", "--fetch", "--offline"]).exitCode == 2)
    }

    @Test func whatWasFetchedIsKeptAndTold() async throws {
        let fetched = try await run(["lint", "--fetch"])
        #expect(fetched.exitCode == 0, "\(fetched.text)\(fetched.errorText)")
        #expect(fetched.errorText == "fetching group/base@v1 from https://git.example.org/group/base.git\n")
        let line =
            "included: group/base@v1:ci.yml, commit \(commit.prefix(8)), from https://git.example.org/group/base.git, fetched "
        #expect(fetched.text.contains(line))
        let kept = cache + "/slipway/includes"
        #expect(try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int == 0o700)

        try FileManager.default.removeItem(atPath: remote.path)
        let offline = try await run(["list", "--verbose", "--offline"])
        #expect(offline.exitCode == 0 && offline.text.contains(line), "\(offline.text)\(offline.errorText)")
        #expect(offline.errorText.isEmpty)
        let json = try await run(["list", "--format", "json"])
        #expect(json.text.contains("\"commit\" : \"\(commit)\"") || json.text.contains("\"commit\":\"\(commit)\""))
        #expect(try await run(["run"]).exitCode == 0)
        // Asked for once more, it is an error that it is gone.
        let again = try await run(["lint", "--fetch"])
        #expect(again.exitCode == 3 && again.text.contains("Project `group/base` could not be fetched from"))
    }

    @Test func settingsAllowAndForbid() async throws {
        let allowed = try place.write("allow.yml", "fetch: true\n")
        let forbidden = try place.write("forbid.yml", "fetch: false\nprojects: {group/base: 'file://\(remote.path)'}\n")
        #expect(try await run(["lint", "--settings", forbidden]).exitCode == 3)
        #expect(try await run(["lint", "--settings", allowed, "--offline"]).exitCode == 3)
        #expect(try await run(["lint", "--settings", allowed]).exitCode == 0)
        // Mapped by its URL it is another place, and --fetch is asked for by hand.
        #expect(try await run(["lint", "--settings", forbidden]).exitCode == 3)
        #expect(try await run(["lint", "--settings", forbidden, "--fetch"]).exitCode == 0)
    }

    @Test func aFetchCanBeInterrupted() async throws {
        let directory = try TemporaryDirectory()
        let server = try HTTPServer(serving: directory.path, log: directory["log"])
        try place.repository.write(".gitlab-ci.yml", "include: '\(server.address)/slow.yml'\n")
        // A shell waits for the request: a busy test process might be slower than the fetch's own time limit.
        let ending = try await place.shell(
            """
            $slipway lint --fetch & until [ -s '\(directory["log"])' ]; do sleep 0.02; done; kill -TERM $!; wait $!
            """)
        #expect(ending.exitCode == 1 && ending.errorText.contains("slipway: canceled"), "\(ending)")
    }

    private func run(_ arguments: [String]) async throws -> ToolOutput {
        try await Tool.run(
            Command(
                BuiltProgram.slipway, arguments,
                environment: place.environment.merging(environment.compactMapValues { $0 }) { $1 }, workingDirectory: place.top),
            timeLimit: .seconds(60), accepting: nil)
    }
}
