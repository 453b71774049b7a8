import PipelineModel
import TestSupport
import Testing

@testable import Execution

@Suite struct CacheStoreTests {
    private let directory: TemporaryDirectory
    private let store: CacheStore
    private let trace: TraceWriter

    init() throws {
        directory = try TemporaryDirectory()
        store = CacheStore(directory: directory["cache"])
        trace = try TraceWriter(path: directory["trace.log"], secrets: []) { _ in }
        try directory.write("p/lib/f", "cached")
        try directory.write("q/other", "")
    }

    private func variables(_ values: [String: String] = [:]) -> ResolvedVariables {
        var layers = VariableLayers()
        layers.jobYAML = values.map { Variable($0.key, $0.value) }
        return ResolvedVariables(layers: layers)
    }

    private func cache(_ key: String = "k", _ policy: Cache.Policy = .pullPush, fallback: [String] = []) -> Cache {
        var cache = Cache()
        cache.key = .name(key)
        cache.paths = ["lib"]
        cache.policy = policy
        cache.fallbackKeys = fallback
        return cache
    }

    private func save(_ cache: Cache, succeeded: Bool = true, _ variables: ResolvedVariables? = nil) async throws {
        try await store.save(
            [cache], from: directory["p"], variables: variables ?? self.variables(), succeeded: succeeded, trace: trace,
            untracked: { [] })
    }

    private func restored(_ cache: Cache, _ variables: ResolvedVariables? = nil) async -> Bool {
        await store.restore([cache], into: directory["q"], variables: variables ?? self.variables(), trace: trace)
        return directory.text("q/lib/f") == "cached"
    }

    @Test func roundTrip() async throws {
        try await save(cache("$NAME-1", .pullPush), variables(["NAME": "x"]))
        #expect(await !restored(cache("other")))
        #expect(await !restored(cache("x-1", .push)))
        #expect(await restored(cache("x-1", .pull)))
        trace.flush()
        let text = try #require(directory.text("trace.log"))
        #expect(text.hasPrefix("Creating cache x-1...\nlib: found 2 matching files and directories\nCreated cache\n"))
        #expect(text.hasSuffix("Checking cache for x-1...\nSuccessfully extracted cache\n"))
    }

    @Test func policyFromAVariable() async throws {
        let byVariable = cache("k", .variable("$POLICY"))
        try await save(byVariable, variables(["POLICY": "pull"]))
        #expect(await !restored(cache("k")))
        try await save(byVariable, variables(["POLICY": "push"]))
        #expect(await !restored(byVariable, variables(["POLICY": "push"])))
        #expect(await restored(byVariable, variables(["POLICY": "pull"])))
    }

    @Test func fallbackKeys() async throws {
        try await save(cache("main"))
        #expect(await restored(cache("branch", fallback: ["none", "main"])))
    }

    @Test func theSitesFallbackKey() async throws {
        try await save(cache("main"))
        #expect(await restored(cache("branch"), variables(["CACHE_FALLBACK_KEY": "main"])))
    }

    @Test(arguments: [
        (Artifacts.UploadWhen.onSuccess, true, true), (.onSuccess, false, false), (.onFailure, true, false),
        (.onFailure, false, true),
        (.always, true, true), (.always, false, true),
    ])
    func when(when: Artifacts.UploadWhen, succeeded: Bool, isSaved: Bool) async throws {
        var cache = cache()
        cache.when = when
        try await save(cache, succeeded: succeeded)
        #expect(await restored(cache) == isSaved)
    }

    @Test func keyOfFilesFollowsTheirContent() async throws {
        var cache = cache()
        cache.key = .files(["lock", "other.lock"], prefix: "$P", byCommit: false)
        let values = variables(["P": "pre"])
        #expect(await store.key(cache, directory["p"], values) == "pre-default")
        try directory.write("p/lock", "1")
        let first = await store.key(cache, directory["p"], values)
        try directory.write("p/lock", "2")
        let second = await store.key(cache, directory["p"], values)
        #expect(first.hasPrefix("pre-") && first != second)
        try directory.write("p/lock", "1")
        #expect(await store.key(cache, directory["p"], values) == first)
    }

    @Test func keysNameNothingOutside() {
        for key in ["../../etc/x", "/etc/x", ".", String(repeating: "k", count: 5000)] {
            let name = store.path(key).dropFirst(store.directory.count + 1)
            #expect(!name.contains("/") && !name.hasPrefix(".") && name.utf8.count < 255)
        }
        #expect(store.path("a/b") != store.path("a-b"))
    }

    @Test func damagedCacheIsAMiss() async throws {
        try directory.write("cache/k.tar", "not an archive, but longer than nothing")
        #expect(await !restored(cache("k")))
    }
}

@Suite struct ContentHashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func vectors(text: String, expected: String) {
        var hash = ContentHash()
        hash.update(Array(text.utf8))
        #expect(hash.finish() == expected)
    }
}
