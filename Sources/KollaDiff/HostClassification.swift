/// Names the classes of hosts: those in the same groups get the same files.
package enum HostClassification {
    /// Groups of Kayobe that say what a host is for, the most telling first.
    private static let telling = ["controllers", "compute", "storage", "monitoring", "network"]
    /// Groups that nearly every host is in.
    private static let general: Set = ["all", "overcloud", "ungrouped", "container-engine", "docker", "ntp"]

    /// - Parameter groups: host → Kayobe groups.
    /// - Returns: classes sorted by name, hosts sorted as people count (`ctl2` before `ctl10`).
    package static func classes(of groups: [String: Set<String>]) -> [ConfigurationDiff.HostClass] {
        let members = Dictionary(grouping: groups.keys) { groups[$0, default: []] }
        var names: [Set<String>: String] = [:]
        for set in members.keys { names[set] = name(of: set) }
        let uses = Dictionary(grouping: names.values) { $0 }.mapValues(\.count)
        return members.map { set, hosts in
            var name = names[set] ?? "hosts"
            if uses[name, default: 1] > 1 {
                // Two classes of, say, computes: say what else this one is in.
                let further = set.subtracting(general).subtracting(telling).sorted()
                if !further.isEmpty { name += " (" + further.joined(separator: ", ") + ")" }
            }
            return ConfigurationDiff.HostClass(name: name, hosts: hosts.sorted(by: countingOrder))
        }.sorted { ($0.name, $0.hosts.first ?? "") < ($1.name, $1.hosts.first ?? "") }
    }

    private static func name(of groups: Set<String>) -> String {
        if groups.isSuperset(of: ["controllers", "compute"]) { return "all-in-one" }
        if let telling = telling.first(where: groups.contains) { return telling }
        return groups.subtracting(general).min() ?? "hosts"
    }
}

/// `ctl2` before `ctl10`: digits are compared as numbers.
package func countingOrder(_ left: String, _ right: String) -> Bool {
    // Bytes: names of hosts are ASCII, and this is asked a million times.
    var (a, b) = (Substring(left).utf8, Substring(right).utf8)
    func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    while let x = a.first, let y = b.first {
        if isDigit(x), isDigit(y) {
            let (m, n) = (a.prefix(while: isDigit), b.prefix(while: isDigit))
            let (p, q) = (m.drop { $0 == UInt8(ascii: "0") }, n.drop { $0 == UInt8(ascii: "0") })
            if p.count != q.count { return p.count < q.count }
            if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
            (a, b) = (a.dropFirst(m.count), b.dropFirst(n.count))
        } else if x != y {
            return x < y
        } else {
            (a, b) = (a.dropFirst(), b.dropFirst())
        }
    }
    return a.isEmpty && b.isEmpty ? left < right : a.isEmpty
}
