/// The lines of an INI inventory, variables apart from what they are set for.
struct INIInventoryLines {
    enum Kind: Hashable { case group, host, child }

    /// A section of hosts or children, or a line in one.
    struct Member: Hashable {
        var kind: Kind
        var name: String
    }

    private(set) var members: [Member] = []
    /// What the line of each member sets, as written; empty for all but hosts.
    private(set) var assignments: [[String]] = []
    /// The lines of `:vars` sections, by group.
    private(set) var variables: [String: [String]] = [:]

    /// nil when a line is none that Ansible takes.
    init?(_ text: String) {
        var section: (group: String, kind: String) = ("ungrouped", "hosts")
        for raw in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(raw)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[", let header = Self.header(line) {
                guard ["hosts", "children", "vars"].contains(header.kind) else { return nil }
                section = header
                if header.kind != "vars" { add(.group, header.group + ":" + header.kind) }
                continue
            }
            if first == "[", line.hasSuffix("]") { return nil }
            switch section.kind {
            case "vars":
                guard line.contains("=") else { return nil }
                variables[section.group, default: []].append(String(line))
            case "children": add(.child, String(line))
            default:
                let words = InventoryWords.split(line)
                guard let pattern = words.first, words.dropFirst().allSatisfy({ InventoryWords.assignment($0) != nil }) else {
                    return nil
                }
                add(.host, pattern, setting: Array(words.dropFirst()))
            }
        }
    }

    private mutating func add(_ kind: Kind, _ name: String, setting assignments: [String] = []) {
        members.append(Member(kind: kind, name: name))
        self.assignments.append(assignments)
    }

    /// `[name]` or `[name:kind]`, a comment may follow.
    static func header(_ line: Substring) -> (group: String, kind: String)? {
        guard let close = line.firstIndex(of: "]") else { return nil }
        let rest = trimmed(line[line.index(after: close)...])
        let inside = line[line.index(after: line.startIndex)..<close]
        guard rest.isEmpty || rest.first == "#", !inside.contains(where: \.isWhitespace) else { return nil }
        let parts = inside.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
        return (String(name), parts.count == 2 ? String(parts[1]) : "hosts")
    }

    static func trimmed(_ text: Substring) -> Substring {
        let front = text.drop(while: \.isWhitespace)
        return front.dropLast(front.reversed().prefix(while: \.isWhitespace).count)
    }
}
