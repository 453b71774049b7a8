/// Follows a variable to all that are defined by it.
struct VariableReach: Sendable {
    private struct Node: Hashable {
        var name: String
        var scope: ConfigurationTree.Scope
    }

    private var users: [String: Set<Node>] = [:]
    /// Variables that Kayobe knows by name.
    private(set) var known: Set<String> = []

    init(release: KayobeRelease, trees: [ConfigurationTree]) {
        for definition in release.definitions {
            known.insert(definition.name)
            for word in definition.words { users[word, default: []].insert(Node(name: definition.name, scope: definition.scope)) }
        }
        for tree in trees {
            for (key, variable) in tree.variables {
                for word in Identifiers.expressions(of: variable.node) {
                    users[word, default: []].insert(Node(name: key.name, scope: key.scope))
                }
            }
        }
    }

    /// - Returns: every variable whose value can differ because this one does, itself included → for whom.
    func variables(from key: ConfigurationTree.Key) -> [String: Set<ConfigurationTree.Scope>] {
        let start = Node(name: key.name, scope: key.scope)
        var seen: Set<Node> = [start]
        var waiting = [start]
        while let next = waiting.popLast() {
            for user in users[next.name, default: []] {
                // The narrower of the two: what is defined for a group differs for that group only.
                let node = Node(name: user.name, scope: next.scope == .all ? user.scope : next.scope)
                if seen.insert(node).inserted { waiting.append(node) }
            }
        }
        return seen.reduce(into: [:]) { $0[$1.name, default: []].insert($1.scope) }
    }
}
