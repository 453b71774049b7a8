/// What a file of the repository is to Kayobe, by its path alone.
struct FileRole {
    enum Layer: Hashable {
        /// Read for every environment.
        case everyEnvironment
        /// Read for this environment and for those that depend on it.
        case environment(String)
        /// Read by nobody, as far as its place tells.
        case nothing
    }

    enum Kind: Hashable {
        /// Not part of the configuration: documentation, pipelines, scripts.
        case outside
        /// Decides which tools are used.
        case requirements
        /// Variables that Kayobe passes to Ansible.
        case variables
        case groupVariables(group: String)
        case hostVariables(host: String)
        case inventory
        /// `kolla/globals.yml`.
        case globals
        /// `kolla/passwords.yml`.
        case passwords
        /// Below `kolla/config`, relative to it.
        case configuration(path: String)
        /// Anything else in the configuration.
        case other
    }

    var layer: Layer
    var kind: Kind
    /// Relative to the top of the repository.
    var path: String
    /// Relative to the configuration, or to the environment it lies in.
    private var place = ""

    /// - Parameter directory: `etc/kayobe`.
    init(path: String, directory: String, requirementFiles: Set<String>) {
        self.path = path
        guard path.hasPrefix(directory + "/") else {
            // kayobe-env says which directories are used, ansible.cfg how Ansible behaves.
            let isTool = requirementFiles.contains(path) || path == "kayobe-env" || path == "ansible.cfg" || path == ".gitmodules"
            layer = isTool ? .everyEnvironment : .nothing
            kind = isTool ? .requirements : .outside
            return
        }
        var rest = path.dropFirst(directory.count + 1)
        layer = .everyEnvironment
        if rest.hasPrefix("environments/") {
            let below = rest.dropFirst("environments/".count)
            guard let slash = below.firstIndex(of: "/") else {
                // A link, a submodule, or a file in the place of an environment.
                layer = .environment(String(below))
                kind = .other
                return
            }
            layer = .environment(String(below[..<slash]))
            rest = below[below.index(after: slash)...]
        }
        place = String(rest)
        kind = Self.kind(place)
    }

    /// True for playbooks, hooks, scripts and notes of the site: Kayobe reads them only when told to.
    var isForPeople: Bool {
        place.hasPrefix("ansible/") || place.hasPrefix("hooks/") || [".sh", ".md", ".rst"].contains(where: place.hasSuffix)
    }

    private static func kind(_ path: String) -> Kind {
        if path == "kolla/globals.yml" { return .globals }
        if path == "kolla/passwords.yml" { return .passwords }
        if let below = suffix(path, "kolla/config/") { return .configuration(path: below) }
        if let below = suffix(path, "inventory/group_vars/") { return .groupVariables(group: owner(below)) }
        if let below = suffix(path, "inventory/host_vars/") { return .hostVariables(host: owner(below)) }
        if path.hasPrefix("inventory/") { return .inventory }
        let isVariables = !path.contains("/") && !path.hasPrefix(".") && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
        return isVariables ? .variables : .other
    }

    private static func suffix(_ path: String, _ prefix: String) -> String? {
        path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }

    /// The group or host of a file of variables: `compute`, `compute.yml`, `compute/network`.
    private static func owner(_ path: String) -> String {
        if let slash = path.firstIndex(of: "/") { return String(path[..<slash]) }
        for ending in [".yml", ".yaml", ".json"] where path.hasSuffix(ending) { return String(path.dropLast(ending.count)) }
        return path
    }

    /// True for files whose keys are variables.
    var holdsVariables: Bool {
        switch kind {
        case .variables, .groupVariables, .hostVariables, .globals, .passwords: true
        case .outside, .requirements, .inventory, .configuration, .other: false
        }
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    var description: String {
        switch kind {
        case .outside: "not part of the configuration"
        case .requirements: "decides which tools are used"
        case .variables: "variables"
        case .groupVariables(let group): "variables of the group \(group)"
        case .hostVariables(let host): "variables of the host \(host)"
        case .inventory: "inventory"
        case .globals: "variables of Kolla Ansible"
        case .passwords: "passwords"
        case .configuration(let path): "configuration of \(path.prefix { $0 != "/" })"
        case .other: "part of the configuration"
        }
    }
}
