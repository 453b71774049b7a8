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
        let order = ["control", "compute", "network", "storage", "monitoring"]
        return Self.words(for: wanted, groups: order.compactMap { name in groups.first { $0.name == name } })
    }

    /// The groups that together have exactly these hosts, or else the names of the hosts, separated by commas.
    /// - Parameter groups: the most telling first.
    static func words(for hosts: Set<String>, groups: [(name: String, hosts: Set<String>)]) -> String {
        var (names, left): ([String], Set<String>) = ([], hosts)
        for group in groups where !group.hosts.isEmpty && group.hosts.isSubset(of: hosts) && !group.hosts.isDisjoint(with: left) {
            names.append(group.name)
            left.subtract(group.hosts)
        }
        // One host is named: a group of one today can have two tomorrow.
        if left.isEmpty, hosts.count > 1 { return names.joined(separator: ",") }
        return hosts.sorted(by: countingOrder).joined(separator: ",")
    }
}
