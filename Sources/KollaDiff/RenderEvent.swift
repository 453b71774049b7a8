internal import FoundationEssentials

/// A line of what the guard reports while a playbook runs; see `Driver/slipway_guard.py`.
struct RenderEvent: Decodable, Sendable {
    enum Kind: String, Decodable, Sendable { case playbook, play, task, result, failed, refused, wrote, engine, reused }

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
    var role: String?
    var handlers: [String]?
    /// Name and tags of the play.
    var play: String?
    var tags: [String]?
    var result: Result?
    /// Plays that were not run again, of those that have hosts.
    var number: Int?
    var total: Int?

    /// What the tasks wrote, hosts that were written to in the same way together.
    static func writes(in events: [RenderEvent]) -> [RenderedRevision.Write] {
        var hosts: [RenderedRevision.Write: Set<String>] = [:]
        for event in events where event.event == .wrote {
            guard let host = event.host, let target = event.target, !target.isEmpty else { continue }
            let write = RenderedRevision.Write(
                target: target, task: event.task ?? "", path: event.path ?? "", role: event.role ?? "", play: event.play ?? "",
                tags: event.tags ?? [], handlers: event.handlers ?? [], hosts: [])
            hosts[write, default: []].insert(host)
        }
        return hosts.map { write, hosts in
            var write = write
            write.hosts = hosts.sorted(by: countingOrder)
            return write
        }.sorted { ($0.target, $0.path, $0.hosts.first ?? "") < ($1.target, $1.path, $1.hosts.first ?? "") }
    }

    /// Lines that are not whole, as a killed process leaves, are passed over.
    static func read(_ bytes: [UInt8]) -> [RenderEvent] {
        let decoder = JSONDecoder()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(RenderEvent.self, from: Data($0)) }
    }
}
