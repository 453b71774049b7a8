/// Words a set of hosts for `--limit` and `--kolla-limit`.
struct HostLimit {
    /// Kayobe's groups with the name that the groups of the same hosts have for Kolla Ansible.
    /// Reference: https://docs.openstack.org/kayobe/latest/configuration/reference/kolla-ansible.html#inventory
    private static let kollaNames = [
        "controllers": "control", "compute": "compute", "network": "network", "monitoring": "monitoring", "storage": "storage",
    ]

    /// Kolla Ansible's name of the group → its hosts.
    private let groups: [(name: String, hosts: Set<String>)]
    private let all: Set<String>

    /// - Parameter groups: host → Kayobe groups.
    init(groups: [String: Set<String>]) {
        all = Set(groups.keys)
        self.groups = Self.kollaNames.sorted { $0.key < $1.key }.compactMap { kayobe, kolla in
            let hosts = Set(groups.filter { $0.value.contains(kayobe) }.keys)
            return hosts.isEmpty ? nil : (kolla, hosts)
        }
    }

    /// - Parameters:
    ///   - hosts: what is to be reached.
    ///   - users: the hosts that a command would reach without a limit.
    /// - Returns: nil when no limit is needed.
    func limit(to hosts: [String], of users: Set<String>) -> String? {
        let wanted = Set(hosts)
        if wanted == all || wanted.isSuperset(of: users) { return nil }
        // The controllers of a cloud are often its network and monitoring hosts too: the most telling name first.
        for name in ["control", "compute", "network", "storage", "monitoring"] {
            if groups.contains(where: { $0.name == name && $0.hosts == wanted }) { return name }
        }
        return hosts.joined(separator: ",")
    }
}
