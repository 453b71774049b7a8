import Foundation
import IncludeSources
import PipelineLoading
import Synchronization
import TestSupport
import Testing

/// Fetching from real repositories and a real web server, and what is kept of it.
struct FetchTests {
    private let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory() }

    private func store(
        _ network: IncludeSettings.Network, _ projects: [String: IncludeSettings.Location] = [:], server: ServerAddress? = nil
    ) -> IncludeStore {
        IncludeStore(
            settings: IncludeSettings(projects: projects, network: network, server: server, cacheDirectory: place["cache"]))
    }

    @discardableResult
    private func fetch(_ places: [ForeignPlace], _ store: IncludeStore) async -> [String] {
        let told = Mutex<[String]>([])
        await IncludeFetcher(store: store, userAgent: "slipway-tests").fetch(places) { line in told.withLock { $0.append(line) }
        }
        return told.withLock { $0 }
    }

    private func mode(_ path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func aProjectIsFetchedOnceAndKept() async throws {
        let remote = try TemporaryRepository()
        let first = try remote.commit(["ci.yml": "one"])
        try remote.git("tag", "-a", "v1", "-m", "v1")
        let url = "file://\(remote.path)"
        let projects = ["g/p": IncludeSettings.Location.url(url)]
        let v1 = ForeignPlace.project(path: "g/p", ref: "v1")
        let head = ForeignPlace.project(path: "g/p", ref: nil)

        let mapped = store(.mapped, projects)
        #expect(mapped.find(v1).isAbsent)
        #expect(await fetch([v1], mapped) == ["fetching g/p@v1 from \(url)"])
        let tree = try #require(mapped.find(v1).tree)
        #expect(tree.commit == first && tree.origin.address == url && tree.origin.fetchedAt != nil)
        #expect(try tree.source.contents(ofFile: "ci.yml") == Array("one".utf8))
        #expect(try mode(place["cache/includes"]) == 0o700)

        // The remote moves on; what is kept stays until it is asked for again.
        let second = try remote.commit(["ci.yml": "two"])
        #expect(store(.never, projects).find(v1).tree?.commit == first)
        #expect(store(.never, projects).find(head).tree?.commit == first)
        #expect(await fetch([head], store(.never, projects)) == [])
        let again = store(.everything, projects)
        #expect(again.find(head).isAbsent)
        await fetch([head], again)
        #expect(again.find(head).tree?.commit == second)
        // Without its history.
        let kept = try #require(
            try FileManager.default.contentsOfDirectory(atPath: place["cache/includes/git"]).first { !$0.hasSuffix(".lock") })
        #expect(FileManager.default.fileExists(atPath: place["cache/includes/git/\(kept)/shallow"]))
        // Gone from its place, it is still here.
        try FileManager.default.removeItem(atPath: remote.path)
        #expect(store(.mapped, projects).find(v1).tree?.commit == first)
    }

    @Test func commitsAndVersionsAreFetched() async throws {
        let remote = try TemporaryRepository()
        let old = try remote.commit(["templates/a.yml": "old"])
        for tag in ["1.0.0", "1.1.0", "2.0.0"] {
            try remote.commit(["templates/a.yml": tag])
            try remote.git("tag", tag)
        }
        let store = store(.whatIsMissing, ["host/g/p": .url("file://\(remote.path)")])
        let places = ["~latest", "1", old, "main"].map { ForeignPlace.component(host: "host", project: "g/p", version: $0) }
        await fetch(places, store)
        #expect(places.map { store.find($0).tree?.version } == ["2.0.0", "1.1.0", nil, nil])
        #expect(store.find(places[2]).tree?.commit == old)
    }

    @Test func nothingIsFetchedUnasked() async throws {
        let remote = try TemporaryRepository()
        try remote.commit(["ci.yml": "one"])
        // Of the same server as the repository itself, and not mapped.
        let server = try #require(ServerAddress(origin: "file://\(remote.path)", project: "repository", host: "host"))
        let project = ForeignPlace.project(path: "repository", ref: nil)
        let web = ForeignPlace.remote(url: "http://127.0.0.1:1/ci.yml")
        for network in [IncludeSettings.Network.mapped, .never] {
            let store = store(network, server: server)
            for place in [project, web] {
                #expect(store.find(place).isAbsent)
                #expect(store.find(place).problem?.help?.contains("`slipway lint --fetch`") == true)
                #expect(await fetch([place], store) == [])
                #expect(store.find(place).isAbsent)
            }
        }
        let asked = store(.everything, server: server)
        await fetch([project], asked)
        #expect(asked.find(project).tree != nil)
    }

    @Test func failuresNameTheirCause() async throws {
        let remote = try TemporaryRepository()
        try remote.commit(["ci.yml": "one"])
        try remote.git("tag", "1.0.0")
        let store = store(
            .everything,
            [
                "g/p": .url("file://\(remote.path)"), "g/gone": .url("file:///nonexistent/repository"),
                "g/closed": .url("git://127.0.0.1:1/x"), "g/secret": .url("https://ada:hunter22@host/x.git"),
                "g/option": .url("--upload-pack=touch x"), "g/helper": .url("ext::sh -c true"),
            ])
        func problem(_ path: String, _ ref: String? = nil) async -> ForeignProblem? {
            let place = ForeignPlace.project(path: path, ref: ref)
            await fetch([place], store)
            return store.find(place).problem
        }
        let ref = await problem("g/p", "1.0.1")
        #expect(ref?.message == "Project `g/p` reference `1.0.1` does not exist!" && ref?.help == "did you mean `1.0.0`?")
        let id = await problem("g/p", "0123456789abcdef0123456789abcdef01234567")
        #expect(id?.message.hasPrefix("Project `g/p` could not be fetched from file://") == true)
        let gone = await problem("g/gone")
        #expect(gone?.message.contains("could not be fetched from file:///nonexistent/repository: ") == true)
        #expect(await problem("g/closed")?.message.contains("could not be fetched") == true)
        for path in ["g/secret", "g/option", "g/helper"] {
            let problem = await problem(path)
            #expect(problem?.code == "include-not-available")
            #expect("\(String(describing: problem))".contains("hunter22") == false)
        }
    }

    @Test func remoteFilesAreKeptWithTheirHash() async throws {
        try FileManager.default.createDirectory(atPath: place["web"], withIntermediateDirectories: true)
        try Data("a: 1\n".utf8).write(to: URL(filePath: place["web/ci.yml"]))
        let server = try HTTPServer(serving: place["web"], log: place["log"])
        let remote = ForeignPlace.remote(url: server.address + "/ci.yml?private_token=hunter22")
        let online = store(.whatIsMissing)
        await fetch([remote], online)
        guard case .file(let file) = online.find(remote) else {
            Issue.record("\(online.find(remote))")
            return
        }
        #expect(file.bytes == Array("a: 1\n".utf8) && file.origin.address == server.address + "/ci.yml")
        #expect(server.requests.count == 1)
        // Kept: not asked for again, readable by nobody else, without the token, and refused once it is damaged.
        let later = store(.whatIsMissing)
        if case .file = later.find(remote) {} else { Issue.record("not kept") }
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: place["cache/includes/remote"]).first)
        let path = place["cache/includes/remote/\(name)"]
        #expect(try mode(path) == 0o600)
        let record = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!record.contains("hunter22"))
        try Data(record.replacing("a: 1", with: "a: 2").utf8).write(to: URL(filePath: path))
        #expect(store(.never).find(remote).isAbsent)
        #expect(server.requests.count == 1)
    }

    @Test func serversThatFail() async throws {
        try FileManager.default.createDirectory(atPath: place["web"], withIntermediateDirectories: true)
        try Data(repeating: 0x61, count: 3 << 20).write(to: URL(filePath: place["web/large.yml"]))
        let server = try HTTPServer(serving: place["web"], log: place["log"])
        let store = store(.everything)
        func problem(_ url: String) async -> String? {
            await fetch([.remote(url: url)], store)
            return store.find(.remote(url: url)).problem?.message
        }
        let address = server.address
        #expect(
            await problem(address + "/none.yml")
                == "Remote file `\(address)/none.yml` could not be fetched because of HTTP code `404` error!")
        #expect(
            await problem(address + "/broken.yml")
                == "Remote file `\(address)/broken.yml` could not be fetched after 3 attempts because of HTTP code `503` error!")
        #expect(server.requests == ["/none.yml", "/broken.yml", "/broken.yml", "/broken.yml"])
        #expect(await problem(address + "/large.yml")?.contains("because of HTTP error!") == true)
        #expect(await problem("http://127.0.0.1:1/x.yml")?.contains("because of a socket error!") == true)
        #expect(await problem("http://ada:hunter22@127.0.0.1:1/y.yml")?.contains("hunter22") == false)
    }

    @Test func aFetchCanBeCanceled() async throws {
        try FileManager.default.createDirectory(atPath: place["web"], withIntermediateDirectories: true)
        let server = try HTTPServer(serving: place["web"], log: place["log"])
        let store = store(.everything)
        let remote = ForeignPlace.remote(url: server.address + "/slow.yml")
        let task = Task { await IncludeFetcher(store: store, userAgent: "t").fetch([remote]) { _ in } }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        _ = await task.value
        #expect(store.find(remote).problem?.help == "canceled")
    }
}
