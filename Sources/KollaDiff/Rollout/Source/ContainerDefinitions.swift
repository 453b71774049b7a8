internal import FoundationEssentials
internal import YAML

/// Which variables decide what no rendered file shows: the definition of a container, that is its image, volumes and so on, and what the
/// tasks of a role do beside writing files, such as registering endpoints or setting up switches.
struct ContainerDefinitions: Sendable {
    /// A container is made anew when one of these differs; the others say where it runs and how it is reached.
    private static let ignored: Set = [
        "container_name", "group", "enabled", "haproxy", "host_in_groups", "iterate", "iterate_var", "proxysql",
    ]

    private struct Value: Sendable {
        /// Equal for equal values.
        var identity: String
        var words: Set<String>

        init(_ node: Node) {
            identity = TreeSettings.identity(node)
            words = Identifiers.expressions(of: node)
        }
    }

    /// Service directory → parameter (`image`).
    private var parameters: [String: [String: Value]] = [:]
    private var variables: [String: Value] = [:]
    /// Role → words of its tasks.
    private var tasks: [String: Set<String>] = [:]
    /// A word → the variables whose values hold it.
    private var users: [String: Set<String>] = [:]

    /// Tasks that only write what is rendered, or belong to another command than `deploy`; or hold nothing but the names of others.
    private static let otherTasks: Set = [
        "bootstrap_upgrade", "check", "check-containers", "clone", "config", "config_validate", "copy-certs", "deploy",
        "deploy-containers", "legacy_upgrade", "loadbalancer", "main", "online_data_migrations", "precheck", "pull", "reconfigure",
        "reload", "reload_api", "reload_super_conductor", "rolling_upgrade", "stop", "upgrade", "version-check",
    ]
    /// Roles that the play of the load balancer runs for every service, with tasks of their own in `main.yml`, such as those that open
    /// ports of the firewall.
    private static let ofLoadBalancer: Set = ["haproxy-config", "proxysql-config", "loadbalancer-config"]
    /// How to log in to the registry: every task with a container has it, and none does anything else because of it.
    private static let unseen = "docker_common_options"

    /// - Parameter directory: `share/kolla-ansible/ansible` of an environment.
    init(directory: String) throws(KollaDiffError) {
        var files: [String] = []
        let manager = FileManager.default
        for path in ((try? manager.subpathsOfDirectory(atPath: directory + "/group_vars")) ?? []).sorted()
        where path.hasSuffix(".yml") {
            files.append(directory + "/group_vars/" + path)
        }
        for role in ((try? manager.contentsOfDirectory(atPath: directory + "/roles")) ?? []).sorted() {
            files.append(directory + "/roles/\(role)/defaults/main.yml")
            let folder = directory + "/roles/\(role)/tasks"
            for path in (try? manager.subpathsOfDirectory(atPath: folder)) ?? [] where path.hasSuffix(".yml") {
                let own = Self.ofLoadBalancer.contains(role)
                if !own, Self.otherTasks.contains(String(path.dropLast(".yml".count))) { continue }
                guard let root = try KollaRelease.read(folder + "/" + path, required: false) else { continue }
                tasks[own ? "loadbalancer" : role, default: []].formUnion(Identifiers.words(of: root))
            }
        }
        for file in files {
            guard let root = try KollaRelease.read(file, required: false) else { continue }
            for entry in root.mapping?.entries ?? [] {
                guard let name = entry.key.text else { continue }
                if name.hasSuffix("_services"), let services = entry.value.mapping {
                    for service in services.entries {
                        guard let key = service.key.text, let values = service.value.mapping else { continue }
                        for value in values.entries where !Self.ignored.contains(value.key.text ?? "") {
                            parameters[key, default: [:]][value.key.text ?? ""] = Value(value.value)
                        }
                    }
                } else {
                    let value = Value(entry.value)
                    variables[name] = value
                    for word in value.words { users[word, default: []].insert(name) }
                }
            }
        }
    }

    /// - Parameters:
    ///   - variables: of Kolla Ansible, that differ.
    ///   - fixed: those that the site sets, and that do not differ whatever their defaults are made of.
    /// - Returns: service directory → the parameters that can come out different, with the variables that they depend on.
    func affected(by variables: Set<String>, fixed: Set<String> = []) -> [String: [String: Set<String>]] {
        var found: [String: [String: Set<String>]] = [:]
        for variable in variables.sorted() {
            let reached = reached(from: variable, fixed: fixed)
            for (service, values) in parameters {
                for (name, value) in values where !value.words.isDisjoint(with: reached) {
                    found[service, default: [:]][name, default: []].insert(variable)
                }
            }
        }
        return found
    }

    /// - Returns: role → the variables that its tasks use, other than to write files.
    func rolesUsing(_ variables: Set<String>, fixed: Set<String> = []) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for variable in variables {
            let reached = reached(from: variable, fixed: fixed)
            for (role, words) in tasks where !words.isDisjoint(with: reached) { found[role, default: []].insert(variable) }
        }
        return found
    }

    /// All variables whose values can differ because one does, itself included.
    private func reached(from variable: String, fixed: Set<String>) -> Set<String> {
        var reached: Set<String> = [variable]
        var waiting = [variable]
        while let next = waiting.popLast() {
            for user in users[next, default: []] where user != Self.unseen && !fixed.contains(user) && reached.insert(user).inserted
            { waiting.append(user) }
        }
        return reached
    }

    /// - Returns: service directory → the parameters that another release defines otherwise, for services that both have.
    func differing(from other: ContainerDefinitions) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for (service, values) in parameters {
            guard let others = other.parameters[service] else { continue }
            for name in Set(values.keys).union(others.keys) where closure(of: values[name]) != other.closure(of: others[name]) {
                found[service, default: []].insert(name)
            }
        }
        return found
    }

    /// All that a value is made of, by variable; the value itself under no name.
    private func closure(of value: Value?) -> [String: String] {
        guard let value else { return [:] }
        var found = ["": value.identity]
        var waiting = Array(value.words)
        while let next = waiting.popLast() {
            guard found[next] == nil, let variable = variables[next] else { continue }
            found[next] = variable.identity
            waiting += variable.words
        }
        return found
    }
}
