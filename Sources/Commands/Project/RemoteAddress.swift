internal import PipelinePlanning

/// Where a project lives on its GitLab server, read from the address of its `origin` remote.
struct RemoteAddress: Equatable {
    var scheme: String
    var host: String
    var port: Int?
    /// `group/project`
    var path: String

    /// Understands `https://host/group/project.git`, `ssh://git@host:22/group/project.git` and `git@host:group/project.git`; nil
    /// for a path on this machine and for anything else.
    init?(_ address: String) {
        var rest = address[...]
        if let separator = address.firstRange(of: "://") {
            let scheme = address[..<separator.lowerBound].lowercased()
            guard ["http", "https", "ssh", "git"].contains(scheme) else { return nil }
            rest = address[separator.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            var authority = rest[..<slash]
            if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
            let parts = authority.split(separator: ":", maxSplits: 1)
            guard let host = parts.first, !host.isEmpty else { return nil }
            self.host = String(host)
            self.scheme = scheme == "http" ? "http" : "https"
            // An ssh port says nothing about the web server's.
            port = scheme.hasPrefix("http") && parts.count == 2 ? Int(parts[1]) : nil
            rest = rest[rest.index(after: slash)...]
        } else {
            guard let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") else { return nil }
            let authority = rest[..<colon]
            host = String(authority.split(separator: "@").last ?? authority)
            scheme = "https"
            rest = rest[rest.index(after: colon)...]
        }
        while rest.last == "/" { rest = rest.dropLast() }
        if rest.hasSuffix(".git") { rest = rest.dropLast(4) }
        while rest.first == "/" { rest = rest.dropFirst() }
        guard !rest.isEmpty, !host.isEmpty else { return nil }
        path = String(rest)
    }
}
