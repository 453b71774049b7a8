internal import Git
internal import HTTP
package import PipelineLoading

/// Fetches what a store lacks, and keeps it.
///
/// Work under way ends when the task is cancelled; what was kept before stays as it was.
package struct IncludeFetcher: Sendable {
    /// GitLab fetches four files at once.
    private static let width = 4

    let store: IncludeStore
    let userAgent: String

    package init(store: IncludeStore, userAgent: String) {
        self.store = store
        self.userAgent = userAgent
    }

    /// Fetches the places that may be fetched and were not yet; what failed, the store says from then on.
    /// - Parameter telling: called with one line before each is asked for.
    package func fetch(_ places: [ForeignPlace], telling: @escaping @Sendable (String) -> Void) async {
        let wanted = places.filter(store.mayFetch)
        await withTaskGroup(of: Void.self) { group in
            for (number, place) in wanted.enumerated() {
                if number >= Self.width { await group.next() }
                group.addTask { await fetch(place, telling) }
            }
        }
    }

    private func fetch(_ place: ForeignPlace, _ telling: @Sendable (String) -> Void) async {
        do throws(ForeignProblem) {
            if let request = ProjectRequest(place) {
                try await fetch(request, telling)
            } else if case .remote(let url) = place {
                try await fetch(url, telling)
            }
            store.tried(place, nil)
        } catch {
            store.tried(place, error)
        }
    }

    // MARK: - Projects

    private func fetch(_ request: ProjectRequest, _ telling: @Sendable (String) -> Void) async throws(ForeignProblem) {
        guard case .url(let url)? = store.settings.location(of: request.project, host: request.host)?.location else { return }
        if let problem = GitRemote.problem(with: url) { throw request.unusable(problem) }
        let kept = KeptRepository(url: url, cache: store.cache)
        let remote = GitRemote(url: url)
        telling("fetching \(request.project)\(request.ref.map { "@\($0)" } ?? "") from \(url)")
        do throws(ForeignProblem) {
            try store.cache.makeDirectory(kept.path)
            let lock = try await CacheLock(path: kept.path + ".lock")
            defer { withExtendedLifetime(lock) {} }
            let listing = try await remote.references()
            let references = KeptRepository.references(inLines: listing.split(separator: "\n"))
            guard let (commit, version) = KeptRepository.commit(request, in: references) else {
                throw request.noReference(references)
            }
            if kept.tree(commit, version: version, fetchedAt: 0) == nil { try await remote.fetch(commit, into: kept.path) }
            try kept.keep(listing: listing, fetchedAt: FetchTime.now)
        } catch {
            guard error.code == "include-not-fetched" else { throw error }
            throw ForeignProblem(
                error.code, "\(request.subject) could not be fetched from \(url): \(error.message)",
                help: error.help ?? "\(request.mapping), which needs no network")
        }
    }

    // MARK: - Remote files

    private func fetch(_ url: String, _ telling: @Sendable (String) -> Void) async throws(ForeignProblem) {
        let shown = RemoteURL.withoutCredentials(url)
        telling("fetching \(shown)")
        var attempt = 1
        while true {
            do throws(RemoteFailure) {
                let content = try await download(url)
                let record = KeptFile(content: content, fetchedAt: FetchTime.now).record
                try RemoteFailure.wrapping { () throws(ForeignProblem) in try store.cache.write(record, to: store.cache.file(url)) }
                return
            } catch {
                let isLast = attempt == 3 || !error.isWorthAnotherTry || Task.isCancelled
                if !isLast {
                    attempt += 1
                    try? await Task.sleep(for: .seconds(1))
                    continue
                }
                if let problem = error.problem { throw problem }
                let times = attempt == 1 ? "" : " after \(attempt) attempts"
                throw ForeignProblem(
                    "include-not-fetched", "Remote file `\(shown)` could not be fetched\(times) because of \(error.cause)!",
                    help: error.help)
            }
        }
    }

    private func download(_ url: String) async throws(RemoteFailure) -> [UInt8] {
        let request = HTTPRequest("GET", url, timeout: .seconds(20), maximumBytes: KeptFile.maximumSize)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await HTTPClient(userAgent: userAgent).send(request)
        } catch {
            throw RemoteFailure(error)
        }
        guard (200..<300).contains(response.status) else {
            throw RemoteFailure(cause: "HTTP code `\(response.status)` error", isWorthAnotherTry: response.status >= 500)
        }
        return response.body
    }
}

/// Why a remote file was not had.
private struct RemoteFailure: Error {
    var cause = ""
    var help: String?
    var isWorthAnotherTry = false
    /// When it is no fault of the server.
    var problem: ForeignProblem?

    init(cause: String, isWorthAnotherTry: Bool) {
        self.cause = cause
        self.isWorthAnotherTry = isWorthAnotherTry
    }

    init(_ error: HTTPError) {
        help = error.message
        switch error.code {
        case .timedOut: cause = "a timeout error"
        case .interrupted:
            cause = "a socket error"
            isWorthAnotherTry = true
        case .unresolved, .refused: cause = "a socket error"
        default: cause = "HTTP error"
        }
    }

    static func wrapping(_ work: () throws(ForeignProblem) -> Void) throws(RemoteFailure) {
        do throws(ForeignProblem) {
            try work()
        } catch {
            var failure = RemoteFailure(cause: "", isWorthAnotherTry: false)
            failure.problem = error
            throw failure
        }
    }
}
