internal import FoundationEssentials
internal import YAML

/// What an installed Kayobe does to hosts, and which variables decide it.
struct KayobeRelease: Sendable {
    /// A play of `overcloud host configure`.
    struct Play: Sendable {
        /// What one passes to `--tags`.
        var tag: String
        /// Groups that it runs on; empty: all hosts.
        var groups: [String]
        /// Words that can name the variables it uses.
        var words: Set<String>
    }

    /// A variable that Kayobe itself defines in terms of others.
    struct Definition: Sendable {
        var name: String
        var scope: ConfigurationTree.Scope
        var words: Set<String>
        /// The value, when it is a text without expressions.
        var text: String?
    }

    /// In the order in which they run. Without the one that wipes disks, which nobody calls but on purpose.
    private(set) var plays: [Play] = []
    private(set) var definitions: [Definition] = []
    /// Words of what generates the configuration of Kolla Ansible: a variable among them is in the render.
    private(set) var rendered: Set<String> = []
    /// Variables of Kolla Ansible that Kayobe sets → words of their values.
    private(set) var globals: [String: Set<String>] = [:]

    /// Tags that several plays have for another purpose.
    private static let general: Set = [
        "always", "config", "config-validation", "upgrade-check", "reboot", "kolla-ansible", "ensure-python", "iommu",
    ]
    /// Kayobe keeps the variables of a subject in a file of its name; these are called otherwise than the playbook.
    private static let subjects = [
        "ansible-user": ["kayobe-ansible-user"], "ssh": ["kayobe-ansible-user"], "dns": ["network"], "users": ["users"],
        "time": ["ntp"], "container-engine": ["docker", "podman"],
    ]

    /// - Parameter directory: `share/kayobe/ansible` of an environment.
    init(directory: String) throws(KollaDiffError) {
        var subjects: [String: Set<String>] = [:]
        for (scope, subject, entry) in try Self.groupVariables(directory: directory) {
            let text = entry.value.text.flatMap { $0.contains("{{") ? nil : $0 }
            definitions.append(
                Definition(name: entry.name, scope: scope, words: Identifiers.expressions(of: entry.value), text: text))
            subjects[subject, default: []].insert(entry.name)
        }
        let all = ((try? FileManager.default.contentsOfDirectory(atPath: directory + "/roles")) ?? []).sorted()
        for playbook in try Self.playbooks(directory: directory, of: "overcloud-host-configure.yml")
        where playbook != "wipe-disks.yml" {
            let name = String(playbook.dropLast(".yml".count))
            for play in try Self.parse(directory + "/" + playbook)?.sequence ?? [] {
                let tags = KollaRelease.list(play["tags"])
                guard let tag = tags.first(where: { !Self.general.contains($0) }) ?? tags.first else { continue }
                var words = Identifiers.words(of: play)
                let roles = Self.roles(of: play)
                // `singleplatform-eng.users` is no use of the variable `users`.
                for role in roles where !role.contains("{{") {
                    var parts: Set<String> = []
                    Identifiers.words(of: role.utf8, into: &parts)
                    words.subtract(parts)
                }
                let own = all.filter { role in roles.contains { Self.names($0, role) } }
                for role in own { Self.addWords(ofRole: role, directory: directory, to: &words) }
                // A role from elsewhere is not here to be read: what it uses stands in the file of variables named like the play.
                let isExternal = roles.contains { role in !role.contains("{{") && !own.contains(role) }
                for (subject, variables) in subjects {
                    let plays = Self.subjects[subject] ?? (isExternal ? [subject] : [])
                    if plays.contains(tag) || plays.contains(name) { words.formUnion(variables) }
                }
                let hosts = play["hosts"]?.text ?? "all"
                let groups = hosts.contains("{{") || hosts == "all" ? [] : hosts.split(separator: ":").map(String.init)
                // A play that only prepares another has the same tag.
                if let last = plays.indices.last, plays[last].tag == tag, plays[last].groups == groups {
                    plays[last].words.formUnion(words)
                } else {
                    plays.append(Play(tag: tag, groups: groups, words: words))
                }
            }
        }
        for playbook in ["kolla-ansible.yml", "kolla-openstack.yml"] {
            if let root = try Self.parse(directory + "/" + playbook) { rendered.formUnion(Identifiers.words(of: root)) }
        }
        for role in ["kolla-ansible", "kolla-openstack", "kolla-ansible-host-vars"] {
            Self.addWords(ofRole: role, directory: directory, to: &rendered)
        }
        globals = Self.globals(directory: directory)
    }

    private static func parse(_ path: String) throws(KollaDiffError) -> Node? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        do throws(YAMLError) { return try Document.parse([UInt8](data)).first?.root } catch {
            throw KollaDiffError(.system, operation: "read Kayobe", message: "\(path):\(error.line): \(error.message)")
        }
    }

    private static func playbooks(directory: String, of name: String) throws(KollaDiffError) -> [String] {
        guard let root = try parse(directory + "/" + name) else {
            throw KollaDiffError(.system, operation: "read Kayobe", message: "\(directory)/\(name) is missing")
        }
        return (root.sequence ?? []).compactMap { $0["import_playbook"]?.text }
    }

    /// The variables in `inventory/group_vars`, with the file that they stand in.
    private static func groupVariables(
        directory: String
    ) throws(KollaDiffError) -> [(ConfigurationTree.Scope, subject: String, (name: String, value: Node))] {
        let root = directory + "/inventory/group_vars"
        var found: [(ConfigurationTree.Scope, subject: String, (name: String, value: Node))] = []
        for path in ((try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []).sorted() {
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory), !isDirectory else {
                continue
            }
            let parts = path.split(separator: "/").map(String.init)
            guard let group = parts.first, let subject = parts.last else { continue }
            let scope: ConfigurationTree.Scope = group == "all" || group == "overcloud" ? .all : .group(group)
            for entry in try parse(root + "/" + path)?.mapping?.entries ?? [] {
                if let name = entry.key.text { found.append((scope, subject, (name, entry.value))) }
            }
        }
        return found
    }

    /// The names of the roles that a play applies, as written.
    private static func roles(of play: Node) -> Set<String> {
        var named: Set<String> = []
        for role in play["roles"]?.sequence ?? [] {
            if let name = role.text ?? role["role"]?.text ?? role["name"]?.text { named.insert(name) }
        }
        func visit(_ tasks: Node?) {
            for task in tasks?.sequence ?? [] {
                for keyword in ["include_role", "import_role"] { if let name = task[keyword]?["name"]?.text { named.insert(name) } }
                for block in ["block", "rescue", "always"] { visit(task[block]) }
            }
        }
        for section in ["pre_tasks", "tasks", "post_tasks"] { visit(play[section]) }
        return named
    }

    /// Whether what is written names a role: itself, or the start of it, where a name is put together.
    private static func names(_ written: String, _ role: String) -> Bool {
        written == role
            || (written.contains("{{")
                && written.split(separator: "'").contains { role == $0 || ($0.hasSuffix("-") && role.hasPrefix($0)) })
    }

    private static func addWords(ofRole role: String, directory: String, to words: inout Set<String>) {
        let root = directory + "/roles/" + role
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [] where !path.hasPrefix("tests/") {
            if let data = try? Data(contentsOf: URL(filePath: root + "/" + path)) { Identifiers.words(of: data, into: &words) }
        }
    }

    /// What Kayobe's template of `globals.yml` sets: a template, so not YAML.
    private static func globals(directory: String) -> [String: Set<String>] {
        let folder = directory + "/roles/kolla-ansible/templates/kolla"
        var found: [String: Set<String>] = [:]
        for name in ["globals.yml", "globals.yml.j2"] {
            guard let data = try? Data(contentsOf: URL(filePath: folder + "/" + name)) else { continue }
            var current: String?
            // The condition that a variable stands under decides it, too.
            var conditions: Set<String> = []
            for line in data.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
                if line.first == UInt8(ascii: "{") {
                    var words: Set<String> = []
                    Identifiers.words(of: line, into: &words)
                    if words.contains("endif") { conditions = [] } else { conditions.formUnion(words) }
                    current = nil
                    continue
                }
                if let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != UInt8(ascii: " ") {
                    current = String(decoding: line[..<colon], as: UTF8.self)
                }
                guard let current else { continue }
                found[current, default: []].formUnion(conditions)
                Identifiers.words(of: line, into: &found[current, default: []])
            }
        }
        return found
    }
}
