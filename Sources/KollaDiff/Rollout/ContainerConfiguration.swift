internal import YAML

/// A service's `config.json`: the command of its container, and the files that are copied into it when it starts.
///
/// At `deploy` and `reconfigure` Kolla Ansible asks every running container whether its command and its files are still those of
/// `config.json` (`kolla_set_configs --check`), and restarts it when they are not.
/// Reference: https://docs.openstack.org/kolla/latest/admin/kolla_api.html
struct ContainerConfiguration: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        /// Below the service's directory: `nova.conf`, `*.rules`, `services.d/`. Nil for a file from elsewhere.
        var source: String?
        var destination: String
        var owner: String?
        var mode: String?
        /// Owner and mode of the source are copied, and so compared.
        var preservesProperties: Bool

        /// Whether a file of the service's directory is copied by this entry.
        func copies(_ path: String) -> Bool {
            guard let source, !source.isEmpty else { return false }
            let pattern = source.split(separator: "/")
            let parts = path.split(separator: "/")
            // What matches may be a directory, which is copied with all that is in it.
            guard parts.count >= pattern.count else { return false }
            return zip(pattern, parts).allSatisfy { Self.matches($1, pattern: $0) }
        }

        /// `*` and `?`, as a shell matches names.
        private static func matches(_ name: Substring, pattern: Substring) -> Bool {
            let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
            var (i, j) = (0, 0)
            var star: (pattern: Int, name: Int)?
            while i < name.count {
                if j < pattern.count, pattern[j] == UInt8(ascii: "*") {
                    star = (j, i)
                    j += 1
                } else if j < pattern.count, pattern[j] == UInt8(ascii: "?") || pattern[j] == name[i] {
                    (i, j) = (i + 1, j + 1)
                } else if let last = star {
                    star = (last.pattern, last.name + 1)
                    (i, j) = (last.name + 1, last.pattern + 1)
                } else {
                    return false
                }
            }
            return pattern[j...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }

    /// Where a service's directory is seen from inside its container.
    private static let directory = "/var/lib/kolla/config_files/"

    var command: String
    var entries: [Entry]

    /// - Returns: nil when it is not such a file.
    init?(_ bytes: [UInt8]) {
        guard let root = try? Document.parse(bytes).first?.root, let command = root["command"]?.text else { return nil }
        self.command = command
        entries = (root["config_files"]?.sequence ?? []).compactMap { item in
            guard let source = item["source"]?.text, let destination = item["dest"]?.text else { return nil }
            return Entry(
                source: source.hasPrefix(Self.directory) ? String(source.dropFirst(Self.directory.count)) : nil,
                destination: destination, owner: item["owner"]?.text, mode: item["perm"]?.text,
                preservesProperties: item["preserve_properties"]?.bool ?? false)
        }
    }
}
