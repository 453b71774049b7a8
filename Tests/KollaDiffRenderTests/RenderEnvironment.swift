import Foundation
import KollaDiff
import TestSupport

/// What the tests of this target share: the repository of the demonstration, and Python environments that stay in the user's cache.
struct RenderEnvironment {
    /// A cache without renders, which uses the Python environments of the user's cache.
    let cache: CacheDirectory
    /// `main` and `raise-nova-workers`.
    let repository: String
    private let directory: TemporaryDirectory

    static let password = "slipway-demo"
    static var project: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    private static var userCache: String {
        let variables = ProcessInfo.processInfo.environment
        return variables["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    }

    init() throws {
        directory = try TemporaryDirectory()
        cache = CacheDirectory(path: directory["cache"], pythonEnvironments: Self.userCache + "/slipway/venvs")
        repository = directory["demo"]
        let process = Process()
        process.executableURL = Self.project.appending(path: "runner/lab/kolla/make-demo-repository.sh")
        process.arguments = [repository]
        try process.run()
        process.waitUntilExit()
    }

    /// - Parameter kayobe: a release instead of the repository's own.
    func pythonEnvironments(kayobe: String? = nil) async throws -> PythonEnvironments.Pair {
        let requirements =
            try kayobe.map { "kayobe==\($0)\n" } ?? String(contentsOfFile: repository + "/requirements.txt", encoding: .utf8)
        return try await PythonEnvironments(cache: cache) { FileHandle.standardError.write(Data(($0 + "\n").utf8)) }
            .pair(for: ReleasePins(requirements: requirements))
    }

    func differ(_ environment: String = "ci-aio", password: String? = password, tags: [String] = [], engine: RenderEngine = .driver)
        -> KollaDiffer
    {
        KollaDiffer(
            repository: repository, cache: cache,
            options: RenderOptions(
                environment: environment, vaultSecrets: password.map { [.init(password: $0)] } ?? [], kollaTags: tags,
                engine: engine))
    }

    /// Commits a file on a branch of its own, made from `main`.
    func commit(_ text: String, to path: String, branch: String) throws {
        _ = try TemporaryRepository.git(["switch", "-q", "-c", branch, "main"], in: repository)
        try Data(text.utf8).write(to: URL(filePath: repository + "/" + path))
        _ = try TemporaryRepository.git(["add", "."], in: repository)
        _ = try TemporaryRepository.git(
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", branch], in: repository)
    }
}
