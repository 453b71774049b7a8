import Foundation
import PipelineModel
import Synchronization
import TestSupport
import Testing

@testable import Execution

/// A keeper of secrets that tells what it was asked.
private final class FakeSecretProvider: SecretProvider {
    let asked = Mutex<[SecretRequest]>([])
    private let values: [String: String]
    private let tokens: [String: String]
    /// Called before anything is answered.
    private let wait: @Sendable () async -> Void

    init(values: [String: String] = [:], tokens: [String: String] = [:], wait: @escaping @Sendable () async -> Void = {}) {
        self.values = values
        self.tokens = tokens
        self.wait = wait
    }

    func value(of request: SecretRequest) async throws(SecretError) -> String {
        await wait()
        if Task.isCancelled { throw SecretError(.canceled, "canceled") }
        asked.withLock { $0.append(request) }
        guard let value = values[request.secret.reference] else { throw SecretError(.denied, "\(request.secret.key) is denied") }
        return value
    }

    func token(_ token: IDToken) async throws(SecretError) -> String? {
        tokens[token.key].map { $0 + token.audiences.joined(separator: ",") }
    }
}

@Suite struct JobSecretsTests {
    private struct Ended {
        var outcome: JobOutcome
        var trace: String
    }

    /// - Parameter start: called with the attempt before it runs.
    private func run(
        _ provider: (any SecretProvider)?, project: [Variable] = [], start: (JobAttempt) -> Void = { _ in },
        _ change: (inout Job) -> Void
    ) async throws -> Ended {
        let directory = try TemporaryDirectory()
        var configuration = LocalJobRunner.Configuration(
            buildsDirectory: directory["builds"], cacheDirectory: directory["cache"], projectName: "project")
        configuration.secrets = provider
        let runner = LocalJobRunner(configuration: configuration, sources: PreparedSources())
        var job = Job(name: "job", location: SourceLocation(file: ".gitlab-ci.yml", line: 1, column: 1))
        change(&job)
        var layers = VariableLayers()
        layers.project = project
        layers.pipeline = [Variable("PASSWORD", "of the pipeline")]
        mkdir(directory["job"], 0o700)
        let attempt = JobAttempt(
            runID: 1, pipelineID: 1, jobID: 1, attempt: 1, job: PlannedJob(name: "job", job: job), variables: layers, archives: [],
            tracePath: directory["job/trace.log"], directory: directory["job"], slot: 0)
        start(attempt)
        let outcome = await runner.run(attempt) { _ in }
        return Ended(outcome: outcome, trace: directory.text("job/trace.log") ?? "")
    }

    private static func secret(_ key: String, _ path: String, _ change: (inout Secret) -> Void = { _ in }) -> Secret {
        var secret = Secret(key, .vault, path: path)
        secret.isFile = false
        change(&secret)
        return secret
    }

    @Test func aSecretHidesEveryVariableAndIsTakenAsItIs() async throws {
        let provider = FakeSecretProvider(values: ["lab/db": "pa$HOME-%w"])
        let ended = try await run(provider, project: [Variable("SITE", "lab")]) {
            $0.secrets = [Self.secret("PASSWORD", "$SITE/db")]
            $0.script = [#"printf %s "$PASSWORD" | tr 'a-z' 'A-Z'; echo"#, #"echo "$PASSWORD""#]
        }
        #expect(ended.outcome.status == .success, "\(ended.trace)")
        #expect(ended.trace.contains("\nPA$HOME-%W\n"))
        #expect(ended.trace.contains("\n[MASKED]\n"))
        #expect(ended.trace.contains("Resolving secret \"PASSWORD\"..."))
        #expect(!ended.trace.contains("pa$HOME"))
    }

    @Test(arguments: [(nil, 1, "first-a"), (nil, 2, nil), ("$SECOND", 2, "second-b")] as [(String?, Int, String?)])
    func theProviderIsShownTheTokenThatIsMeant(_ named: String?, _ count: Int, _ shown: String?) async throws {
        let provider = FakeSecretProvider(values: ["db": "value"], tokens: ["FIRST": "first-", "SECOND": "second-"])
        let tokens = [IDToken("FIRST", audiences: ["a"]), IDToken("SECOND", audiences: ["b"])]
        let ended = try await run(provider) {
            $0.secrets = [Self.secret("PASSWORD", "db") { $0.token = named }]
            $0.idTokens = Array(tokens.prefix(count))
            $0.script = ["echo $FIRST | rev"]
        }
        #expect(ended.outcome.status == .success)
        #expect(provider.asked.withLock { $0.map(\.idToken) } == [shown])
        #expect(ended.trace.contains("\na-tsrif\n"), "the job has its token")
    }

    /// As on GitLab, where they are among the predefined variables.
    @Test func aVariableOfTheProjectHidesAnIDToken() async throws {
        let ended = try await run(FakeSecretProvider(tokens: ["TOKEN": "signed"]), project: [Variable("TOKEN", "mine")]) {
            $0.idTokens = [IDToken("TOKEN", audiences: [])]
            $0.script = ["echo token=$TOKEN"]
        }
        #expect(ended.trace.contains("\ntoken=mine\n"))
    }

    @Test func nothingRunsWhenASecretIsMissing() async throws {
        let ended = try await run(FakeSecretProvider(values: ["a": "value"])) {
            $0.secrets = [Self.secret("A", "a"), Self.secret("B", "b")]
            $0.script = ["echo started"]
            $0.afterScript = ["echo after"]
        }
        #expect(ended.outcome.failureReason == .runnerSystemFailure && ended.outcome.exitCode == nil)
        #expect(ended.outcome.message == "B is denied")
        #expect(!ended.trace.contains("started") && !ended.trace.contains("\nafter\n"))
        let nobody = try await run(nil) { $0.secrets = [Self.secret("A", "a")] }
        #expect(nobody.outcome.failureReason == .secretsProviderNotFound)
    }

    @Test func aJobIsCanceledWhileItWaitsForASecret() async throws {
        // Waits for ever: only the cancel ends it.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let provider = FakeSecretProvider(values: ["a": "value"]) { for await _ in stream {} }
        let ended = try await run(provider) { attempt in
            attempt.control.cancel()
        } _: {
            $0.secrets = [Self.secret("A", "a")]
            $0.script = ["echo started"]
        }
        continuation.finish()
        #expect(ended.outcome.status == .canceled)
        #expect(!ended.trace.contains("started"))
    }
}
