internal import PipelineModel
internal import YAML

/// Reading of simple values. Each returns nil after it reported what is wrong.
extension Scope {
    func string(_ node: Node, _ label: String) -> String? {
        if let text = node.string { return text }
        error(label, "should be a string", at: node, help: quoteHelp(node))
        return nil
    }

    /// A string, or a number or boolean taken as it is written.
    func text(_ node: Node, _ label: String) -> String? {
        if let text = node.text, !node.isNull { return text }
        error(label, "should be a string", at: node)
        return nil
    }

    func boolean(_ node: Node, _ label: String) -> Bool? {
        if let value = node.bool { return value }
        error(label, "should be a boolean value", at: node, help: "write true or false, without quotes")
        return nil
    }

    func strings(_ node: Node, _ label: String, _ message: String = "should be an array of strings") -> [String]? {
        guard let items = node.sequence else {
            let help = node.string.map { "write a list: [\($0.contains(",") ? "\"\($0)\"" : $0)]" }
            error(label, message, at: node, help: help)
            return nil
        }
        var texts: [String] = []
        texts.reserveCapacity(items.count)
        for item in items {
            guard let text = item.string else {
                error(label, message, at: item, help: quoteHelp(item))
                return nil
            }
            texts.append(text)
        }
        return texts
    }

    func stringOrStrings(_ node: Node, _ label: String) -> [String]? {
        if let text = node.string { return [text] }
        return strings(node, label, "should be an array of strings or a string")
    }

    /// Strings in arrays in arrays, flattened, as `!reference` makes them.
    func nestedStrings(_ node: Node, _ label: String, levels: Int = 10, allowsString: Bool = true) -> [String]? {
        let kind = allowsString ? "a string or a nested array" : "an array of strings or a nested array"
        let message = "should be \(kind) of strings up to \(levels) levels deep"
        if allowsString, let text = node.string { return [text] }
        guard node.sequence != nil else {
            error(label, message, at: node, help: quoteHelp(node))
            return nil
        }
        var texts: [String] = []
        func flatten(_ node: Node, _ level: Int) -> Bool {
            if let text = node.string {
                texts.append(text)
                return true
            }
            guard let items = node.sequence, level <= levels else {
                error(label, message, at: node, help: quoteHelp(node))
                return false
            }
            return items.allSatisfy { flatten($0, level + 1) }
        }
        return flatten(node, 1) ? texts : nil
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ node: Node, _ label: String, from allowed: [Value] = Array(Value.allCases)
    ) -> Value? where Value.RawValue == String {
        if let text = node.string, let value = Value(rawValue: text), allowed.contains(where: { $0.rawValue == text }) {
            return value
        }
        let names = allowed.map(\.rawValue)
        error(
            label, "should be one of: \(names.joined(separator: ", "))", at: node,
            help: node.text.flatMap { Spelling.help(for: $0, among: names) })
        return nil
    }

    func choice(_ node: Node, _ label: String, from allowed: [String]) -> String? {
        if let text = node.string, allowed.contains(text) { return text }
        error(
            label, "should be one of: \(allowed.joined(separator: ", "))", at: node,
            help: node.text.flatMap { Spelling.help(for: $0, among: allowed) })
        return nil
    }

    /// - Parameter limit: what it must not exceed.
    func duration(_ node: Node, _ label: String, limit: Duration? = nil) -> Duration? {
        guard let text = node.text, let duration = Duration(parsing: text) else {
            error(label, "should be a duration", at: node, help: "for example: 1h 30m")
            return nil
        }
        if let limit, duration > limit {
            error(label, "should not exceed the limit", at: node, help: "at most \(limit.shortDescription)")
            return nil
        }
        return duration
    }

    /// A mapping whose keys are all allowed; unknown ones are reported and the rest is still read. The label, here and below, is
    /// the owner's own, without `config`.
    func mapping(_ node: Node, _ label: String, keys: [String]) -> Mapping? {
        guard let mapping = node.mapping else {
            error(label + " config", "should be a hash", at: node)
            return nil
        }
        checkKeys(of: mapping, label, allowed: keys)
        return mapping
    }

    func checkKeys(of mapping: Mapping, _ label: String, allowed: [String]) {
        for entry in mapping.entries {
            guard let key = entry.key.scalar?.text, !allowed.contains(key) else { continue }
            unknownKey(entry.key, label, among: allowed)
        }
    }

    func unknownKey(_ key: Node, _ label: String, among allowed: some Sequence<String>) {
        let name = key.text ?? ""
        error(
            label + " config", "contains unknown keys: \(name)", at: key, code: "unknown-keyword",
            help: Spelling.help(for: name, among: allowed))
    }

    func require(_ key: String, in mapping: Mapping, _ label: String, at node: Node) -> Node? {
        if let value = mapping[key], !value.isNull { return value }
        error(
            label + " config", "missing required keys: \(key)", at: mapping.entry(key)?.key ?? node, code: "missing-keyword")
        return nil
    }

    private func quoteHelp(_ node: Node) -> String? {
        switch node.value {
        case .bool, .int, .float: "put it in quotes: \"\(node.text ?? "")\""
        case .null: "it is empty"
        case .string, nil:
            // The classic: `- echo "a: b"` is a mapping.
            node.mapping?.count == 1 ? "is this a line with a colon in it? Put the whole line in single quotes" : nil
        }
    }
}
