internal import YAML

/// Reads what the roles of a release do when they are upgraded, beside what they do anyway.
enum UpgradeTasks {
    /// Containers that a role stops and removes, by name.
    /// - Parameter root: a role's `tasks/upgrade.yml`.
    static func removedContainers(_ root: Node) -> Set<String> {
        var names: Set<String> = []
        for task in root.sequence ?? [] {
            if let block = task["block"] { names.formUnion(removedContainers(block)) }
            guard let module = task["kolla_container"], module["action"]?.text == "stop_and_remove_container",
                let name = module["name"]?.text, !name.contains("{{")
            else { continue }
            names.insert(name)
        }
        return names
    }
}
