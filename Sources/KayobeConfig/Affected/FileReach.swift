internal import Git

/// What a changed file touches in an environment.
struct FileReach {
    var services: Extent
    var hosts: Extent
    /// Other hosts may read the variables of `hosts`.
    var otherHosts = false
    var groups: [String] = []

    static let everything = FileReach(services: .all, hosts: .all)

    func union(_ other: FileReach) -> FileReach {
        var both = self
        both.services.form(union: other.services)
        both.hosts.form(union: other.hosts)
        both.otherHosts = otherHosts || other.otherHosts
        both.groups += other.groups
        return both
    }
}

extension AffectedAnalysis {
    /// True when two versions of a file mean the same wherever they are read.
    mutating func isSameData(
        _ old: Version, _ new: Version, roles: [FileRole], path: String
    ) throws(GitError) -> Bool {
        guard let one = old.text, let other = new.text, old.mode == new.mode, let first = roles.first else { return false }
        let isSame: Bool
        switch first.kind {
        case .variables, .groupVariables, .hostVariables: isSame = DataEquality.isSame(yaml: one, other)
        case .globals: isSame = DataEquality.isSame(template: one, other)
        case .requirements where first.path.hasSuffix(".txt"):
            isSame = DataEquality.isSame(lines: one, other, comments: [UInt8(ascii: "#")])
        case .inventory where !first.name.contains(".") && old.mode == .file:
            isSame = DataEquality.isSame(lines: one, other, comments: [UInt8(ascii: "#"), UInt8(ascii: ";")])
        case .outside, .requirements, .inventory, .passwords, .configuration, .other: return false
        }
        // Read under another name it may be a text, and what is named by a lookup is read as one.
        guard isSame, roles.allSatisfy({ $0.kind == first.kind }) else { return false }
        let name =
            switch first.kind {
            case .groupVariables: "group_vars"
            case .hostVariables: "host_vars"
            case .inventory: "inventory"
            default: first.name
            }
        return try lines(with: name)?.isEmpty == true
    }

    /// What a file touches in an environment that reads it.
    mutating func reach(
        of role: FileRole, old: Version, new: Version, environment: String?
    ) throws(GitError) -> FileReach {
        switch role.kind {
        case .groupVariables(let group): return try reach(ofVariablesOf: group, isGroup: true, environment)
        case .hostVariables(let host): return try reach(ofVariablesOf: host, isGroup: false, environment)
        case .configuration(let path): return try reach(ofConfiguration: path, role: role, environment)
        case .globals: return try reach(ofGlobals: role, old: old, new: new)
        case .inventory: return try reach(ofInventory: role, old: old, new: new, environment)
        case .outside, .requirements, .variables, .passwords, .other: return .everything
        }
    }

    /// Variables that an inventory file sets are those of hosts and groups; anything else in it is the shape of the cloud.
    private mutating func reach(
        ofInventory role: FileRole, old: Version, new: Version, _ environment: String?
    ) throws(GitError) -> FileReach {
        guard let one = old.text, let other = new.text, old.mode == .file, new.mode == .file,
            let changes = InventoryChanges(from: one, to: other, name: role.name)
        else { return .everything }
        var reach = FileReach(services: .all, hosts: .none)
        for group in changes.groups.sorted() {
            reach = reach.union(try self.reach(ofVariablesOf: group, isGroup: true, environment))
        }
        for host in changes.hosts.sorted() {
            reach = reach.union(try self.reach(ofVariablesOf: host, isGroup: false, environment))
        }
        return reach
    }

    private mutating func reach(
        ofVariablesOf owner: String, isGroup: Bool, _ environment: String?
    ) throws(GitError) -> FileReach {
        var reach = FileReach(services: .all, hosts: .all, groups: isGroup ? [owner] : [])
        let (inventory, isWhole) = try self.inventory(environment)
        guard isWhole, owner != "all" else { return reach }
        if isGroup, inventory.groups[owner] != nil {
            reach.hosts = .some(Set(inventory.hosts(in: owner)))
        } else if !isGroup, inventory.hosts.contains(owner) {
            reach.hosts = .some([owner])
        } else {
            return reach
        }
        reach.otherHosts = true
        return reach
    }

    private mutating func reach(
        ofConfiguration path: String, role: FileRole, _ environment: String?
    ) throws(GitError) -> FileReach {
        // A file that is named in another one may be read there.
        guard knowsServices, let lines = try lines(with: role.name), lines.allSatisfy({ $0.path == role.path }) else {
            return .everything
        }
        var reach = FileReach(services: KollaServices.reading(configuration: path), hosts: .all)
        let components = path.split(separator: "/")
        if reach.services != .all, components.count > 2 {
            let (inventory, isWhole) = try self.inventory(environment)
            let host = String(components[1])
            if isWhole, inventory.hosts.contains(host) { reach.hosts = .some([host]) }
        }
        return reach
    }

    private mutating func reach(ofGlobals role: FileRole, old: Version, new: Version) throws(GitError) -> FileReach {
        guard knowsServices, let keys = KeyChanges.paths(from: old.text, to: new.text) else { return .everything }
        for case let bytes? in [old.text, new.text] where bytes.firstRange(of: Array("{%".utf8)) != nil { return .everything }
        let variables = Set(keys.map(KeyChanges.variable))
        if variables.isEmpty { return .everything }
        var services = Extent.none
        for variable in variables {
            services.form(union: KollaServices.reading(variable: variable))
            if services == .all { break }
            guard let lines = try lines(with: variable) else { return .everything }
            for line in lines {
                services.form(union: self.services(reading: variable, in: line))
            }
        }
        return FileReach(services: services, hosts: .all)
    }

    /// The services for which a line of the site's own files may read a variable.
    private func services(reading variable: String, in line: Mentions.Line) -> Extent {
        let role = FileRole(path: line.path, directory: directory, requirementFiles: [])
        switch role.kind {
        case .configuration(let path): return KollaServices.reading(configuration: path)
        case .globals:
            // Where it is set; used again in the same line, it is read.
            let isSet = line.text.hasPrefix(variable + ":")
            return isSet && !line.text.dropFirst(variable.count).contains(variable) ? .none : .all
        default: return .all
        }
    }
}
