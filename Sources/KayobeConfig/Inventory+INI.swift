extension Inventory {
    /// Reads a file in Ansible's INI format into this inventory, as Ansible's `ini` plugin does.
    /// Reference: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
    mutating func read(ini text: String, file: String, problems: inout [ConfigurationProblem]) {
        var reader = INIReader(file: file, inventory: self)
        reader.read(text)
        self = reader.inventory
        problems += reader.problems
    }
}

/// The state of reading one INI file.
private struct INIReader {
    private enum Section {
        case hosts, children, variables
    }

    /// A group that was used before it was declared.
    private struct Pending {
        var line: Int
        /// Empty when it is a `:vars` section that waits.
        var parents: [String]
    }

    let file: String
    var inventory: Inventory
    var problems: [ConfigurationProblem] = []
    private var group = "ungrouped"
    private var section = Section.hosts
    private var pending: [String: Pending] = [:]

    init(file: String, inventory: Inventory) {
        self.file = file
        self.inventory = inventory
    }

    mutating func read(_ text: String) {
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = INIInventoryLines.trimmed(raw)
            guard let first = line.first, first != "#", first != ";" else { continue }
            let number = index + 1
            if first == "[", let header = INIInventoryLines.header(line) {
                begin(header.group, header.kind, line: number)
            } else if first == "[", line.hasSuffix("]") {
                report(number, "invalid section entry \(line): there must be no spaces in it")
            } else if first == "[", !line.contains("]") {
                // Ansible takes it for the name of a host.
                report(number, "\(line) begins like a section and does not end like one: write \(line)]")
            } else {
                switch section {
                case .hosts: readHosts(line, number: number)
                case .children: readChild(line, number: number)
                case .variables: readVariable(line, number: number)
                }
            }
        }
        for (name, waiting) in pending.sorted(by: { $0.value.line < $1.value.line }) {
            report(
                waiting.line,
                waiting.parents.isEmpty
                    ? "section [\(name):vars] is for a group that is not defined"
                    : "section [\(waiting.parents[0]):children] includes the group \(name), which is not defined")
        }
    }

    private mutating func begin(_ name: String, _ kind: String, line: Int) {
        switch kind {
        case "hosts": section = .hosts
        case "children": section = .children
        case "vars": section = .variables
        default:
            report(line, "section [\(name):\(kind)] has an unknown type; known are hosts, children and vars")
            section = .hosts
        }
        group = name
        if section == .variables {
            if !inventory.contains(group: name), pending[name] == nil { pending[name] = Pending(line: line, parents: []) }
            // Variables are kept although the group may only come later.
            return
        }
        inventory.add(group: name)
        guard let waiting = pending.removeValue(forKey: name) else { return }
        for parent in waiting.parents { join(name, to: parent, line: line) }
    }

    private mutating func readHosts(_ line: Substring, number: Int) {
        let words = InventoryWords.split(line)
        guard let pattern = words.first else { return }
        var variables: [String: String] = [:]
        for word in words.dropFirst() {
            guard let (name, value) = InventoryWords.assignment(word) else {
                report(number, "expected key=value host variable assignment, got: \(word)")
                return
            }
            variables[name] = value
        }
        do throws(HostPattern.Failure) {
            for host in try HostPattern.expand(pattern) { inventory.add(host: host, to: group, variables: variables) }
        } catch {
            report(number, error.message)
        }
    }

    private mutating func readChild(_ line: Substring, number: Int) {
        let name = INIInventoryLines.trimmed(line.prefix { $0 != "#" })
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == ":" || $0 == "]" }) else {
            report(number, "expected a group name, got: \(line)")
            return
        }
        let child = String(name)
        if inventory.contains(group: child) {
            join(child, to: group, line: number)
        } else {
            pending[child, default: Pending(line: number, parents: [])].parents.append(group)
        }
    }

    private mutating func readVariable(_ line: Substring, number: Int) {
        guard let equals = line.firstIndex(of: "=") else {
            report(number, "expected key=value, got: \(line)")
            return
        }
        let name = String(INIInventoryLines.trimmed(line[..<equals]))
        let value = InventoryWords.unquoted(String(INIInventoryLines.trimmed(line[line.index(after: equals)...])))
        // The group of a `:vars` section that waits for its declaration: add it now, the problem is reported at the end.
        inventory.add(group: group)
        inventory.set(name, to: value, in: group)
    }

    private mutating func join(_ child: String, to parent: String, line: Int) {
        if !inventory.add(child: child, to: parent) {
            report(line, "adding the group \(child) as a child of \(parent) creates a recursive dependency loop")
        }
    }

    private mutating func report(_ line: Int, _ message: String) {
        problems.append(ConfigurationProblem(.error, file: file, line: line, message))
    }
}
