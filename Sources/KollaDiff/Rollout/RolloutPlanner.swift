/// Turns changes into the commands that bring them to the cloud.
struct RolloutPlanner {
    /// What the services of a cloud stand on, by role. All else comes after.
    private static let infrastructure: Set = [
        "common", "loadbalancer", "letsencrypt", "hacluster", "collectd", "influxdb", "telegraf", "redis", "valkey", "mariadb",
        "memcached", "iscsi", "multipathd", "rabbitmq", "etcd", "openvswitch", "ovs-dpdk", "ovn-controller", "ovn-db",
    ]

    private let base: RenderedRevision
    private let head: RenderedRevision
    private let release: KollaRelease
    private let options: RenderOptions
    private let limits: HostLimit

    init(base: RenderedRevision, head: RenderedRevision, release: KollaRelease, options: RenderOptions) {
        self.base = base
        self.head = head
        self.release = release
        self.options = options
        limits = HostLimit(groups: head.record.hosts)
    }

    /// What is done with one call of Kolla Ansible.
    private struct Part {
        var position: Int
        var tag: String
        var roles: Set<String> = []
        var changes: [ConfigurationDiff.FileChange] = []
    }

    func plan(_ changes: [ConfigurationDiff.FileChange]) -> RolloutPlan {
        var plan = RolloutPlan()
        var parts: [String: Part] = [:]
        for change in changes where change.effect != .none {
            guard let (role, application, position) = application(of: change) else {
                plan.notCovered.append(
                    "\(change.path) on \(DiffSummary.hosts(change.hosts)): no role of Kolla Ansible is known to use it")
                continue
            }
            var part = parts[application] ?? Part(position: position, tag: application)
            part.position = min(part.position, position)
            part.roles.insert(role)
            part.changes.append(change)
            parts[application] = part
        }
        let steps = parts.values.sorted { $0.position < $1.position }.map(step)
        plan.steps = steps.filter { $0.kind == .infrastructure } + steps.filter { $0.kind == .service }
        plan.steps += leftBehind(changes)
        if !options.kollaTags.isEmpty {
            plan.notCovered.append(
                "roles other than \(options.kollaTags.joined(separator: ", ")): they were not rendered (--kolla-tags)")
        }
        if let limit = options.kollaLimit {
            plan.notCovered.append("hosts outside \(limit): they were not rendered (--kolla-limit)")
        }
        return plan
    }

    /// The role that a change belongs to, and what is passed to `--kolla-tags` for it.
    private func application(of change: ConfigurationDiff.FileChange) -> (role: String, tag: String, position: Int)? {
        var candidates = [release.services[change.service]?.role].compactMap { $0 }
        // A directory that is no service's own: of a container that runs once, or is shared.
        for record in [head.record, base.record] {
            candidates += record.writes.filter { $0.target == change.path }.map(\.role)
        }
        var name = Substring(change.service)
        while !name.isEmpty {
            candidates.append(String(name))
            name = name.lastIndex(of: "-").map { name[..<$0] } ?? ""
        }
        for role in candidates {
            if let (position, application) = release.application(of: role) { return (role, application.tag, position) }
        }
        return nil
    }

    private func step(_ part: Part) -> RolloutPlan.Step {
        let hosts = Set(part.changes.flatMap(\.hosts)).sorted(by: countingOrder)
        let restarts = Set(part.changes.flatMap(\.restarts)).sorted()
        // `deploy` is for what is new, `reconfigure` for what is there; both restart what needs it.
        let starts = part.changes.contains { $0.effect == .start }
        var command = "kayobe overcloud service \(starts ? "deploy" : "reconfigure") --kolla-tags \(part.tag)"
        if let limit = limits.limit(to: hosts, of: reached(withTag: part.tag)) { command += " --kolla-limit \(limit)" }
        let assessment = RolloutRisk.assess(restarts, members: members)
        return RolloutPlan.Step(
            kind: part.roles.isSubset(of: Self.infrastructure) ? .infrastructure : .service, name: part.tag, commands: [command],
            reason: Self.reason(part.changes, restarts: restarts), causes: Set(part.changes.map(\.path)).sorted(), hosts: hosts,
            restarts: restarts, risks: assessment.risks, advice: assessment.advice)
    }

    private static func reason(_ changes: [ConfigurationDiff.FileChange], restarts: [String]) -> String {
        let files = Set(changes.map(\.path)).count
        let count = "\(files) file\(files == 1 ? "" : "s")"
        let started = Set(changes.filter { $0.effect == .start }.flatMap(\.restarts))
        let restarted = Set(restarts).subtracting(started)
        var parts: [String] = []
        if !started.isEmpty { parts.append("\(list(started)) start\(started.count == 1 ? "s" : "")") }
        if !restarted.isEmpty { parts.append("\(list(restarted)) restart\(restarted.count == 1 ? "s" : "")") }
        return parts.isEmpty
            ? "\(count) differ\(files == 1 ? "s" : ""); no container restarts"
            : "\(count) differ\(files == 1 ? "s" : ""): " + parts.joined(separator: ", ")
    }

    private static func list(_ names: Set<String>) -> String {
        names.count > 4 ? "\(names.count) containers" : names.sorted().joined(separator: ", ")
    }

    /// Hosts that a call with the tag reaches when nothing limits it.
    private func reached(withTag tag: String) -> Set<String> {
        let roles = Set(release.applications.filter { $0.tags.contains(tag) }.map(\.role))
        let keys = release.services.values.filter { roles.contains($0.role) }.map { $0.key + "/config.json" }
        return Set(head.tree.hosts.filter { _, files in keys.contains { files[$0] != nil } }.keys)
    }

    /// On how many hosts a container runs.
    private func members(_ container: String) -> Int {
        let keys = release.keys(of: container).map { $0 + "/config.json" }
        return head.tree.hosts.values.filter { files in keys.contains { files[$0] != nil } }.count
    }

    /// What stays on the hosts, because Kolla Ansible neither stops a service that is no longer configured nor deletes a file that it no
    /// longer writes.
    private func leftBehind(_ changes: [ConfigurationDiff.FileChange]) -> [RolloutPlan.Step] {
        let removed = changes.filter { $0.kind == .removed && $0.effect == .none }
        let gone = removed.filter { $0.path == $0.service + "/config.json" }
        var steps: [RolloutPlan.Step] = []
        if !gone.isEmpty {
            let containers = Set(gone.map { release.services[$0.service]?.container ?? $0.service.replacing("-", with: "_") })
                .sorted()
            steps.append(
                RolloutPlan.Step(
                    kind: .manual, name: "stop services", commands: [],
                    reason:
                        "\(containers.joined(separator: ", ")) \(containers.count == 1 ? "is" : "are") no longer configured; Kolla Ansible leaves the containers running until someone stops and removes them",
                    causes: gone.map(\.path), hosts: Set(gone.flatMap(\.hosts)).sorted(by: countingOrder)))
        }
        let services = Set(gone.map(\.service))
        let files = removed.filter { !services.contains($0.service) }
        if !files.isEmpty {
            steps.append(
                RolloutPlan.Step(
                    kind: .manual, name: "delete files", commands: [],
                    reason:
                        "these files are no longer written; Kolla Ansible deletes few of them, and what reads their directory goes on using them",
                    causes: Set(files.map(\.path)).sorted(), hosts: Set(files.flatMap(\.hosts)).sorted(by: countingOrder)))
        }
        return steps
    }
}
