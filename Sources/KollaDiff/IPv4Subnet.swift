/// `10.20.2.0/24` and what follows from it.
struct IPv4Subnet: Hashable, Sendable {
    let address: UInt32
    let prefix: Int

    /// nil for what is not four numbers and a prefix length.
    init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = Int(halves[1]), (0...32).contains(prefix) else { return nil }
        let octets = halves[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard octets.count == 4 else { return nil }
        self.prefix = prefix
        address = octets.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private var mask: UInt32 { prefix == 0 ? 0 : ~0 << UInt32(32 - prefix) }

    var netmask: String { dotted(mask) }
    var network: String { dotted(address & mask) }
    var broadcast: String { dotted(address | ~mask) }

    private func dotted(_ value: UInt32) -> String {
        [24, 16, 8, 0].map { String(value >> UInt32($0) & 0xff) }.joined(separator: ".")
    }
}
