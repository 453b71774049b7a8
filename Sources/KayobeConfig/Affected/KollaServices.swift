internal import Git

/// Which services of Kolla Ansible read which of its variables, and which folders of a site's own configuration.
///
/// The names of services are tags of Kolla Ansible, as `--kolla-tags` takes them. `runner/lab/kolla/make-service-table.py` writes the
/// table from the roles of the releases for OpenStack 2024.1 to 2026.1; what it does not hold may be read by any service.
enum KollaServices {
    /// The services that read a variable of `kolla/globals.yml`.
    static func reading(variable: String) -> Extent { table.variables[variable].map { .some($0) } ?? .all }

    /// The services that read a file below `kolla/config`.
    /// - Parameter path: relative to it: `nova/nova-compute.conf`.
    static func reading(configuration path: String) -> Extent {
        table.folders[String(path.prefix { $0 != "/" })].map { .some($0) } ?? .all
    }

    /// True when the table was made of the release that a configuration is deployed with: as its pin says, or else its variables.
    static func cover(_ configuration: KayobeConfiguration) throws(GitError) -> Bool {
        let pin = configuration.requirements.first { $0.name == "kayobe" }
        if let specifier = pin?.specifier {
            return Int(specifier.drop { !$0.isNumber }.prefix(while: \.isNumber)).map(kayobeReleases.contains) ?? false
        }
        if let reference = pin?.reference, openStackReleases.contains(where: reference.contains) { return true }
        return try configuration.release().openStackRelease.map(openStackReleases.contains) ?? false
    }

    private static let kayobeReleases = 16...20
    private static let openStackReleases: Set = ["2024.1", "2024.2", "2025.1", "2025.2", "2026.1"]

    private static let table: (folders: [String: Set<String>], variables: [String: Set<String>]) = {
        var folders: [String: Set<String>] = [:]
        var variables: [String: Set<String>] = [:]
        for row in KollaServiceTable.text.split(separator: "\n") {
            let words = row.split(separator: " ")
            guard words.count > 2 else { continue }
            let services = Set(words[1].split(separator: ",").map(String.init))
            for word in words[2...] {
                if words[0] == "folder" { folders[String(word)] = services } else { variables[String(word)] = services }
            }
        }
        return (folders, variables)
    }()
}
