internal import YAML

/// Settings of YAML and JSON, which is YAML here: compared leaf by leaf.
enum TreeSettings {
    /// What a comparison may cost: nodes with all aliases written out, and items of one list that are matched with each other.
    private static let nodes = 200_000
    private static let items = 1_000

    /// - Returns: nil when a text cannot be read, or says one key twice.
    static func changes(from old: String, to new: String) -> [ConfigurationDiff.SettingChange]? {
        guard let before = documents(old), let after = documents(new) else { return nil }
        var found: [ConfigurationDiff.SettingChange] = []
        for index in 0..<max(before.count, after.count) {
            let several = max(before.count, after.count) > 1
            compare(
                index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
                at: several ? "document[\(index)]" : "", into: &found)
        }
        return found
    }

    private static func documents(_ text: String) -> [Node]? {
        guard let documents = try? Document.parse(text), documents.allSatisfy({ $0.duplicateKeys.isEmpty }) else { return nil }
        let roots = documents.map(\.root)
        guard roots.reduce(0, { $0 + min($1.expandedCount, nodes + 1) }) <= nodes, roots.allSatisfy(hasPlainKeys) else {
            return nil
        }
        return roots
    }

    private static func hasPlainKeys(_ node: Node) -> Bool {
        switch node.content {
        case .scalar: true
        case .sequence(let items): items.allSatisfy(hasPlainKeys)
        case .mapping(let mapping): mapping.entries.allSatisfy { $0.key.scalar != nil && hasPlainKeys($0.value) }
        }
    }

    private static func compare(_ old: Node?, _ new: Node?, at path: String, into found: inout [ConfigurationDiff.SettingChange]) {
        switch (old, new) {
        case (let old?, let new?):
            if let before = old.mapping, let after = new.mapping, old.tag == new.tag {
                for entry in after.entries {
                    let key = entry.key.scalar?.text ?? ""
                    compare(before[key], entry.value, at: join(path, key), into: &found)
                }
                for entry in before.entries {
                    let key = entry.key.scalar?.text ?? ""
                    if !after.contains(key) { compare(entry.value, nil, at: join(path, key), into: &found) }
                }
            } else if let before = old.sequence, let after = new.sequence, old.tag == new.tag {
                compare(before, after, at: path, into: &found)
            } else if identity(old) != identity(new) {
                let isScalar = old.scalar != nil && new.scalar != nil
                if isScalar {
                    found.append(.init(path: path, kind: .changed, old: text(old), new: text(new)))
                } else {
                    leaves(old, at: path) { found.append(.init(path: $0, kind: .removed, old: $1, new: nil)) }
                    leaves(new, at: path) { found.append(.init(path: $0, kind: .added, old: nil, new: $1)) }
                }
            }
        case (let old?, nil): leaves(old, at: path) { found.append(.init(path: $0, kind: .removed, old: $1, new: nil)) }
        case (nil, let new?): leaves(new, at: path) { found.append(.init(path: $0, kind: .added, old: nil, new: $1)) }
        case (nil, nil): break
        }
    }

    /// Items that are equal on both sides are passed over, so that one that is put in does not change all below it. What is left is
    /// paired in order; an index is that of the new list, for an item that is removed that of the old one.
    private static func compare(
        _ old: [Node], _ new: [Node], at path: String, into found: inout [ConfigurationDiff.SettingChange]
    ) {
        guard old.count <= items, new.count <= items else {
            for index in 0..<max(old.count, new.count) {
                compare(
                    index < old.count ? old[index] : nil, index < new.count ? new[index] : nil, at: "\(path)[\(index)]",
                    into: &found)
            }
            return
        }
        let (before, after) = (old.map(identity), new.map(identity))
        let difference = after.difference(from: before)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            var (gone, come): ([Int], [Int]) = ([], [])
            while i < old.count, removed.contains(i) {
                gone.append(i)
                i += 1
            }
            while j < new.count, inserted.contains(j) {
                come.append(j)
                j += 1
            }
            if gone.isEmpty, come.isEmpty {
                (i, j) = (i + 1, j + 1)
                continue
            }
            for pair in 0..<max(gone.count, come.count) {
                let (left, right) = (pair < gone.count ? gone[pair] : nil, pair < come.count ? come[pair] : nil)
                compare(
                    left.map { old[$0] }, right.map { new[$0] }, at: "\(path)[\(right ?? left ?? 0)]", into: &found)
            }
        }
    }

    private static func leaves(_ node: Node, at path: String, _ body: (String, String) -> Void) {
        switch node.content {
        case .mapping(let mapping) where !mapping.isEmpty:
            for entry in mapping.entries { leaves(entry.value, at: join(path, entry.key.scalar?.text ?? ""), body) }
        case .sequence(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() { leaves(item, at: "\(path)[\(index)]", body) }
        default: body(path, text(node))
        }
    }

    private static func join(_ path: String, _ key: String) -> String {
        let isPlain =
            !key.isEmpty
            && key.utf8.allSatisfy { byte in
                byte != UInt8(ascii: ".") && byte != UInt8(ascii: "[") && byte != UInt8(ascii: "]") && byte > 0x20
            }
        if !isPlain { return path + "[\"\(key)\"]" }
        return path.isEmpty ? key : path + "." + key
    }

    /// A scalar as written, in quotes where it would otherwise read as something else than a string; a collection in one line.
    private static func text(_ node: Node) -> String {
        let tag = node.tag.map { $0.hasPrefix("!") ? $0 + " " : "" } ?? ""
        switch node.content {
        case .scalar(let scalar):
            guard case .string(let text) = scalar.resolved(tag: node.tag) else { return tag + (node.isNull ? "null" : scalar.text) }
            return tag + (Scalar(text).resolved() == .string(text) ? text : "\"\(text)\"")
        case .sequence(let items): return tag + "[" + items.map(text).joined(separator: ", ") + "]"
        case .mapping(let mapping):
            return tag + "{" + mapping.entries.map { "\($0.key.scalar?.text ?? ""): \(text($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }

    /// Equal for equal values and for no others, whatever the order of keys.
    static func identity(_ node: Node) -> String {
        let tag = node.tag ?? ""
        switch node.content {
        case .scalar(let scalar):
            switch scalar.resolved(tag: node.tag) {
            case .null: return tag + "~"
            case .bool(let value): return tag + (value ? "true" : "false")
            case .int, .float: return tag + "#" + scalar.text
            case .string(let text): return tag + "\(text.utf8.count):" + text
            }
        case .sequence(let items): return tag + "[" + items.map(identity).joined(separator: ",") + "]"
        case .mapping(let mapping):
            let entries = mapping.entries.map { entry in
                let key = entry.key.scalar?.text ?? ""
                return "\(key.utf8.count):\(key)=" + identity(entry.value)
            }
            return tag + "{" + entries.sorted().joined(separator: ",") + "}"
        }
    }
}
