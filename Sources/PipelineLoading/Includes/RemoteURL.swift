/// Addresses of files on web servers.
package enum RemoteURL {
    /// True for `http` and `https` with a host and a path.
    package static func isValid(_ url: String) -> Bool {
        guard let rest = afterScheme(url), !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return false }
        return !host(rest).isEmpty && rest.contains("/")
    }

    /// The host and its port; empty when there is none.
    package static func host(of url: String) -> String { afterScheme(url).map { String(host($0)) } ?? "" }

    /// The URL without what may hold credentials: user information, query and fragment.
    package static func withoutCredentials(_ url: String) -> String { hidingUser(String(url.prefix { $0 != "?" && $0 != "#" })) }

    /// The text without user information in the URL that it holds, if any.
    package static func hidingUser(_ text: String) -> String {
        guard let separator = text.firstRange(of: "://") else { return text }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(text[..<separator.upperBound] + rest[rest.index(after: at)...])
    }

    private static func host(_ rest: Substring) -> Substring {
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    }

    private static func afterScheme(_ url: String) -> Substring? {
        for scheme in ["https://", "http://"] where url.lowercased().hasPrefix(scheme) { return url.dropFirst(scheme.count) }
        return nil
    }
}
