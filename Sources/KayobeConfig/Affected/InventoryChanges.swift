internal import YAML

/// For whom an inventory file sets variables in another way than before: on the lines of hosts, and in sections of variables.
///
/// Hosts, groups and what belongs to what must stand there as before, in the same order; where they do not, or a text is none that can be
/// read for certain, nothing is known.
/// Reference: https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-variables-to-inventory
struct InventoryChanges: Hashable {
    var hosts: Set<String> = []
    var groups: Set<String> = []

    /// - Parameter name: the file's, which decides how Ansible reads it.
    /// - Returns: nil when it cannot be told, or no variable differs although the texts do.
    init?(from old: [UInt8], to new: [UInt8], name: String) {
        switch (Self.form(of: old, name: name), Self.form(of: new, name: name)) {
        case (.ini(let old)?, .ini(let new)?): guard compare(ini: old, new) else { return nil }
        case (.yaml(let old)?, .yaml(let new)?): guard compare(groups: old, new) else { return nil }
        default: return nil
        }
        if hosts.isEmpty, groups.isEmpty { return nil }
    }

    private enum Form {
        case ini(INIInventoryLines)
        case yaml(Mapping)
    }

    /// As Ansible picks a reader; nil for scripts, plugins, TOML, what is encrypted and what is damaged.
    private static func form(of bytes: [UInt8], name: String) -> Form? {
        if bytes.starts(with: Array("#!".utf8)) || VaultedFile.hasHeader(bytes) { return nil }
        let ending = name.lastIndex(of: ".").map { name[$0...] }
        if ending == nil || [".yml", ".yaml", ".json"].contains(ending) {
            // Ours lets a merged mapping override keys, Ansible's does not.
            let documents = bytes.firstRange(of: Array("<<".utf8)) == nil ? try? Document.parse(bytes) : nil
            if let documents, documents.count == 1, documents[0].duplicateKeys.isEmpty, let mapping = documents[0].root.mapping {
                return mapping["plugin"] == nil ? .yaml(mapping) : nil
            }
            if ending != nil { return nil }
        }
        guard ending != ".toml", let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return INIInventoryLines(text).map { .ini($0) }
    }

    // MARK: INI

    /// - Returns: false when more than variables differs.
    private mutating func compare(ini old: INIInventoryLines, _ new: INIInventoryLines) -> Bool {
        guard old.members == new.members else { return false }
        for (index, member) in old.members.enumerated() where old.assignments[index] != new.assignments[index] {
            guard take(host: member.name) else { return false }
        }
        for group in Set(old.variables.keys).union(new.variables.keys) where old.variables[group] != new.variables[group] {
            groups.insert(group)
        }
        return true
    }

    private mutating func take(host pattern: String) -> Bool {
        guard let names = try? HostPattern.expand(pattern) else { return false }
        hosts.formUnion(names)
        return true
    }

    // MARK: YAML

    /// Two mappings of groups.
    private mutating func compare(groups old: Mapping, _ new: Mapping) -> Bool {
        guard let pairs = Self.pairs(old, new) else { return false }
        for (name, old, new) in pairs where !DataEquality.isSame(old, new) {
            guard let old = Self.members(old), let new = Self.members(new) else { return false }
            // A section without anything in it may come and go.
            let known = ["vars", "children", "hosts"]
            guard (old.entries + new.entries).allSatisfy({ known.contains($0.key.text ?? "") }) else { return false }
            if !Self.isSame(old["vars"], new["vars"]) { groups.insert(name) }
            guard let (one, other) = Self.sections("children", old, new), compare(groups: one, other),
                let (one, other) = Self.sections("hosts", old, new), compare(hosts: one, other)
            else { return false }
        }
        return true
    }

    private mutating func compare(hosts old: Mapping, _ new: Mapping) -> Bool {
        guard let pairs = Self.pairs(old, new) else { return false }
        for (name, old, new) in pairs where !DataEquality.isSame(old, new) {
            guard Self.members(old) != nil, Self.members(new) != nil, take(host: name) else { return false }
        }
        return true
    }

    /// The entries of two mappings with the same keys in the same order; nil for others.
    private static func pairs(_ old: Mapping, _ new: Mapping) -> [(name: String, old: Node, new: Node)]? {
        guard old.count == new.count else { return nil }
        var pairs: [(name: String, old: Node, new: Node)] = []
        for (one, other) in zip(old.entries, new.entries) {
            guard let name = one.key.text, DataEquality.isSame(one.key, other.key) else { return nil }
            pairs.append((name, one.value, other.value))
        }
        return pairs
    }

    private static func members(_ node: Node) -> Mapping? { node.isNull ? Mapping() : node.mapping }

    private static func sections(_ name: String, _ old: Mapping, _ new: Mapping) -> (Mapping, Mapping)? {
        // A lone name stands for a mapping with that key: when it stays, there is nothing to compare.
        if let old = old[name], let new = new[name], DataEquality.isSame(old, new) { return (Mapping(), Mapping()) }
        guard let old = old[name].map(members) ?? Mapping(), let new = new[name].map(members) ?? Mapping() else { return nil }
        return (old, new)
    }

    private static func isSame(_ old: Node?, _ new: Node?) -> Bool {
        guard let old, let new else { return (old ?? new).map { $0.isNull || $0.mapping?.count == 0 } ?? true }
        return DataEquality.isSame(old, new)
    }
}
