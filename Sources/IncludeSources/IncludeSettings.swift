package import PipelineLoading

/// Where included files of other projects are, and whether the network may be asked for them.
package struct IncludeSettings: Sendable {
    package enum Location: Hashable, Sendable {
        /// An absolute path: a checkout, or any directory.
        case directory(String)
        /// What `git clone` takes.
        case url(String)
    }

    package enum Network: Hashable, Sendable {
        /// `--offline`, or `fetch: false` in the settings.
        case never
        /// Only for projects whose URL the settings name, and only when nothing is kept.
        case mapped
        /// `fetch: true`: whatever is not kept.
        case whatIsMissing
        /// `--fetch`: everything once more, so that branches are seen where they are now.
        case everything
    }

    /// The repository that is looked at, as its own files see it.
    package struct OwnProject: Sendable {
        package var path: String
        /// Of its server.
        package var host: String
        package var directory: String
        /// What is looked at: `source` holds its files, with what is not committed where that counts.
        package var commit: String
        package var source: any ConfigurationSource

        package init(path: String, host: String, directory: String, commit: String, source: any ConfigurationSource) {
            self.path = path
            self.host = host
            self.directory = directory
            self.commit = commit
            self.source = source
        }
    }

    /// By path (`group/project`, or `host/group/project` for components of another server), lower case.
    package var projects: [String: Location]
    /// GitLab's templates, or one's own, for `include:template`.
    package var templates: String?
    package var network: Network
    /// Where projects without a mapping are; nil: nowhere.
    package var server: ServerAddress?
    /// Where fetched files are kept, absolute; nil: nothing is, and nothing fetched.
    package var cacheDirectory: String?
    /// nil outside a repository.
    package var own: OwnProject?

    package init(
        projects: [String: Location] = [:], templates: String? = nil, network: Network = .mapped, server: ServerAddress? = nil,
        cacheDirectory: String?
    ) {
        self.projects = Dictionary(projects.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        self.templates = templates
        self.network = network
        self.server = server
        self.cacheDirectory = cacheDirectory
    }

    /// Where the settings say that a project is.
    package func mapping(of project: String) -> Location? {
        projects[project.lowercased()] ?? (isOwn(project, host: nil) ? own.map { .directory($0.directory) } : nil)
    }

    /// True for the repository that is looked at, unless the settings say that it is elsewhere.
    func isOwn(_ project: String, host: String?) -> Bool {
        guard let own, own.path.lowercased() == project.lowercased(), host == nil || host == own.host else { return false }
        return projects[project.lowercased()] == nil
    }

    /// Where a project is, and whether the settings say so.
    func location(of project: String, host: String?) -> (location: Location, isMapped: Bool)? {
        if let host, let location = projects["\(host.lowercased())/\(project)"] { return (location, true) }
        if let location = projects[project] { return (location, true) }
        if isOwn(project, host: host), let own { return (.directory(own.directory), true) }
        if let server, host == nil || host == server.host { return (.url(server.url(of: project)), false) }
        return host.map { (.url("https://\($0)/\(project).git"), false) }
    }
}

/// The server of the repository's `origin`, whose other projects are reached as the repository itself is.
package struct ServerAddress: Hashable, Sendable {
    package var host: String
    private var prefix: String
    private var suffix: String

    /// - Parameters:
    ///   - origin: the URL of the remote, `git@host:group/project.git`.
    ///   - project: the part of it that names the project.
    /// - Returns: nil when the URL does not end with the project's name.
    package init?(origin: String, project: String, host: String) {
        guard let range = origin.ranges(of: project).last, !project.isEmpty else { return nil }
        prefix = RemoteURL.withoutCredentials(String(origin[..<range.lowerBound]))
        // A user's name belongs to an ssh address; a password belongs into no address.
        if !origin.lowercased().hasPrefix("http") { prefix = String(origin[..<range.lowerBound]) }
        suffix = String(origin[range.upperBound...])
        self.host = host
    }

    func url(of project: String) -> String { prefix + project + suffix }
}
