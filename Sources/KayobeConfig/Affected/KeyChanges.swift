internal import YAML

/// Which variables differ between two versions of a file of variables.
enum KeyChanges {
    /// Key paths of the leaves that differ, in the order of the files; nil when either version is no mapping.
    static func paths(from old: [UInt8]?, to new: [UInt8]?) -> [String]? {
        guard let old = mapping(old), let new = mapping(new) else { return nil }
        var found: [String] = []
        compare(old, new, at: "", into: &found)
        return found
    }

    /// The variable that a key path belongs to.
    static func variable(of path: String) -> String { String(path.prefix { $0 != "." && $0 != "[" }) }

    private static func mapping(_ bytes: [UInt8]?) -> Mapping? {
        guard let bytes else { return Mapping() }
        guard let documents = try? Document.parse(bytes) else { return nil }
        guard let root = documents.first?.root, !root.isNull else { return Mapping() }
        return root.mapping
    }

    private static func compare(_ old: Mapping, _ new: Mapping, at path: String, into found: inout [String]) {
        for entry in old.entries {
            guard let key = entry.key.scalar?.text else { continue }
            compare(entry.value, new[key], at: path.isEmpty ? key : path + "." + key, into: &found)
        }
        for entry in new.entries {
            guard let key = entry.key.scalar?.text, !old.contains(key) else { continue }
            compare(nil, entry.value, at: path.isEmpty ? key : path + "." + key, into: &found)
        }
    }

    private static func compare(_ old: Node?, _ new: Node?, at path: String, into found: inout [String]) {
        if let old, let new, DataEquality.isSame(old, new) { return }
        if let one = old?.mapping, let other = new?.mapping {
            let before = found.count
            compare(one, other, at: path, into: &found)
            // Only the order differs.
            if found.count == before { found.append(path) }
        } else if let one = old?.sequence, let other = new?.sequence, one.count == other.count {
            for (index, pair) in zip(one, other).enumerated() { compare(pair.0, pair.1, at: "\(path)[\(index)]", into: &found) }
        } else {
            found.append(path)
        }
    }
}
