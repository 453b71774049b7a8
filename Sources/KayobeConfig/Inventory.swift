/// Hosts and groups of an Ansible inventory. Several files and directories merge into one; later variables override earlier ones.
/// Reference: https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
package struct Inventory: Hashable, Sendable {
    package struct Group: Hashable, Sendable {
        /// Hosts it names itself, in order.
        package var hosts: [String] = []
        /// Groups it names as children, in order.
        package var children: [String] = []
        /// Variables set in inventory files (not in `group_vars`), as written; those that are lists or mappings are left out.
        package var variables: [String: String] = [:]
    }

    /// By name; `all` and `ungrouped` are implied and not listed.
    package private(set) var groups: [String: Group] = [:]
    /// Every host in the order of its first mention, and its variables set in inventory files.
    package private(set) var hosts: [String] = []
    package private(set) var hostVariables: [String: [String: String]] = [:]
    /// Of the group `all`.
    package private(set) var variables: [String: String] = [:]

    package init() {}

    /// All hosts of a group and the groups below it, in inventory order. `all` and `ungrouped` mean what they mean to Ansible.
    package func hosts(in group: String) -> [String] {
        if group == "all" { return hosts }
        if group == "ungrouped" {
            let grouped = Set(groups.values.flatMap(\.hosts))
            return hosts.filter { !grouped.contains($0) }
        }
        var members: Set<String> = []
        for name in descendants(of: group) { members.formUnion(groups[name]?.hosts ?? []) }
        return hosts.filter(members.contains)
    }

    /// All groups a host is in, those above included, sorted; without `all`.
    package func groups(of host: String) -> [String] {
        groups.keys.filter { name in descendants(of: name).contains { groups[$0]?.hosts.contains(host) == true } }.sorted()
    }

    /// The hosts and groups of either inventory.
    func merging(_ other: Inventory) -> Inventory {
        var both = self
        for host in other.hosts where both.hostVariables[host] == nil { both.hosts.append(host) }
        both.hostVariables.merge(other.hostVariables) { mine, _ in mine }
        both.groups.merge(other.groups) { mine, theirs in
            Group(
                hosts: mine.hosts + theirs.hosts.filter { !mine.hosts.contains($0) },
                children: mine.children + theirs.children.filter { !mine.children.contains($0) }, variables: mine.variables)
        }
        return both
    }

    /// A group and all groups below it.
    private func descendants(of group: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [group]
        while let name = waiting.popLast() {
            if found.insert(name).inserted { waiting += groups[name]?.children ?? [] }
        }
        return found
    }
}

// MARK: - Building

extension Inventory {
    func contains(group: String) -> Bool { group == "all" || group == "ungrouped" || groups[group] != nil }

    mutating func add(group: String) {
        if !contains(group: group) { groups[group] = Group() }
    }

    mutating func add(host: String, to group: String, variables: [String: String] = [:]) {
        if hostVariables[host] == nil { hosts.append(host) }
        hostVariables[host, default: [:]].merge(variables) { $1 }
        add(group: group)
        if groups[group]?.hosts.contains(host) == false { groups[group]?.hosts.append(host) }
    }

    /// False, and nothing changes, when the parent lies below the child.
    mutating func add(child: String, to parent: String) -> Bool {
        add(group: child)
        add(group: parent)
        if descendants(of: child).contains(parent) { return false }
        if groups[parent]?.children.contains(child) == false { groups[parent]?.children.append(child) }
        return true
    }

    mutating func set(_ variable: String, to value: String, in group: String) {
        if group == "all" { variables[variable] = value } else { groups[group]?.variables[variable] = value }
    }
}
