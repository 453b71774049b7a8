internal import IncludeSources
internal import PipelineLoading
internal import PipelinePlanning

/// Loads configurations that include files of other projects: what may be fetched and is not on this machine is fetched, and the
/// configuration loaded again.
struct ForeignIncludes: Sendable {
    let store: IncludeStore

    /// - Parameters:
    ///   - origin: the URL of the repository's remote, through which projects without a mapping are reached.
    ///   - own: the repository.
    init(settings: Settings, options: FetchOptions, origin: String?, own: IncludeSettings.OwnProject? = nil) {
        var projects: [String: IncludeSettings.Location] = [:]
        for (path, place) in settings.projects {
            switch place {
            case .directory(let directory): projects[path] = .directory(directory)
            case .remote(let url): projects[path] = .url(url)
            }
        }
        var server: ServerAddress?
        if let origin, let address = RemoteAddress(origin) {
            let host = ServerFacts(scheme: address.scheme, host: address.host, port: address.port).fullHost
            server = ServerAddress(origin: origin, project: address.path, host: host)
        }
        var found = IncludeSettings(
            projects: projects, templates: settings.templates, network: Self.network(settings, options), server: server,
            cacheDirectory: CacheDirectory.base)
        found.own = own
        store = IncludeStore(settings: found)
    }

    private static func network(_ settings: Settings, _ options: FetchOptions) -> IncludeSettings.Network {
        if options.offline { return .never }
        if options.fetch { return .everything }
        return switch settings.fetch {
        case true?: .whatIsMissing
        case false?: .never
        case nil: .mapped
        }
    }

    /// Loads until nothing is left to fetch; a signal ends a fetch, and the command with it.
    func load(
        from source: any ConfigurationSource, _ load: @Sendable (PipelineLoader) -> LoadResult
    ) async throws -> LoadResult {
        let loader = PipelineLoader(source: source, foreign: store)
        while true {
            let result = load(loader)
            let absent = result.absent.filter(store.mayFetch)
            guard !absent.isEmpty else { return result }
            let isDone = try await Interrupts.canceling {
                await fetcher.fetch(absent) { Console.note($0) }
                return !Task.isCancelled
            }
            guard isDone else { throw CommandFailure(.failed, "canceled") }
        }
    }

    /// The same while a run is under way, which handles signals itself and owns the terminal.
    func loadInRun(
        from source: any ConfigurationSource, _ load: @Sendable (PipelineLoader) -> LoadResult
    ) async -> LoadResult {
        let loader = PipelineLoader(source: source, foreign: store)
        while true {
            let result = load(loader)
            let absent = result.absent.filter(store.mayFetch)
            guard !absent.isEmpty, !Task.isCancelled else { return result }
            await fetcher.fetch(absent) { _ in }
        }
    }

    private var fetcher: IncludeFetcher { IncludeFetcher(store: store, userAgent: "slipway/\(Slipway.version)") }
}
