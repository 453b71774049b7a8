internal import Git
package import PipelineLoading
internal import Synchronization

/// Finds included files on this machine: in mapped checkouts, among GitLab's templates, and in what was fetched before.
package final class IncludeStore: ForeignSource {
    package let settings: IncludeSettings
    let cache: IncludeCache
    private let state = Mutex(State())

    private struct State {
        /// Fetched, or tried to, by this process.
        var tried: Set<ForeignPlace> = []
        var failures: [ForeignPlace: ForeignProblem] = [:]
        var found: [ForeignPlace: ForeignAnswer] = [:]
    }

    package init(settings: IncludeSettings) {
        self.settings = settings
        cache = IncludeCache(directory: settings.cacheDirectory.map { $0 + "/includes" })
    }

    package func find(_ place: ForeignPlace) -> ForeignAnswer {
        let (known, failure) = state.withLock { ($0.found[place], $0.failures[place]) }
        if let failure { return .refused(failure) }
        if let known { return known }
        let answer = look(place)
        if case .absent = answer { return answer }
        state.withLock { $0.found[place] = answer }
        return answer
    }

    /// Whether a place that is absent may be asked for over the network.
    package func mayFetch(_ place: ForeignPlace) -> Bool {
        if settings.cacheDirectory == nil || state.withLock({ $0.tried.contains(place) }) { return false }
        switch settings.network {
        case .never: return false
        case .whatIsMissing, .everything: return true
        case .mapped:
            guard let request = ProjectRequest(place) else { return false }
            return settings.location(of: request.project, host: request.host)?.isMapped ?? false
        }
    }

    /// The files of another project, for `rules:exists`; nil when they are not on this machine.
    package func filePaths(ofProject project: String, at ref: String?) -> [String]? {
        guard case .tree(let tree) = find(.project(path: project.lowercased(), ref: ref)) else { return nil }
        return try? tree.source.filePaths()
    }

    func tried(_ place: ForeignPlace, _ failure: ForeignProblem?) {
        state.withLock {
            $0.tried.insert(place)
            $0.failures[place] = failure
        }
    }

    // MARK: - Looking

    private func look(_ place: ForeignPlace) -> ForeignAnswer {
        switch place {
        case .project, .component: return ProjectRequest(place).map { project($0, place) } ?? .absent(ForeignProblem("", ""))
        case .remote(let url): return remote(url, place)
        case .template(let name): return template(name)
        }
    }

    /// True when what is kept must first be fetched once more.
    private func isStale(_ place: ForeignPlace) -> Bool { settings.network == .everything && mayFetch(place) }

    private func project(_ request: ProjectRequest, _ place: ForeignPlace) -> ForeignAnswer {
        guard let (location, _) = settings.location(of: request.project, host: request.host) else {
            let meant = Spelling.help(for: request.project, among: settings.projects.keys).map { $0 + " " } ?? ""
            let help = "\(meant)\(request.mapping), `projects: {\(request.project): URL}` a repository to fetch"
            return .refused(request.notFound(help: help))
        }
        switch location {
        case .directory(let directory):
            do throws(ForeignProblem) {
                var tree = try LocalCheckout(directory: directory).tree(request)
                if let own = settings.own, own.commit == tree.commit, settings.isOwn(request.project, host: request.host) {
                    tree.source = own.source
                }
                return .tree(tree)
            } catch {
                return .refused(error)
            }
        case .url(let url):
            if let problem = GitRemote.problem(with: url) { return .refused(request.unusable(problem)) }
            if isStale(place) { return .absent(absent(request.subject, url)) }
            let kept = KeptRepository(url: url, cache: cache)
            guard let listing = kept.listing else { return .absent(absent(request.subject, url)) }
            guard let (commit, version) = KeptRepository.commit(request, in: listing.references) else {
                let since = "fetched at \(FetchTime.text(listing.fetchedAt)), `\(FetchCommand.text)` looks again"
                return .absent(request.noReference(listing.references, note: since))
            }
            if let tree = kept.tree(commit, version: version, fetchedAt: listing.fetchedAt) { return .tree(tree) }
            return .absent(absent("\(request.subject) reference `\(request.ref ?? "HEAD")`", url))
        }
    }

    private func remote(_ url: String, _ place: ForeignPlace) -> ForeignAnswer {
        let shown = RemoteURL.withoutCredentials(url)
        guard !isStale(place), let bytes = cache.contents(cache.file(url), limit: KeptFile.maximumSize + 1000),
            let kept = KeptFile(record: bytes)
        else { return .absent(absent("Remote file `\(shown)`", RemoteURL.host(of: url))) }
        return .file(ForeignFile(bytes: kept.content, origin: ForeignOrigin(shown, fetchedAt: kept.fetchedAt)))
    }

    private func absent(_ subject: String, _ address: String) -> ForeignProblem {
        let fetching = "`\(FetchCommand.text)` reads it from \(address) and keeps it"
        var help = settings.network == .never ? "\(fetching); nothing is read from the network now" : fetching
        if settings.cacheDirectory == nil { help += "; neither XDG_CACHE_HOME nor HOME names a place for it" }
        return ForeignProblem("include-not-fetched", "\(subject) is not on this machine", help: help)
    }

    private func template(_ name: String) -> ForeignAnswer {
        let subject = "Template file `\(name)`"
        guard let directory = settings.templates else {
            return .refused(
                ForeignProblem(
                    "include-not-available", "\(subject) is not on this machine",
                    help:
                        "`templates: DIRECTORY` in .slipway/settings.yml names a copy of lib/gitlab/ci/templates of GitLab's sources"
                ))
        }
        do {
            let source = try DirectorySource(root: directory)
            guard let bytes = try source.contents(ofFile: name) else {
                let help = Spelling.help(for: name, among: try source.filePaths()) ?? "looked for in \(source.root)"
                return .refused(
                    ForeignProblem("include-not-found", "Included file `\(name)` is empty or does not exist!", help: help))
            }
            return .file(ForeignFile(bytes: bytes, origin: ForeignOrigin(source.root)))
        } catch let error as ConfigurationSourceError {
            let words = error.code == .outside ? "leads out of \(directory)" : error.message
            return .refused(ForeignProblem("unreadable-file", "\(subject) \(words)", help: "templates are read from \(directory)"))
        } catch {
            return .refused(ForeignProblem("unreadable-file", "\(subject) cannot be read: \(error)"))
        }
    }
}

/// What a person runs to have everything fetched.
enum FetchCommand {
    static let text = "slipway lint --fetch"
}
