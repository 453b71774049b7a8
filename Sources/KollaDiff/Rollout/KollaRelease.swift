internal import FoundationEssentials
internal import YAML

/// What an installed Kolla Ansible says of its services: the containers, the handlers that restart them, and the order of the roles.
///
/// Read from the release itself, so that a fork, or a release that is not out yet, is described by what it does.
package struct KollaRelease: Hashable, Sendable {
    /// An entry of a role's `<project>_services`.
    package struct Service: Hashable, Sendable {
        /// The name of its directory on a host: `openvswitch-db-server`.
        package var key: String
        package var role: String
        /// `openvswitch_db`; nil for one that exists only for the load balancer.
        package var container: String?

        package init(key: String, role: String, container: String?) {
            self.key = key
            self.role = role
            self.container = container
        }
    }

    /// A role as `site.yml` applies it.
    package struct Application: Hashable, Sendable {
        package var role: String
        /// What one passes to `--kolla-tags`.
        package var tag: String
        /// All tags of the play and the role.
        package var tags: [String]

        package init(role: String, tag: String, tags: [String]) {
            self.role = role
            self.tag = tag
            self.tags = tags
        }
    }

    /// By key.
    package var services: [String: Service] {
        didSet { keysOfContainers = Self.keys(of: services) }
    }
    /// In the order of `site.yml`.
    package var applications: [Application]
    /// What a task may notify → the containers that restart then.
    package var handlers: [String: [String]]
    /// The same where one host holds the virtual address for good, because it is the only load balancer.
    package var handlersAlone: [String: [String]] = [:]
    /// Containers of older releases that `upgrade` removes.
    package var removedByUpgrade: Set<String> = []
    private var keysOfContainers: [String: [String]]

    package init(services: [Service], applications: [Application], handlers: [String: [String]] = [:]) {
        self.services = Dictionary(services.map { ($0.key, $0) }) { first, _ in first }
        self.applications = applications
        self.handlers = handlers
        keysOfContainers = Self.keys(of: self.services)
    }

    /// - Parameter directory: with `site.yml` and `roles`: `share/kolla-ansible/ansible` of an environment.
    /// - Throws: `.system` when a file that must be there is not, or cannot be read.
    package init(directory: String) throws(KollaDiffError) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory + "/roles").sorted() } catch {
            throw KollaDiffError(.system, operation: "read the roles of Kolla Ansible", message: "\(error)")
        }
        var services: [Service] = []
        for role in names {
            guard let root = try Self.read(directory + "/roles/\(role)/defaults/main.yml", required: false) else { continue }
            services += Self.services(of: root, role: role)
        }
        self.init(services: services, applications: try Self.applications(directory: directory))
        var found = HandlerReader(services: self.services)
        for role in names {
            if let root = try Self.read(directory + "/roles/\(role)/handlers/main.yml", required: false) { found.read(root) }
            if let root = try Self.read(directory + "/roles/\(role)/tasks/upgrade.yml", required: false) {
                removedByUpgrade.formUnion(UpgradeTasks.removedContainers(root))
            }
        }
        handlers = found.containers(backups: true)
        handlersAlone = found.containers(backups: false)
    }

    /// The containers that restart when something is notified.
    /// - Parameter alone: on the only load balancer there is.
    package func containers(notifiedAs topic: String, alone: Bool = false) -> [String] {
        if let known = alone ? handlersAlone[topic] : handlers[topic] { return known }
        // `Restart {key} container`: what a role that restarts by other means, such as batches of hosts, is notified with.
        var name = Substring(topic)
        guard name.hasPrefix("Restart ") || name.hasPrefix("restart ") else { return [] }
        name = name.dropFirst("restart ".count)
        for suffix in [" containers", " container"] where name.hasSuffix(suffix) { name = name.dropLast(suffix.count) }
        return services[String(name)]?.container.map { [$0] } ?? []
    }

    /// The containers that restart when one does: itself, and what its handlers take along.
    package func containers(restartedWith key: String, alone: Bool = false) -> [String] {
        let own = services[key]?.container.map { [$0] } ?? []
        return own + containers(notifiedAs: "Restart \(key) container", alone: alone).filter { !own.contains($0) }
    }

    /// The service directories of a container.
    package func keys(of container: String) -> [String] { keysOfContainers[container, default: []] }

    private static func keys(of services: [String: Service]) -> [String: [String]] {
        var keys: [String: [String]] = [:]
        for (key, service) in services { if let container = service.container { keys[container, default: []].append(key) } }
        return keys
    }

    /// Position in `site.yml`, and the tag, of a role; nil when `site.yml` does not apply it.
    package func application(of role: String) -> (position: Int, application: Application)? {
        applications.firstIndex { $0.role == role }.map { ($0, applications[$0]) }
    }

    static func read(_ path: String, required: Bool = true) throws(KollaDiffError) -> Node? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            if !required { return nil }
            throw KollaDiffError(.system, operation: "read Kolla Ansible", message: "\(path) is missing")
        }
        do throws(YAMLError) { return try Document.parse([UInt8](data)).first?.root } catch {
            throw KollaDiffError(.system, operation: "read Kolla Ansible", message: "\(path):\(error.line): \(error.message)")
        }
    }

    private static func services(of defaults: Node, role: String) -> [Service] {
        var services: [Service] = []
        for entry in defaults.mapping?.entries ?? [] where entry.key.text?.hasSuffix("_services") == true {
            for service in entry.value.mapping?.entries ?? [] {
                guard let key = service.key.text, let value = service.value.mapping,
                    value["group"] != nil || value["enabled"] != nil
                else { continue }
                // The role of RabbitMQ names its container after the project.
                let container = value["container_name"]?.text.map { $0.contains("{{") ? key.replacing("-", with: "_") : $0 }
                services.append(Service(key: key, role: role, container: container))
            }
        }
        return services
    }

    private static func applications(directory: String) throws(KollaDiffError) -> [Application] {
        var found: [(role: String, tags: [String])] = []
        func read(_ file: String, depth: Int) throws(KollaDiffError) {
            for play in try Self.read(directory + "/" + file)?.sequence ?? [] {
                if let imported = play["import_playbook"]?.text {
                    if depth < 5 { try read(imported, depth: depth + 1) }
                    continue
                }
                let tags = list(play["tags"])
                for role in play["roles"]?.sequence ?? [] {
                    if let name = role.text ?? role["role"]?.text { found.append((name, tags + list(role["tags"]))) }
                }
                for task in play["tasks"]?.sequence ?? [] {
                    guard let role = task["import_role"] ?? task["include_role"], let name = role["name"]?.text else { continue }
                    if role["tasks_from"] == nil { found.append((name, tags + list(task["tags"]))) }
                }
            }
        }
        try read("site.yml", depth: 0)
        let firsts = Dictionary(grouping: found.filter { !$0.tags.isEmpty }) { $0.tags[0] }.mapValues { Set($0.map(\.role)).count }
        var applications: [Application] = []
        for (role, tags) in found where !applications.contains(where: { $0.role == role }) {
            guard let first = tags.first else { continue }
            // Roles of one project, as nova and nova-cell, go together.
            let tag = firsts[first, default: 1] > 1 ? first : tags.contains(role) ? role : first
            applications.append(Application(role: role, tag: tag, tags: tags))
        }
        return applications
    }

    static func list(_ node: Node?) -> [String] {
        guard let node else { return [] }
        return node.sequence?.compactMap(\.text) ?? node.text.map { [$0] } ?? []
    }
}
