internal import YAML

extension Inventory {
    /// Reads a file in Ansible's YAML format into this inventory, as Ansible's `yaml` plugin does.
    /// Reference: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/yaml_inventory.html
    mutating func read(yaml root: Node, file: String, problems: inout [ConfigurationProblem]) {
        for entry in root.mapping?.entries ?? [] {
            read(group: entry, parent: nil, file: file, problems: &problems)
        }
    }

    private mutating func read(
        group entry: Mapping.Entry, parent: String?, file: String, problems: inout [ConfigurationProblem]
    ) {
        func report(_ severity: ConfigurationProblem.Severity, _ node: Node, _ message: String) {
            problems.append(ConfigurationProblem(severity, file: file, line: node.mark.line, message))
        }
        guard let name = entry.key.text, entry.value.mapping != nil || entry.value.isNull else {
            report(.warning, entry.key, "\(entry.key.text ?? "this") is not a group definition and is skipped")
            return
        }
        add(group: name)
        // Ansible hangs every group below `all` by itself.
        if let parent, parent != "all", !add(child: name, to: parent) {
            report(.error, entry.key, "adding the group \(name) as a child of \(parent) creates a recursive dependency loop")
        }
        for section in entry.value.mapping?.entries ?? [] {
            let key = section.key.text ?? ""
            guard ["vars", "children", "hosts"].contains(key) else {
                report(.warning, section.key, "unexpected key \(key) in the group \(name): only vars, children and hosts are valid")
                continue
            }
            // A lone name stands for a mapping with that key.
            let members: [Mapping.Entry]
            if let mapping = section.value.mapping {
                members = mapping.entries
            } else if section.value.string != nil {
                members = [Mapping.Entry(key: section.value, value: Node(.scalar(Scalar("")), mark: section.value.mark))]
            } else if section.value.isNull {
                continue
            } else {
                report(.error, section.value, "invalid \(key) entry for the group \(name): a mapping is required")
                continue
            }
            for member in members {
                switch key {
                case "vars":
                    if let variable = member.key.text, let value = member.value.text { set(variable, to: value, in: name) }
                case "children":
                    read(group: member, parent: name, file: file, problems: &problems)
                default:
                    read(host: member, group: name, file: file, problems: &problems)
                }
            }
        }
    }

    private mutating func read(
        host entry: Mapping.Entry, group: String, file: String, problems: inout [ConfigurationProblem]
    ) {
        var variables: [String: String] = [:]
        for variable in entry.value.mapping?.entries ?? [] {
            if let name = variable.key.text, let value = variable.value.text { variables[name] = value }
        }
        do throws(HostPattern.Failure) {
            for host in try HostPattern.expand(entry.key.text ?? "") { add(host: host, to: group, variables: variables) }
        } catch {
            problems.append(ConfigurationProblem(.error, file: file, line: entry.key.mark.line, error.message))
        }
    }
}
