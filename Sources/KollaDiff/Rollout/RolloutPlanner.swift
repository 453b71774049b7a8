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
    private let upgrade: ReleaseUpgrade
    private let limits: HostLimit

    /// - Parameters:
    ///   - release: that of the head.
    ///   - seed: hosts that Kayobe manages beside those of the cloud.
    init(
        base: RenderedRevision, head: RenderedRevision, release: KollaRelease, options: RenderOptions,
        seed: ReleaseUpgrade.SeedHosts = .init()
    ) {
        self.base = base
        self.head = head
        self.release = release
        self.options = options
        upgrade = ReleaseUpgrade(base: base.record, head: head.record, seed: seed)
        limits = HostLimit(groups: head.record.hosts)
    }

    /// What is done with one call of Kolla Ansible.
    private struct Part {
        var position: Int
        var tag: String
        var roles: Set<String> = []
        var changes: [ConfigurationDiff.FileChange] = []
        var definitions: [Definition] = []
        var tasks: [Tasks] = []
    }

    /// Tasks of a role that do something else than before, though no file differs.
    private struct Tasks {
        var causes: Set<String>
        var hosts: Set<String>
    }

    /// A container that can come out different though no file does.
    private struct Definition {
        var container: String
        var parameters: Set<String>
        var causes: Set<String>
        var hosts: Set<String>
    }

    /// - Parameters:
    ///   - source: what the difference of the configurations themselves leads to; nil: not known.
    ///   - definitions: what decides the definition of containers.
    ///   - baseDefinitions: the same of the base's release, when it is another.
    func plan(
        _ changes: [ConfigurationDiff.FileChange], source: HostPlanner.Result? = nil, definitions: ContainerDefinitions? = nil,
        baseDefinitions: ContainerDefinitions? = nil
    ) -> RolloutPlan {
        var plan = RolloutPlan()
        var parts: [String: Part] = [:]
        if let source { plan.notCovered = source.notCovered }
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
        if let definitions {
            let globals = source?.globals ?? [:]
            for (service, parameters) in definitions.affected(by: Set(globals.keys), fixed: source?.fixed ?? []) {
                let variables = parameters.values.reduce(into: Set<String>()) { $0.formUnion($1) }
                let causes = variables.reduce(into: Set<String>()) { $0.formUnion(globals[$1, default: []]) }
                add(service, parameters: Set(parameters.keys), causes: causes, to: &parts)
            }
            for (role, variables) in definitions.rolesUsing(Set(globals.keys), fixed: source?.fixed ?? []) {
                addTasks(of: role, causes: variables.reduce(into: []) { $0.formUnion(globals[$1, default: []]) }, to: &parts)
            }
            for (role, passwords) in definitions.rolesUsing(Set(source?.passwords.keys.map { $0 } ?? [])) {
                // A role sets the passwords of its own service; with others its tasks only log in.
                let own = passwords.filter { $0.hasPrefix(role.replacing("-", with: "_") + "_") }
                if own.isEmpty { continue }
                addTasks(of: role, causes: own.reduce(into: []) { $0.formUnion(source?.passwords[$1] ?? []) }, to: &parts)
            }
            let differing = baseDefinitions.map { definitions.differing(from: $0) } ?? [:]
            for (service, parameters) in differing {
                let versions = "Kolla Ansible \(base.record.kollaAnsible) → \(head.record.kollaAnsible)"
                add(service, parameters: parameters, causes: [versions], to: &parts)
            }
        }
        let steps = parts.values.sorted { $0.position < $1.position }.map(step)
        let ordered = steps.filter { $0.kind == .infrastructure } + steps.filter { $0.kind == .service }
        let hosts = source?.steps ?? []
        let secrets = SecretRotation(passwords: source?.passwords ?? [:])
        let queues = QueueMigration(changes, upgrading: upgrade.isUpgrade)
        // With an upgrade it is the older release that changes the queues.
        if upgrade.isUpgrade { plan.steps = queues.steps }
        plan.steps += upgrade.controlSteps(hosts: head.record.hosts.keys.sorted(by: countingOrder))
        plan.steps += hosts.filter { $0.kind == .host } + secrets.before
        if !upgrade.isUpgrade { plan.steps += queues.steps }
        let removed = Set(noLongerConfigured(changes).map(container)).intersection(
            upgrade.isUpgrade ? release.removedByUpgrade : [])
        plan.steps += upgraded(ordered, removed: removed) + hosts.filter { $0.kind == .manual }
        plan.steps += leftBehind(changes, but: removed)
        plan.steps += secrets.after
        plan.notes = (source?.notes ?? []) + upgrade.notes + secrets.notes
        plan.notCovered += upgrade.notCovered
        if !options.kollaTags.isEmpty {
            plan.notCovered.append(
                "roles other than \(options.kollaTags.joined(separator: ", ")): they were not rendered (--kolla-tags)")
        }
        if let limit = options.kollaLimit {
            plan.notCovered.append("hosts outside \(limit): they were not rendered (--kolla-limit)")
        }
        return plan
    }

    /// The steps of the services, or the one that upgrades all of them.
    private func upgraded(_ steps: [RolloutPlan.Step], removed: Set<String>) -> [RolloutPlan.Step] {
        let keys = Set(head.tree.hosts.values.flatMap(\.keys).filter { $0.hasSuffix("/config.json") }.map { $0.dropLast(12) })
        let containers = Set(keys.compactMap { release.services[String($0)]?.container }).sorted()
        return upgrade.applied(
            to: steps, hosts: head.tree.hosts.keys.sorted(by: countingOrder), restarts: containers,
            assessment: RolloutRisk.assess(containers, members: members), removed: removed.sorted(),
            ironic: keys.contains("ironic-conductor"))
    }

    /// The role that a change belongs to, and what is passed to `--kolla-tags` for it.
    private func application(of change: ConfigurationDiff.FileChange) -> (role: String, tag: String, position: Int)? {
        func found(_ role: String) -> (String, String, Int)? {
            release.application(of: role).map { (role, $0.application.tag, $0.position) }
        }
        if let role = release.services[change.service]?.role, let found = found(role) { return found }
        // A directory that is no service's own: of a container that runs once, or is shared.
        for record in [head.record, base.record] {
            for write in record.writes where write.target == change.path { if let found = found(write.role) { return found } }
        }
        var name = Substring(change.service)
        while !name.isEmpty {
            if let found = found(String(name)) { return found }
            name = name.lastIndex(of: "-").map { name[..<$0] } ?? ""
        }
        return nil
    }

    /// A container whose image, volumes or other parameters can differ, though no file of its does.
    private func add(_ key: String, parameters: Set<String>, causes: Set<String>, to parts: inout [String: Part]) {
        guard let service = release.services[key], let container = service.container,
            let (position, application) = release.application(of: service.role)
        else { return }
        let file = key + "/config.json"
        let hosts = Set(head.tree.hosts.keys.filter { head.tree.hosts[$0]?[file] != nil && base.tree.hosts[$0]?[file] != nil })
        if hosts.isEmpty { return }
        var part = parts[application.tag] ?? Part(position: position, tag: application.tag)
        part.position = min(part.position, position)
        part.roles.insert(service.role)
        part.definitions.append(Definition(container: container, parameters: parameters, causes: causes, hosts: hosts))
        parts[application.tag] = part
    }

    private func addTasks(of role: String, causes: Set<String>, to parts: inout [String: Part]) {
        guard let (position, application) = release.application(of: role) else { return }
        let files = release.services.values.filter { $0.role == role }.map { $0.key + "/config.json" }
        let hosts = Set(head.tree.hosts.filter { _, tree in files.contains { tree[$0] != nil } }.keys)
        if hosts.isEmpty { return }
        var part = parts[application.tag] ?? Part(position: position, tag: application.tag)
        part.position = min(part.position, position)
        part.roles.insert(role)
        part.tasks.append(Tasks(causes: causes, hosts: hosts))
        parts[application.tag] = part
    }

    private func step(_ part: Part) -> RolloutPlan.Step {
        let hosts = Set(part.changes.flatMap(\.hosts) + part.definitions.flatMap(\.hosts) + part.tasks.flatMap(\.hosts)).sorted(
            by: countingOrder)
        let restarts = Set(part.changes.flatMap(\.restarts) + part.definitions.map(\.container)).sorted()
        // `deploy` is for what is new, `reconfigure` for what is there; both restart what needs it.
        let starts = part.changes.contains { $0.effect == .start }
        var arguments = "--kolla-tags \(part.tag)"
        if let limit = limits.limit(to: hosts, of: reached(withTag: part.tag)) { arguments += " --kolla-limit \(limit)" }
        var commands = ["kayobe overcloud service \(starts ? "deploy" : "reconfigure") \(arguments)"]
        if part.definitions.contains(where: { $0.parameters.contains("image") }) {
            commands.insert("kayobe overcloud container image pull \(arguments)", at: 0)
        }
        let assessment = RolloutRisk.assess(restarts, members: members)
        return RolloutPlan.Step(
            kind: part.roles.isSubset(of: Self.infrastructure) ? .infrastructure : .service, name: part.tag, commands: commands,
            reason: Self.reason(part),
            causes: Set(part.changes.map(\.path)).sorted()
                + Set(part.definitions.flatMap(\.causes) + part.tasks.flatMap(\.causes)).sorted(), hosts: hosts,
            restarts: restarts, risks: assessment.risks, advice: assessment.advice)
    }

    private static func reason(_ part: Part) -> String {
        var sentences: [String] = []
        if !part.changes.isEmpty {
            let files = Set(part.changes.map(\.path)).count
            let started = Set(part.changes.filter { $0.effect == .start }.flatMap(\.restarts))
            let restarted = Set(part.changes.flatMap(\.restarts)).subtracting(started)
            var effects: [String] = []
            if !started.isEmpty { effects.append("\(list(started)) start\(started.count == 1 ? "s" : "")") }
            if !restarted.isEmpty { effects.append("\(list(restarted)) restart\(restarted.count == 1 ? "s" : "")") }
            let differ = "\(files) file\(files == 1 ? " differs" : "s differ")"
            sentences.append(effects.isEmpty ? "\(differ); no container restarts" : "\(differ): " + effects.joined(separator: ", "))
        }
        if !part.definitions.isEmpty {
            let parameters = part.definitions.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }.sorted()
            sentences.append(
                "\(list(Set(part.definitions.map(\.container)))) can be made anew, for \(parameters.joined(separator: ", ")) can differ"
            )
        }
        if !part.tasks.isEmpty { sentences.append("tasks beside those that write files use what differs") }
        return sentences.joined(separator: "; ")
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

    /// What was a service and is none any more. A host that leaves the inventory is a matter of its own.
    private func noLongerConfigured(_ changes: [ConfigurationDiff.FileChange]) -> [ConfigurationDiff.FileChange] {
        removedFiles(changes).filter { $0.path == $0.service + "/config.json" }
    }

    private func removedFiles(_ changes: [ConfigurationDiff.FileChange]) -> [ConfigurationDiff.FileChange] {
        changes.filter { change in
            change.kind == .removed && change.effect == .none && change.hosts.contains { head.record.hosts[$0] != nil }
        }
    }

    private func container(_ change: ConfigurationDiff.FileChange) -> String {
        release.services[change.service]?.container ?? change.service.replacing("-", with: "_")
    }

    /// What stays on the hosts, because Kolla Ansible neither stops a service that is no longer configured nor deletes a file that it no
    /// longer writes.
    /// - Parameter stopped: containers that are stopped all the same.
    private func leftBehind(_ changes: [ConfigurationDiff.FileChange], but stopped: Set<String>) -> [RolloutPlan.Step] {
        let unused = noLongerConfigured(changes)
        let gone = unused.filter { !stopped.contains(container($0)) }
        var steps: [RolloutPlan.Step] = []
        if !gone.isEmpty {
            let containers = Set(gone.map(container)).sorted()
            steps.append(
                RolloutPlan.Step(
                    kind: .manual, name: "stop services", commands: [],
                    reason:
                        "\(containers.joined(separator: ", ")) \(containers.count == 1 ? "is" : "are") no longer configured; Kolla Ansible leaves the containers running until someone stops and removes them",
                    causes: Set(gone.map(\.path)).sorted(), hosts: Set(gone.flatMap(\.hosts)).sorted(by: countingOrder)))
        }
        let services = Set(unused.map(\.service))
        let files = removedFiles(changes).filter { !services.contains($0.service) }
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
