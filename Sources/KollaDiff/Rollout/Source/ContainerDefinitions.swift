internal import FoundationEssentials
internal import YAML

/// Which variables decide the definition of a container, that is its image, volumes and all else that no rendered file shows.
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
    /// A word → the variables whose values hold it.
    private var users: [String: Set<String>] = [:]

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

    /// - Parameter variables: of Kolla Ansible, that differ.
    /// - Returns: service directory → the parameters that can come out different, with the variables that they depend on.
    func affected(by variables: Set<String>) -> [String: [String: Set<String>]] {
        var found: [String: [String: Set<String>]] = [:]
        for variable in variables.sorted() {
            var reached: Set<String> = [variable]
            var waiting = [variable]
            while let next = waiting.popLast() {
                for user in users[next, default: []] where reached.insert(user).inserted { waiting.append(user) }
            }
            for (service, values) in parameters {
                for (name, value) in values where !value.words.isDisjoint(with: reached) {
                    found[service, default: [:]][name, default: []].insert(variable)
                }
            }
        }
        return found
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
