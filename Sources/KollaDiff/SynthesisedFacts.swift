internal import FoundationEssentials

/// The facts that Ansible would gather on every host, made from what the configuration says of it. The same configuration gives the
/// same facts on every machine: processors, memory and versions are those of a made-up server, stated here.
package enum SynthesisedFacts {
    /// A value of a fact.
    package indirect enum Value: Hashable, Sendable, Encodable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        case list([Value])
        case dictionary([String: Value])

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .string(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .boolean(let value): try container.encode(value)
            case .list(let value): try container.encode(value)
            case .dictionary(let value): try container.encode(value)
            }
        }
    }

    /// - Returns: host → facts with Ansible's names (`ansible_hostname`), `localhost` included.
    /// - Throws: `.hostWithoutAddress` when a network with a subnet gives a host no address.
    package static func facts(of hosts: [HostDescription]) throws(KollaDiffError) -> [String: [String: Value]] {
        let first = hosts.first
        var facts = [
            "localhost": machine("localhost", distribution: first?.distribution ?? "rocky", release: first?.release ?? "9")
        ]
        for host in hosts {
            var values = machine(host.name, distribution: host.distribution, release: host.release)
            var interfaces: [Value] = [.string("lo")]
            for network in host.networks where !network.interface.isEmpty {
                if network.address == nil, network.cidr != nil {
                    throw KollaDiffError(
                        .hostWithoutAddress, operation: "describe \(host.name)",
                        message: "no address of network `\(network.name)` is allocated to it: add it to `\(network.name)_ips` in"
                            + " network-allocation.yml, or run `kayobe ip allocation`")
                }
                interfaces.append(.string(network.interface))
                let name = "ansible_" + network.interface.replacing("-", with: "_")
                // Several networks may share an interface: the one with an address counts.
                if network.address == nil, values[name] != nil { continue }
                values[name] = interface(network)
                if let address = network.address, values["ansible_default_ipv4"] == nil {
                    values["ansible_default_ipv4"] = .dictionary([
                        "address": .string(address), "interface": .string(network.interface),
                    ])
                }
            }
            values["ansible_interfaces"] = .list(interfaces)
            facts[host.name] = values
        }
        return facts
    }

    private static func interface(_ network: HostDescription.Network) -> Value {
        var values: [String: Value] = [
            "active": .boolean(true), "device": .string(network.interface), "mtu": .integer(network.mtu), "type": .string("ether"),
        ]
        if let address = network.address {
            var ipv4: [String: Value] = ["address": .string(address)]
            if let subnet = network.cidr.flatMap(IPv4Subnet.init) {
                ipv4["netmask"] = .string(subnet.netmask)
                ipv4["network"] = .string(subnet.network)
                ipv4["broadcast"] = .string(subnet.broadcast)
                ipv4["prefix"] = .string("\(subnet.prefix)")
            }
            values["ipv4"] = .dictionary(ipv4)
        }
        return .dictionary(values)
    }

    private static func machine(_ name: String, distribution: String, release: String) -> [String: Value] {
        let isDebian = ["ubuntu", "debian"].contains(distribution)
        let versions: (version: String, major: String, code: String) =
            switch distribution {
            case "ubuntu": ("24.04", "24", release)
            case "debian": ("12", "12", release)
            default: (release, String(release.prefix(while: \.isNumber)), "")
            }
        let title = ["rocky": "Rocky", "centos": "CentOS", "ubuntu": "Ubuntu", "debian": "Debian"][distribution] ?? distribution
        return [
            "module_setup": .boolean(true),
            "ansible_hostname": .string(String(name.prefix { $0 != "." })),
            "ansible_nodename": .string(name),
            "ansible_fqdn": .string(name),
            "ansible_os_family": .string(isDebian ? "Debian" : "RedHat"),
            "ansible_distribution": .string(title),
            "ansible_distribution_version": .string(versions.version),
            "ansible_distribution_major_version": .string(versions.major),
            "ansible_distribution_release": .string(versions.code),
            "ansible_architecture": .string("x86_64"),
            "ansible_machine": .string("x86_64"),
            "ansible_system": .string("Linux"),
            "ansible_kernel": .string("6.1.0"),
            "ansible_pkg_mgr": .string(isDebian ? "apt" : "dnf"),
            "ansible_service_mgr": .string("systemd"),
            "ansible_selinux": .dictionary(["status": .string("disabled")]),
            "ansible_virtualization_role": .string("host"),
            "ansible_virtualization_type": .string("NA"),
            "ansible_processor_count": .integer(2),
            "ansible_processor_cores": .integer(8),
            "ansible_processor_vcpus": .integer(16),
            "ansible_memtotal_mb": .integer(65536),
            "ansible_user_id": .string("stack"),
            "ansible_user_dir": .string("/home/stack"),
            "ansible_user_uid": .integer(1000),
            "ansible_user_gid": .integer(1000),
            "ansible_python": .dictionary([
                "executable": .string("/usr/bin/python3"),
                "version": .dictionary(["major": .integer(3), "minor": .integer(9), "micro": .integer(0)]),
            ]),
            "ansible_python_version": .string("3.9.0"),
            "ansible_env": .dictionary(["HOME": .string("/home/stack"), "PATH": .string("/usr/bin:/bin")]),
            "ansible_date_time": .dictionary([
                "date": .string("2000-01-01"), "epoch": .string("946684800"), "iso8601": .string("2000-01-01T00:00:00Z"),
            ]),
            "ansible_interfaces": .list([.string("lo")]),
            "ansible_lo": .dictionary([
                "active": .boolean(true), "device": .string("lo"), "type": .string("loopback"),
                "ipv4": .dictionary([
                    "address": .string("127.0.0.1"), "netmask": .string("255.0.0.0"), "network": .string("127.0.0.0"),
                ]),
            ]),
            "ansible_lvm": .dictionary(["lvs": .dictionary([:]), "vgs": .dictionary([:])]),
            "ansible_local": .dictionary([:]),
        ]
    }
}
