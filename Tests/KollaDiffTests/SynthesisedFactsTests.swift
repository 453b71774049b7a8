import Testing

@testable import KollaDiff

@Suite struct SynthesisedFactsTests {
    /// Lines as the guard writes them while Kayobe evaluates the networks playbook.
    private static let events = """
        {"event": "play", "name": "Describe the overcloud"}
        {"event": "result", "host": "ctl1", "task": "slipway: host", "result": {"changed": false, "msg": {"distribution": "rocky", "domain": "", "groups": ["controllers", "overcloud"], "release": "9"}}}
        {"event": "result", "host": "ctl1", "task": "slipway: networks", "result": {"msg": "All items completed", "results": [{"msg": {"address": "10.20.2.11", "cidr": "10.20.2.0/23", "interface": "br-int.102", "mtu": "9000", "network": "internal"}}, {"msg": {"address": "", "cidr": "", "interface": "bond1", "mtu": "1500", "network": "provider"}}]}}
        {"event": "task", "name": "cut off by the end of
        """

    @Test func describesHostsFromWhatKayobeSays() throws {
        let hosts = HostDescription.hosts(from: RenderEvent.read(Array(Self.events.utf8)))
        let host = try #require(hosts.first)
        #expect(hosts.count == 1)
        #expect((host.name, host.groups, host.distribution) == ("ctl1", ["controllers", "overcloud"], "rocky"))
        #expect(host.networks.map(\.interface) == ["br-int.102", "bond1"])
        #expect(host.networks[0].mtu == 9000)
        #expect(host.networks[1].address == nil)
    }

    @Test func makesFactsOfInterfaces() throws {
        let facts = try SynthesisedFacts.facts(of: HostDescription.hosts(from: RenderEvent.read(Array(Self.events.utf8))))
        let host = try #require(facts["ctl1"])
        #expect(host["ansible_interfaces"] == .list([.string("lo"), .string("br-int.102"), .string("bond1")]))
        // Ansible writes a dash in a fact's name as an underscore, and leaves the dot.
        guard case .dictionary(let interface) = host["ansible_br_int.102"] else {
            Issue.record("no interface")
            return
        }
        #expect(
            interface["ipv4"]
                == .dictionary([
                    "address": .string("10.20.2.11"), "netmask": .string("255.255.254.0"), "network": .string("10.20.2.0"),
                    "broadcast": .string("10.20.3.255"), "prefix": .string("23"),
                ]))
        #expect(host["ansible_hostname"] == .string("ctl1"))
        #expect(facts["localhost"]?["ansible_os_family"] == .string("RedHat"))
    }

    @Test(arguments: [
        ("rocky", "9", "RedHat", "Rocky", "9"), ("ubuntu", "noble", "Debian", "Ubuntu", "24.04"),
        ("centos", "9-stream", "RedHat", "CentOS", "9-stream"),
    ])
    func namesTheDistribution(_ distribution: String, _ release: String, _ family: String, _ title: String, _ version: String)
        throws
    {
        let host = HostDescription(name: "h.example.org", groups: [], distribution: distribution, release: release, networks: [])
        let facts = try #require(try SynthesisedFacts.facts(of: [host])["h.example.org"])
        #expect(facts["ansible_os_family"] == .string(family))
        #expect(facts["ansible_distribution"] == .string(title))
        #expect(facts["ansible_distribution_version"] == .string(version))
        #expect(facts["ansible_hostname"] == .string("h"))
    }

    @Test func refusesAHostWithoutAnAddress() {
        let host = HostDescription(
            name: "cmp9", groups: [], distribution: "rocky", release: "9",
            networks: [.init(name: "internal", interface: "eth0", address: nil, cidr: "10.0.0.0/24", mtu: 1500)])
        #expect { try SynthesisedFacts.facts(of: [host]) } throws: { error in
            let error = error as? KollaDiffError
            return error?.code == .hostWithoutAddress && error?.description.contains("cmp9") == true
                && error?.message.contains("internal_ips") == true
        }
    }

    @Test(arguments: [
        ("10.20.2.77/24", "255.255.255.0", "10.20.2.0", "10.20.2.255"),
        ("192.168.0.1/32", "255.255.255.255", "192.168.0.1", "192.168.0.1"),
        ("0.0.0.0/0", "0.0.0.0", "0.0.0.0", "255.255.255.255"),
    ])
    func calculatesSubnets(_ text: String, _ mask: String, _ network: String, _ broadcast: String) throws {
        let subnet = try #require(IPv4Subnet(text))
        #expect((subnet.netmask, subnet.network, subnet.broadcast) == (mask, network, broadcast))
    }

    @Test(arguments: ["", "10.0.0.0", "10.0.0/24", "10.0.0.0/33", "10.0.0.256/24", "fe80::/64"])
    func refusesWhatIsNoSubnet(_ text: String) { #expect(IPv4Subnet(text) == nil) }
}
