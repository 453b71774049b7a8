internal import YAML

/// What differs between two configurations themselves, before anything is rendered.
struct SourceComparison: Sendable {
    struct Variable: Sendable {
        var key: ConfigurationTree.Key
        var file: String
        /// The hosts whose entry differs, for a variable with an entry a host; nil when it concerns all of its scope.
        var hosts: Set<String>?
    }

    /// Of Kayobe.
    private(set) var variables: [Variable] = []
    /// Of Kolla Ansible.
    private(set) var globals: [Variable] = []
    private(set) var passwords: [Variable] = []
    /// Files of the inventory that differ, other than variables.
    private(set) var inventory: [String] = []
    /// Files that neither the render nor the variables account for, with what is known of them.
    private(set) var others: [String] = []

    init(base: ConfigurationTree, head: ConfigurationTree) {
        variables = Self.variables(base.variables, head.variables)
        globals = Self.variables(base.globals, head.globals)
        passwords = Self.variables(base.passwords, head.passwords)
        for path in Set(base.files.keys).union(head.files.keys).sorted() where base.files[path] != head.files[path] {
            if base.unreadable.contains(path) || head.unreadable.contains(path) {
                others.append("\(path): cannot be read as YAML")
                continue
            }
            if base.understood.contains(path) || head.understood.contains(path) { continue }
            switch Self.kind(of: path) {
            case .rendered, .harmless: break
            case .inventory: inventory.append(path)
            case .other: others.append(path)
            }
        }
    }

    private static func variables(
        _ base: [ConfigurationTree.Key: ConfigurationTree.Variable], _ head: [ConfigurationTree.Key: ConfigurationTree.Variable]
    ) -> [Variable] {
        Set(base.keys).union(head.keys).compactMap { key in
            let (old, new) = (base[key], head[key])
            guard old?.identity != new?.identity, let file = new?.file ?? old?.file else { return nil }
            return Variable(key: key, file: file, hosts: key.name.hasSuffix("_ips") ? entries(old, new) : nil)
        }.sorted { ($0.file, $0.key.name) < ($1.file, $1.key.name) }
    }

    private static func entries(_ old: ConfigurationTree.Variable?, _ new: ConfigurationTree.Variable?) -> Set<String>? {
        var values: [[String: String]] = []
        for variable in [old, new] {
            guard let variable else {
                values.append([:])
                continue
            }
            guard let mapping = variable.node.mapping else { return nil }
            values.append(
                Dictionary(mapping.entries.map { ($0.key.text ?? "", TreeSettings.identity($0.value)) }) { _, last in last })
        }
        return Set(Set(values[0].keys).union(values[1].keys).filter { values[0][$0] != values[1][$0] })
    }

    /// Whether a file is a source of the render, beside the variables.
    static func isRendered(_ path: String) -> Bool { kind(of: path) == .rendered }

    private enum Kind { case rendered, inventory, harmless, other }

    private static func kind(of path: String) -> Kind {
        let name = path.split(separator: "/").last ?? ""
        if [".md", ".rst"].contains(where: name.hasSuffix) { return .harmless }
        guard path.hasPrefix("etc/kayobe/") else {
            // Pins are told by the versions; what starts with a dot is of git and of pipelines.
            return path == "requirements.txt" || path.hasPrefix(".") || path.hasPrefix("doc/") || path.hasPrefix("docs/")
                || path.hasPrefix("releasenotes/") ? .harmless : .other
        }
        var rest = path.dropFirst("etc/kayobe/".count).split(separator: "/").map(String.init)
        if rest.first == "environments" { rest.removeFirst(min(2, rest.count)) }
        switch rest.first {
        case ".kayobe-environment", ".gitignore": return .harmless
        case "inventory": return .inventory
        case "kolla":
            guard rest.count > 1 else { return .other }
            switch rest[1] {
            case "certificates": return .rendered
            case "config": return rest.count > 2 && rest[2] == "bifrost" ? .other : .rendered
            case "inventory": return rest.count > 2 && rest[2].hasPrefix("seed") ? .other : .rendered
            default: return .other
            }
        default: return .other
        }
    }
}
