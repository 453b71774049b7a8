/// The GitLab server that variables speak of; a local run names the one of the repository's remote.
package struct ServerFacts: Hashable, Sendable {
    package var scheme: String
    package var host: String
    /// nil: the scheme's own.
    package var port: Int?
    /// Three numbers.
    package var version: String
    package var revision: String
    /// The host of the container registry; empty when there is none.
    package var registry: String

    package init(
        scheme: String = "https", host: String = "gitlab.com", port: Int? = nil, version: String = "18.0.0", revision: String = "",
        registry: String = ""
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.version = version
        self.revision = revision
        self.registry = registry
    }

    var effectivePort: Int { port ?? (scheme == "http" ? 80 : 443) }
    package var fullHost: String { port.map { "\(host):\($0)" } ?? host }
    var url: String { "\(scheme)://\(fullHost)" }
}
