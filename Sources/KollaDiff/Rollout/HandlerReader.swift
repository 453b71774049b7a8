internal import YAML

/// Follows handlers to the containers that they restart.
struct HandlerReader {
    private struct Handler {
        var containers: [String]
        var notify: [String]
        /// Runs where the virtual address is not.
        var isForBackups: Bool
    }

    /// Those that start a container again; `stop_container` is the first half of one that does.
    private static let restarting: Set = ["recreate_or_restart_container", "restart_container", "start_container"]

    private var topics: [String: [Handler]] = [:]
    private let services: [String: KollaRelease.Service]

    init(services: [String: KollaRelease.Service]) { self.services = services }

    /// - Parameter root: a role's `handlers/main.yml`.
    mutating func read(_ root: Node) {
        for handler in root.sequence ?? [] {
            var containers: [String] = []
            if let module = handler["kolla_container"], Self.restarting.contains(module["action"]?.text ?? "") {
                if let key = handler["vars"]?["service_name"]?.text, let container = services[key]?.container {
                    containers = [container]
                } else if let name = module["name"]?.text, !name.contains("{{") {
                    containers = [name]
                }
            }
            let read = Handler(
                containers: containers, notify: KollaRelease.list(handler["notify"]),
                isForBackups: KollaRelease.list(handler["when"]).contains { $0.contains("kolla_ha_is_master_False") })
            for topic in KollaRelease.list(handler["name"]) + KollaRelease.list(handler["listen"]) {
                topics[topic, default: []].append(read)
            }
        }
    }

    /// Every topic with containers, in the order in which its handlers restart them. One that restarts by other means has none.
    /// - Parameter backups: whether the host may be one of several load balancers, and not the one with the virtual address.
    func containers(backups: Bool) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for topic in topics.keys {
            var containers: [String] = []
            var seen: Set<String> = []
            follow(topic, backups: backups, seen: &seen, into: &containers)
            if !containers.isEmpty { found[topic] = containers }
        }
        return found
    }

    private func follow(_ topic: String, backups: Bool, seen: inout Set<String>, into containers: inout [String]) {
        guard seen.insert(topic).inserted else { return }
        for handler in topics[topic, default: []] where backups || !handler.isForBackups {
            for container in handler.containers where !containers.contains(container) { containers.append(container) }
            for next in handler.notify { follow(next, backups: backups, seen: &seen, into: &containers) }
        }
    }
}
