internal import FoundationEssentials
internal import YAML

/// The variables and files of an exported Kayobe configuration, as one environment sees them.
/// Reference: https://docs.openstack.org/kayobe/latest/multiple-environments.html
struct ConfigurationTree: Sendable {
    /// Whom a variable is set for.
    enum Scope: Hashable, Sendable {
        case all
        case group(String)
        case host(String)
    }

    struct Key: Hashable, Sendable {
        var scope: Scope
        var name: String
    }

    struct Variable: Sendable {
        var node: Node
        /// Equal for equal values.
        var identity: String
        /// Where the value comes from: `etc/kayobe/networks.yml`.
        var file: String
    }

    /// What Kayobe's playbooks see.
    private(set) var variables: [Key: Variable] = [:]
    /// What is added to Kolla Ansible's `globals.yml` and group variables.
    private(set) var globals: [Key: Variable] = [:]
    /// What `kolla/passwords.yml` sets.
    private(set) var passwords: [Key: Variable] = [:]
    /// Every file that the environment reads or could, by path in the repository.
    private(set) var files: [String: [UInt8]] = [:]
    /// Files of variables that cannot be read.
    private(set) var unreadable: Set<String> = []
    /// Files whose variables are in `variables` or `globals`.
    private(set) var understood: Set<String> = []

    /// - Parameter tree: a directory with the files of the repository, secrets replaced.
    init(tree: String, environment: String?) throws(KollaDiffError) {
        let manager = FileManager.default
        let names: [String]
        do { names = try manager.subpathsOfDirectory(atPath: tree).sorted() } catch {
            throw KollaDiffError(.system, operation: "compare the configurations", message: "\(error)")
        }
        let layers = Self.layers(tree: tree, environment: environment)
        for path in names {
            if path.hasPrefix("etc/kayobe/environments/"), !layers.dropFirst().contains(where: { path.hasPrefix($0 + "/") }) {
                continue
            }
            var isDirectory = false
            guard manager.fileExists(atPath: tree + "/" + path, isDirectory: &isDirectory), !isDirectory,
                let data = try? Data(contentsOf: URL(filePath: tree + "/" + path))
            else { continue }
            files[path] = [UInt8](data)
        }
        for layer in layers { read(layer) }
    }

    /// The base, the environments that the environment depends on, and itself.
    private static func layers(tree: String, environment: String?) -> [String] {
        var order: [String] = []
        func add(_ name: String, below: [String]) {
            if below.contains(name) || order.contains(name) { return }
            let file = tree + "/etc/kayobe/environments/\(name)/.kayobe-environment"
            let root = (try? Data(contentsOf: URL(filePath: file))).flatMap { try? Document.parse([UInt8]($0)).first?.root }
            for dependency in root?["dependencies"]?.sequence ?? [] {
                if let dependency = dependency.text { add(dependency, below: below + [name]) }
            }
            order.append(name)
        }
        if let environment { add(environment, below: []) }
        return ["etc/kayobe"] + order.map { "etc/kayobe/environments/" + $0 }
    }

    private mutating func read(_ layer: String) {
        for path in files.keys.sorted() where path.hasPrefix(layer + "/") {
            let rest = path.dropFirst(layer.count + 1).split(separator: "/").map(String.init)
            let isYAML = [".yml", ".yaml", ".json"].contains { path.hasSuffix($0) }
            switch rest.count {
            case 1 where isYAML: take(path, scope: .all, into: \.variables)
            case 2 where rest == ["kolla", "globals.yml"]: take(path, scope: .all, into: \.globals)
            case 2 where rest == ["kolla", "passwords.yml"]: take(path, scope: .all, into: \.passwords)
            case 3... where rest[0] == "inventory":
                if let scope = Self.scope(Array(rest.dropFirst())) { take(path, scope: scope, into: \.variables) }
            case 4... where rest[0] == "kolla" && rest[1] == "inventory":
                if let scope = Self.scope(Array(rest.dropFirst(2))) { take(path, scope: scope, into: \.globals) }
            default: break
            }
        }
    }

    /// `group_vars/compute/lvm` → the group compute.
    private static func scope(_ parts: [String]) -> Scope? {
        guard parts.count >= 2 else { return nil }
        var name = parts[1]
        for suffix in [".yml", ".yaml", ".json"] where parts.count == 2 && name.hasSuffix(suffix) {
            name = String(name.dropLast(suffix.count))
        }
        switch parts[0] {
        case "group_vars": return name == "all" || name == "overcloud" ? .all : .group(name)
        case "host_vars": return .host(name)
        default: return nil
        }
    }

    private mutating func take(_ path: String, scope: Scope, into variables: WritableKeyPath<ConfigurationTree, [Key: Variable]>) {
        guard let bytes = files[path] else { return }
        guard let documents = try? Document.parse(bytes) else {
            unreadable.insert(path)
            return
        }
        understood.insert(path)
        for entry in documents.first?.root.mapping?.entries ?? [] {
            guard let name = entry.key.text else { continue }
            self[keyPath: variables][Key(scope: scope, name: name)] = Variable(
                node: entry.value, identity: TreeSettings.identity(entry.value), file: path)
        }
    }
}
