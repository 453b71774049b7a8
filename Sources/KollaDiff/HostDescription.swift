/// What the configuration itself says of a host; nothing is asked of the host, and nothing taken from the machine that renders.
package struct HostDescription: Hashable, Sendable {
    package struct Network: Hashable, Sendable {
        package var name: String
        /// Empty when the host has no interface on the network.
        package var interface: String
        /// IPv4; nil when none is allocated.
        package var address: String?
        /// `10.20.2.0/24`.
        package var cidr: String?
        package var mtu: Int

        package init(name: String, interface: String, address: String?, cidr: String?, mtu: Int) {
            self.name = name
            self.interface = interface
            self.address = address
            self.cidr = cidr
            self.mtu = mtu
        }
    }

    package var name: String
    package var groups: Set<String>
    /// `rocky`, `ubuntu`.
    package var distribution: String
    /// `9`, `noble`.
    package var release: String
    package var networks: [Network]

    package init(name: String, groups: Set<String>, distribution: String, release: String, networks: [Network]) {
        self.name = name
        self.groups = groups
        self.distribution = distribution
        self.release = release
        self.networks = networks
    }

    /// The hosts that the networks playbook described, sorted by name.
    static func hosts(from events: [RenderEvent]) -> [HostDescription] {
        var hosts: [String: HostDescription] = [:]
        for event in events where event.event == .result {
            guard let name = event.host, let result = event.result else { continue }
            var host = hosts[name] ?? HostDescription(name: name, groups: [], distribution: "rocky", release: "9", networks: [])
            if let message = result.msg {
                host.groups = Set(message.groups ?? [])
                host.distribution = message.distribution ?? host.distribution
                host.release = message.release ?? host.release
            }
            host.networks += (result.results ?? []).compactMap { item in
                guard let message = item.msg, let network = message.network else { return nil }
                return Network(
                    name: network, interface: message.interface ?? "", address: message.address.flatMap { $0.isEmpty ? nil : $0 },
                    cidr: message.cidr.flatMap { $0.isEmpty ? nil : $0 }, mtu: message.mtu.flatMap { Int($0) } ?? 1500)
            }
            hosts[name] = host
        }
        return hosts.values.sorted { countingOrder($0.name, $1.name) }
    }
}
