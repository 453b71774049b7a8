/// Which containers restart because a rendered file changes.
///
/// Two things decide, and a container restarts when either says so. The handlers that the task notifies when it writes the file:
/// up to 2024.1 nearly every task of a role's `config.yml` has them. And the question that Kolla Ansible then asks every container,
/// whether its command and its files are still what `config.json` says: since 2024.2 it is, but for a few tasks, the only one.
struct RestartAnalysis {
    struct Consequence: Hashable, Sendable {
        var effect: ConfigurationDiff.Effect
        var restarts: [String] = []
    }

    private let base: RenderedRevision
    private let head: RenderedRevision
    private let release: KollaRelease
    private let handlers: [String: [String: Set<String>]]
    /// There is one load balancer at most.
    private let isAlone: Bool
    private var configurations: [[UInt8]: ContainerConfiguration?] = [:]

    init(base: RenderedRevision, head: RenderedRevision, release: KollaRelease) {
        self.base = base
        self.head = head
        self.release = release
        isAlone = head.tree.hosts.values.count { $0["haproxy/config.json"] != nil || $0["keepalived/config.json"] != nil } < 2
        var handlers: [String: [String: Set<String>]] = [:]
        for write in head.record.writes where !write.handlers.isEmpty {
            for host in write.hosts { handlers[write.target, default: [:]][host, default: []].formUnion(write.handlers) }
        }
        self.handlers = handlers
    }

    /// - Parameter path: a file that differs between the sides on a host, or is on one of them only.
    mutating func consequence(host: String, path: String) -> Consequence {
        let service = String(path.prefix { $0 != "/" })
        let old = base.tree.hosts[host]?[path]
        let new = head.tree.hosts[host]?[path]
        let before = configuration(of: service, in: base.tree, host: host)
        let after = configuration(of: service, in: head.tree, host: host)
        var restarts = new == nil ? [] : notified(host: host, path: path)
        guard let after else {
            // No container of its own; or a service that leaves, whose container runs on with what it has.
            if new == nil { return Consequence(effect: .none) }
            return Consequence(effect: restarts.isEmpty ? .reconfigure : .restart, restarts: restarts.sorted())
        }
        guard let before else {
            let own = containers(of: service, host: host).prefix(1)
            return Consequence(effect: own.isEmpty ? .reconfigure : .start, restarts: Array(own))
        }
        let inner = String(path.dropFirst(service.count + 1))
        let isNoticed =
            inner == "config.json"
            ? Self.differs(before, after, files: head.tree.hosts[host, default: [:]], service: service)
            : Self.isNoticed(inner, old: old, new: new, before: before, after: after)
        if isNoticed {
            for container in containers(of: service, host: host) where !restarts.contains(container) { restarts.append(container) }
        }
        if !restarts.isEmpty { return Consequence(effect: .restart, restarts: restarts.sorted()) }
        // Nothing deletes a file that is no longer written.
        return Consequence(effect: new == nil ? .none : .reconfigure)
    }

    /// Whether a container sees a change to a file of its directory.
    private static func isNoticed(
        _ path: String, old: RenderedTree.File?, new: RenderedTree.File?, before: ContainerConfiguration,
        after: ContainerConfiguration
    ) -> Bool {
        guard let new else {
            // The file stays where it is; what the container notices is that its `config.json` no longer names it.
            let destinations = Set(after.entries.map(\.destination))
            return before.entries.contains { $0.copies(path) && !destinations.contains($0.destination) }
        }
        // The mode of the copy is that of `config.json`.
        if old?.content == new.content { return after.entries.contains { $0.preservesProperties && $0.copies(path) } }
        return after.entries.contains { $0.copies(path) }
    }

    /// Whether a container sees the difference of two versions of its `config.json`. Permissions of other paths are set when a
    /// container starts, and not compared.
    private static func differs(
        _ before: ContainerConfiguration, _ after: ContainerConfiguration, files: [String: RenderedTree.File], service: String
    ) -> Bool {
        if before.command != after.command { return true }
        let destinations = Set(after.entries.map(\.destination))
        if before.entries.contains(where: { !destinations.contains($0.destination) }) { return true }
        let known = Set(before.entries)
        return after.entries.contains { entry in
            !known.contains(entry)
                && (entry.source == nil
                    || files.keys.contains { $0.hasPrefix(service + "/") && entry.copies(String($0.dropFirst(service.count + 1))) })
        }
    }

    private mutating func configuration(of service: String, in tree: RenderedTree, host: String) -> ContainerConfiguration? {
        guard let bytes = tree.hosts[host]?[service + "/config.json"]?.content else { return nil }
        if let known = configurations[bytes] { return known }
        let read = ContainerConfiguration(bytes)
        configurations[bytes] = .some(read)
        return read
    }

    private func notified(host: String, path: String) -> [String] {
        present(
            handlers[path]?[host, default: []].sorted().flatMap { release.containers(notifiedAs: $0, alone: isAlone) } ?? [],
            on: host)
    }

    /// The container of a service directory, and those that restart along with it.
    private func containers(of service: String, host: String) -> [String] {
        if release.services[service] != nil { return present(release.containers(restartedWith: service, alone: isAlone), on: host) }
        // A container that runs once, at `deploy`, and ends.
        if service.hasSuffix("-bootstrap") { return [] }
        return [service.replacing("-", with: "_")]
    }

    /// Without what does not run on the host: a handler names all that may be there.
    private func present(_ containers: [String], on host: String) -> [String] {
        let files = head.tree.hosts[host, default: [:]]
        var found: [String] = []
        for container in containers where !found.contains(container) {
            let keys = release.keys(of: container)
            if keys.isEmpty || keys.contains(where: { files[$0 + "/config.json"] != nil }) { found.append(container) }
        }
        return found
    }
}
