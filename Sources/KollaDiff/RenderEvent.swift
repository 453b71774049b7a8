internal import FoundationEssentials

/// A line of what the guard reports while a playbook runs; see `Driver/slipway_guard.py`.
struct RenderEvent: Decodable, Sendable {
    enum Kind: String, Decodable, Sendable { case playbook, play, task, result, failed, refused }

    struct Result: Decodable, Sendable {
        struct Item: Decodable, Sendable { var msg: Message? }
        var msg: Message?
        var results: [Item]?

        enum CodingKeys: String, CodingKey { case msg, results }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            // A loop's `msg` is a sentence of Ansible's, not ours.
            msg = try? container.decode(Message.self, forKey: .msg)
            results = try container.decodeIfPresent([Item].self, forKey: .results)
        }
    }

    /// What `Driver/networks.yml` says of a host, or of one of its networks.
    struct Message: Decodable, Sendable {
        var groups: [String]?
        var distribution: String?
        var release: String?
        var network: String?
        var interface: String?
        var address: String?
        var cidr: String?
        var mtu: String?
    }

    var event: Kind
    var name: String?
    var host: String?
    var task: String?
    var path: String?
    var message: String?
    var module: String?
    var target: String?
    var result: Result?

    /// Lines that are not whole, as a killed process leaves, are passed over.
    static func read(_ bytes: [UInt8]) -> [RenderEvent] {
        let decoder = JSONDecoder()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(RenderEvent.self, from: Data($0)) }
    }
}
