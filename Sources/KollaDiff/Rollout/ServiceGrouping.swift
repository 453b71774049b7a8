/// Groups changes for telling.
enum ServiceGrouping {
    /// - Parameter changes: sorted by service.
    /// - Returns: services in the order of the changes; the groups of each by host class and first host.
    static func services(of changes: [ConfigurationDiff.FileChange]) -> [ConfigurationDiff.ServiceChanges] {
        struct Hosts: Hashable {
            var hostClass: String
            var hosts: [String]
        }
        var order: [String] = []
        var groups: [String: [Hosts: [Int]]] = [:]
        for (index, change) in changes.enumerated() {
            if groups[change.service] == nil { order.append(change.service) }
            groups[change.service, default: [:]][Hosts(hostClass: change.hostClass, hosts: change.hosts), default: []].append(index)
        }
        return order.map { service in
            let found = groups[service, default: [:]].map { key, indices in
                ConfigurationDiff.ServiceChanges.Group(
                    hostClass: key.hostClass, hosts: key.hosts, changes: indices,
                    restarts: Set(indices.flatMap { changes[$0].restarts }).sorted())
            }
            return .init(
                service: service,
                groups: found.sorted { left, right in
                    if left.hostClass != right.hostClass { return left.hostClass < right.hostClass }
                    let (a, b) = (left.hosts.first ?? "", right.hosts.first ?? "")
                    return a != b ? countingOrder(a, b) : left.changes[0] < right.changes[0]
                })
        }
    }
}
