/// What the name of a network's variable says: `internal_net_mtu` is the MTU of the network `internal_net`.
/// Reference: https://docs.openstack.org/kayobe/latest/configuration/reference/network.html
enum NetworkAttribute {
    /// What a host's own network configuration is made of.
    private static let ofHosts = [
        "cidr", "gateway", "interface", "vlan", "mtu", "bootproto", "defroute", "no_ip", "ips", "routes", "rules", "bridge_ports",
        "bridge_stp", "bond_mode", "bond_ad_select", "bond_slaves", "bond_miimon", "bond_updelay", "bond_downdelay",
        "bond_xmit_hash_policy", "bond_lacp_rate", "ethtool_opts", "macaddress", "parent", "zone",
    ]
    /// What services and the allocation of addresses use.
    private static let ofServices = [
        "vip_address", "fqdn", "allocation_pool_start", "allocation_pool_end", "inspection_allocation_pool_start",
        "inspection_allocation_pool_end", "inspection_gateway", "inspection_defroute", "inspection_dns_servers",
        "neutron_allocation_pool_start", "neutron_allocation_pool_end", "neutron_gateway", "physical_network",
        "libvirt_network_name",
    ]

    /// The attribute that a variable sets: `mtu`; nil when the name is of no network's variable.
    static func attribute(of variable: String) -> String? {
        (ofHosts + ofServices).filter { variable.hasSuffix("_" + $0) && variable.utf8.count > $0.utf8.count + 1 }
            .max { $0.utf8.count < $1.utf8.count }
    }

    /// Whether the network configuration of a host has the attribute.
    static func isOfHosts(_ attribute: String) -> Bool { ofHosts.contains(attribute) }

    /// Whether a play of `overcloud host configure` uses an attribute: that which configures the network does, and any that asks for it
    /// with Kayobe's filter, as in `public_net_name | net_mtu`.
    static func isUsed(_ attribute: String, by play: KayobeRelease.Play) -> Bool {
        if play.tag == "network", ofHosts.contains(attribute) { return true }
        return play.words.contains(attribute == "ips" ? "net_ip" : "net_" + attribute)
    }
}
