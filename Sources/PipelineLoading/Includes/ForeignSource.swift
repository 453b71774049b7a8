/// A place outside the repository whose files a configuration includes.
/// Reference: https://docs.gitlab.com/ci/yaml/#include
package enum ForeignPlace: Hashable, Sendable {
    /// `include:project`; a nil ref is the project's `HEAD`.
    case project(path: String, ref: String?)
    /// The project of `include:component`, at what stands behind the `@`: `~latest`, `1`, `1.2`, a tag, a branch, a commit.
    case component(host: String, project: String, version: String)
    /// `include:remote`.
    case remote(url: String)
    /// `include:template`.
    case template(String)
}

/// Where files of other projects, servers and template collections come from.
///
/// Contract: `find` answers at once from what is on this machine and never reads the network. What is not here and may be fetched
/// is `.absent`; the caller of the loader sees it in `LoadResult.absent`, fetches it, and loads again.
package protocol ForeignSource: Sendable {
    func find(_ place: ForeignPlace) -> ForeignAnswer
}

package enum ForeignAnswer: Sendable {
    /// For projects and components.
    case tree(ForeignTree)
    /// For remote files and templates.
    case file(ForeignFile)
    /// Not on this machine, and may be fetched.
    case absent(ForeignProblem)
    case refused(ForeignProblem)
}

/// Another project's files at one commit.
package struct ForeignTree: Sendable {
    package var source: any ConfigurationSource
    /// nil for a directory that is no git repository.
    package var commit: String?
    /// The semantic version that the commit was published as, if any.
    package var version: String?
    package var origin: ForeignOrigin

    package init(source: any ConfigurationSource, commit: String?, version: String? = nil, origin: ForeignOrigin) {
        self.source = source
        self.commit = commit
        self.version = version
        self.origin = origin
    }
}

package struct ForeignFile: Sendable {
    package var bytes: [UInt8]
    package var origin: ForeignOrigin

    package init(bytes: [UInt8], origin: ForeignOrigin) {
        self.bytes = bytes
        self.origin = origin
    }
}

/// Where something foreign was found.
package struct ForeignOrigin: Hashable, Sendable {
    /// A directory or a URL without credentials.
    package var address: String
    /// Seconds since 1970; nil when it was read where it lies.
    package var fetchedAt: Double?

    package init(_ address: String, fetchedAt: Double? = nil) {
        self.address = address
        self.fetchedAt = fetchedAt
    }
}

/// Why there is nothing to read, as a diagnostic says it.
package struct ForeignProblem: Error, Hashable, Sendable {
    package var code: String
    package var message: String
    package var help: String?

    package init(_ code: String, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }
}

/// A file from elsewhere that is part of a configuration.
package struct ForeignRecord: Hashable, Sendable, Codable {
    /// As diagnostics name it: `group/project@v1:ci/build.yml`.
    package var name: String
    /// A directory or a URL without credentials.
    package var origin: String
    /// For projects and components.
    package var commit: String?
    /// For remote files and templates; hexadecimal.
    package var sha256: String?
    /// Seconds since 1970; nil when it was read where it lies.
    package var fetchedAt: Double?
}
