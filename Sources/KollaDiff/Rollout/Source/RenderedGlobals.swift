internal import YAML

/// Kolla Ansible's `globals.yml` as Kayobe generated it for both sides, where nothing is left to guess: templates and lookups have been
/// evaluated.
struct RenderedGlobals: Sendable {
    /// Variables of Kolla Ansible whose values differ, or can because they are made of one that does.
    let differing: Set<String>
    /// All variables of either side.
    let names: Set<String>

    /// - Returns: nil when one of the texts is not there, as for a render by an older version, or is no mapping.
    init?(base: String?, head: String?) {
        guard let base = base.flatMap(Self.variables), let head = head.flatMap(Self.variables) else { return nil }
        /// Name → the keys of the value that differ; nil: all of it.
        var changed: [String: Set<String>?] = [:]
        for name in Set(base.keys).union(head.keys) {
            let (old, new) = (base[name], head[name])
            guard old.map(TreeSettings.identity) != new.map(TreeSettings.identity) else { continue }
            changed[name] = .some(Self.keys(old, new))
        }
        var waiting = Array(changed.keys)
        while let next = waiting.popLast() {
            for (name, node) in head where changed[name] == nil {
                guard Self.uses(node, next, keys: changed[next] ?? nil) else { continue }
                changed[name] = .some(nil)
                waiting.append(name)
            }
        }
        differing = Set(changed.keys)
        names = Set(base.keys).union(head.keys)
    }

    private static func variables(_ text: String) -> [String: Node]? {
        guard let root = try? Document.parse(Array(text.utf8)).first?.root, let mapping = root.mapping else { return nil }
        return Dictionary(mapping.entries.compactMap { entry in entry.key.text.map { ($0, entry.value) } }) { _, last in last }
    }

    /// The keys whose values differ, of two mappings.
    private static func keys(_ old: Node?, _ new: Node?) -> Set<String>? {
        guard let old = old?.mapping, let new = new?.mapping else { return nil }
        var values: [[String: String]] = []
        for mapping in [old, new] {
            values.append(
                Dictionary(mapping.entries.map { ($0.key.text ?? "", TreeSettings.identity($0.value)) }) { _, last in last })
        }
        return Set(values[0].keys).union(values[1].keys).filter { values[0][$0] != values[1][$0] }
    }

    /// Whether an expression in the value uses a variable, other than for keys that are the same: `tags['nova']`.
    private static func uses(_ node: Node, _ name: String, keys: Set<String>?) -> Bool {
        switch node.content {
        case .sequence(let items): return items.contains { uses($0, name, keys: keys) }
        case .mapping(let mapping): return mapping.entries.contains { uses($0.value, name, keys: keys) }
        case .scalar(let scalar):
            guard scalar.text.contains("{{") || scalar.text.contains("{%") else { return false }
            func isName(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
            for range in scalar.text.ranges(of: name) {
                if scalar.text[..<range.lowerBound].last.map(isName) == true { continue }
                let rest = scalar.text[range.upperBound...]
                if rest.first.map(isName) == true { continue }
                guard let keys, let key = key(at: rest), !keys.contains(key) else { return true }
            }
            return false
        }
    }

    /// `['nova']` → `nova`.
    private static func key(at text: Substring) -> String? {
        guard text.hasPrefix("['") || text.hasPrefix("[\"") else { return nil }
        let rest = text.dropFirst(2)
        guard let end = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }), rest[end...].dropFirst().first == "]" else {
            return nil
        }
        return String(rest[..<end])
    }
}
