internal import YAML

/// Plans what is done to the hosts themselves, from what differs between the two configurations.
///
/// A variable is followed through all definitions, of Kayobe and of the configuration, to the plays that use it. That a word stands in
/// a play counts as use: a step too many is harmless, a missing one is not. What leads nowhere is not covered, and said to be so.
struct HostPlanner: Sendable {
    struct Result: Sendable {
        var steps: [RolloutPlan.Step] = []
        var notCovered: [String] = []
        var notes: [String] = []
        /// Variables of Kolla Ansible that differ → what makes them differ: `etc/kayobe/kolla/globals.yml (nova_tag)`.
        var globals: [String: Set<String>] = [:]
        /// Passwords of Kolla Ansible that differ, as `globals`.
        var passwords: [String: Set<String>] = [:]
        /// Variables of Kolla Ansible that are set and do not differ, as far as that is known.
        var fixed: Set<String> = []
    }

    private let release: KayobeRelease
    private let comparison: SourceComparison
    private let reach: VariableReach
    private let baseHosts: [String: Set<String>]
    private let headHosts: [String: Set<String>]
    private let trees: [ConfigurationTree]
    /// Names of networks, as far as they are not put together.
    private let networks: Set<String>
    /// Variables that the templates of the configuration use, such as `kolla/config/nova.conf`.
    private let templateWords: Set<String>
    /// As `templateWords`, of the templates of Kolla Ansible's `globals.yml`.
    private let globalsWords: Set<String>
    private let globals: RenderedGlobals?

    /// - Parameters:
    ///   - globals: nil: not known. Then what the variables say is all there is.
    ///   - baseHosts: host → Kayobe groups.
    ///   - headHosts: as `baseHosts`.
    init(
        release: KayobeRelease, base: ConfigurationTree, head: ConfigurationTree, globals: RenderedGlobals? = nil,
        baseHosts: [String: Set<String>], headHosts: [String: Set<String>]
    ) {
        self.release = release
        comparison = SourceComparison(base: base, head: head)
        reach = VariableReach(release: release, trees: [base, head])
        self.baseHosts = baseHosts
        self.headHosts = headHosts
        trees = [base, head]
        var networks = Set(release.definitions.filter { $0.name.hasSuffix("_net_name") }.compactMap(\.text))
        var words: Set<String> = []
        var globalsWords: Set<String> = []
        for tree in trees {
            for (key, variable) in tree.variables where key.name.hasSuffix("_net_name") || key.name.hasSuffix("_net_names") {
                networks.formUnion(KollaRelease.list(variable.node))
            }
            for (path, bytes) in tree.files where SourceComparison.isRendered(path) {
                Identifiers.templateWords(of: bytes, into: &words)
            }
            for (path, bytes) in tree.files where path.hasSuffix("/kolla/globals.yml") {
                Identifiers.templateWords(of: bytes, into: &globalsWords)
            }
        }
        self.networks = networks
        templateWords = words
        self.globals = globals
        self.globalsWords = globalsWords
    }

    private struct Hit {
        var hosts: Set<String> = []
        /// File → variables.
        var causes: [String: Set<String>] = [:]
    }

    func plan() -> Result {
        var result = Result()
        if let globals { result.fixed = globals.names.subtracting(globals.differing) }
        var hits: [String: Hit] = [:]
        var missed: [String: Set<String>] = [:]
        var generating: Set<String> = []
        for variable in comparison.variables {
            let reached = reach.variables(from: variable.key)
            let attributes = self.attributes(of: reached)
            var isCovered = false
            for play in release.plays {
                let used = reached.filter { name, _ in
                    play.words.contains(name) || attributes[name].map { uses(play, $0, of: name) } ?? false
                }
                let scopes = used.values.reduce(into: Set()) { $0.formUnion($1) }
                var hosts = self.hosts(in: scopes, of: play)
                // Some plays, as that for /etc/hosts, use the addresses of others.
                if let entries = variable.hosts, !play.words.contains("hostvars") { hosts.formIntersection(entries) }
                if hosts.isEmpty || !isInUse(play) { continue }
                isCovered = true
                hits[play.tag, default: Hit()].hosts.formUnion(hosts)
                hits[play.tag, default: Hit()].causes[variable.file, default: []].insert(variable.key.name)
            }
            let cause = "\(variable.file) (\(variable.key.name))"
            for global in globals(from: reached) {
                isCovered = true
                result.globals[global, default: []].insert(cause)
            }
            for password in names(of: \.passwords, using: reached) {
                isCovered = true
                result.passwords[password, default: []].insert(cause)
            }
            if let globals {
                if !globalsWords.isDisjoint(with: reached.keys) {
                    isCovered = true
                    generating.insert(cause)
                }
                // Kayobe passes many on under the name without its prefix, some only when they are set.
                for name in reached.keys where name.hasPrefix("kolla_") && globals.names.contains(String(name.dropFirst(6))) {
                    isCovered = true
                    let global = String(name.dropFirst(6))
                    if globals.differing.contains(global) { result.globals[global, default: []].insert(cause) }
                }
            }
            if !isCovered, !isRendered(reached) {
                missed[variable.file, default: []].insert(variable.key.name)
            }
        }
        for variable in comparison.globals {
            result.globals[variable.key.name, default: []].insert("\(variable.file) (\(variable.key.name))")
        }
        for variable in comparison.passwords {
            result.passwords[variable.key.name, default: []].insert("\(variable.file) (\(variable.key.name))")
        }
        for name in globals?.differing ?? [] where result.globals[name] == nil {
            result.globals[name] = generating.isEmpty ? ["kolla/globals.yml (\(name))"] : generating
        }
        result.steps = inventorySteps() + steps(hits)
        result.notCovered = missed.sorted { $0.key < $1.key }.map { "\($0) (\($1.sorted().joined(separator: ", ")))" }
        // What is no YAML before Kayobe evaluates it is afterwards.
        result.notCovered += comparison.others.filter { globals == nil || !$0.contains("/kolla/globals.yml: ") }
        addInventory(to: &result)
        return result
    }

    /// The variables that set an attribute of a network → the attribute.
    private func attributes(of reached: [String: Set<ConfigurationTree.Scope>]) -> [String: String] {
        reached.keys.reduce(into: [:]) { found, name in
            guard !reach.known.contains(name), let attribute = NetworkAttribute.attribute(of: name) else { return }
            // What only looks like an attribute of a network must not be passed over as one that services use.
            let network = String(name.dropLast(attribute.utf8.count + 1))
            if NetworkAttribute.isOfHosts(attribute) || networks.contains(network) { found[name] = attribute }
        }
    }

    private func isRendered(_ reached: [String: Set<ConfigurationTree.Scope>]) -> Bool {
        !attributes(of: reached).isEmpty
            || reached.keys.contains { release.rendered.contains($0) || templateWords.contains($0) }
    }

    /// Whether a play uses an attribute of the network that a variable belongs to.
    private func uses(_ play: KayobeRelease.Play, _ attribute: String, of variable: String) -> Bool {
        guard NetworkAttribute.isUsed(attribute, by: play) else { return false }
        if play.tag == "network" { return true }
        // A play that asks for an attribute names the network by the role that it has, as `public_net_name`.
        let roles = play.words.filter { $0.hasSuffix("_net_name") }
        let network = variable.dropLast(attribute.utf8.count + 1)
        return roles.isEmpty || roles.contains { role in values(of: role).map { $0.contains(String(network)) } ?? true }
    }

    /// The container engine that is not used has nothing to configure.
    private func isInUse(_ play: KayobeRelease.Play) -> Bool {
        guard play.tag == "docker" || play.tag == "podman", let engines = values(of: "container_engine") else { return true }
        return engines.isEmpty || engines.contains(play.tag)
    }

    /// The texts that a variable can have; nil when one of them is an expression.
    private func values(of name: String) -> Set<String>? {
        let own = trees.flatMap { tree in tree.variables.filter { $0.key.name == name }.map(\.value.node.text) }
        let texts = own.isEmpty ? release.definitions.filter { $0.name == name }.map(\.text) : own
        var found: Set<String> = []
        for text in texts {
            guard let text, !text.contains("{{") else { return nil }
            found.insert(text)
        }
        return found
    }

    private func globals(from reached: [String: Set<ConfigurationTree.Scope>]) -> Set<String> {
        let names = Set(reached.keys)
        return self.names(of: \.globals, using: reached).union(
            release.globals.filter { !$0.value.isDisjoint(with: names) }.map(\.key))
    }

    /// What the configuration defines by one of the variables.
    private func names(
        of variables: KeyPath<ConfigurationTree, [ConfigurationTree.Key: ConfigurationTree.Variable]>,
        using reached: [String: Set<ConfigurationTree.Scope>]
    ) -> Set<String> {
        let names = Set(reached.keys)
        return trees.reduce(into: []) { found, tree in
            for (key, variable) in tree[keyPath: variables]
            where !Identifiers.expressions(of: variable.node).isDisjoint(with: names) { found.insert(key.name) }
        }
    }

    /// Hosts that were there before and are still: a new one is configured as a whole.
    private func hosts(in scopes: Set<ConfigurationTree.Scope>, of play: KayobeRelease.Play) -> Set<String> {
        Set(
            headHosts.filter { host, groups in
                baseHosts[host] != nil && (play.groups.isEmpty || !groups.isDisjoint(with: play.groups))
                    && scopes.contains { scope in
                        switch scope {
                        case .all: true
                        case .group(let group): groups.contains(group)
                        case .host(let name): name == host
                        }
                    }
            }.keys)
    }

    private func steps(_ hits: [String: Hit]) -> [RolloutPlan.Step] {
        var order: [String] = []
        for play in release.plays where hits[play.tag] != nil && !order.contains(play.tag) { order.append(play.tag) }
        return order.compactMap { tag in
            guard let hit = hits[tag] else { return nil }
            let reachable = release.plays.filter { $0.tag == tag }.reduce(into: Set<String>()) {
                $0.formUnion(hosts(in: [.all], of: $1))
            }
            let limit = hit.hosts == reachable ? "" : " --limit " + self.limit(hit.hosts)
            let assessment = HostRisk.assess(tag)
            return RolloutPlan.Step(
                kind: .host, name: tag, commands: ["kayobe overcloud host configure --tags \(tag)\(limit)"],
                reason: "what decides \(HostRisk.subject(tag)) differs",
                causes: hit.causes.sorted { $0.key < $1.key }.map { "\($0) (\($1.sorted().joined(separator: ", ")))" },
                hosts: hit.hosts.sorted(by: countingOrder), risks: assessment.risks, advice: assessment.advice)
        }
    }

    private func limit(_ hosts: Set<String>) -> String {
        let groups = ["controllers", "compute", "network", "storage", "monitoring"].map { name in
            (name, Set(headHosts.filter { $0.value.contains(name) }.keys))
        }
        return HostLimit.words(for: hosts, groups: groups)
    }

    private func inventorySteps() -> [RolloutPlan.Step] {
        var steps: [RolloutPlan.Step] = []
        let come = Set(headHosts.keys).subtracting(baseHosts.keys).sorted(by: countingOrder)
        if !come.isEmpty {
            steps.append(
                RolloutPlan.Step(
                    kind: .host, name: "new hosts",
                    commands: ["kayobe overcloud host configure --limit \(come.joined(separator: ","))"],
                    reason: "\(come.joined(separator: ", ")) \(come.count == 1 ? "is" : "are") new in the inventory",
                    causes: comparison.inventory, hosts: come,
                    advice: ["New hosts: they must be provisioned and reachable first (kayobe overcloud provision)."]))
        }
        let gone = Set(baseHosts.keys).subtracting(headHosts.keys).sorted(by: countingOrder)
        if !gone.isEmpty {
            steps.append(
                RolloutPlan.Step(
                    kind: .manual, name: "hosts that leave", commands: [],
                    reason:
                        "\(gone.joined(separator: ", ")) \(gone.count == 1 ? "is" : "are") no longer in the inventory; instances, agents and cluster members there must be moved away by hand first",
                    causes: comparison.inventory, hosts: gone))
        }
        return steps
    }

    private func addInventory(to result: inout Result) {
        guard !comparison.inventory.isEmpty else { return }
        let moved = headHosts.keys.filter { host in baseHosts[host].map { $0 != headHosts[host] } ?? false }.sorted(
            by: countingOrder)
        for host in moved {
            let (old, new) = (baseHosts[host, default: []], headHosts[host, default: []])
            let parts = [("joins", new.subtracting(old)), ("leaves", old.subtracting(new))].filter { !$0.1.isEmpty }
            result.notes.append(
                "\(host) " + parts.map { "\($0.0) \($0.1.sorted().joined(separator: ", "))" }.joined(separator: " and "))
        }
        // Hosts and groups are compared; what else such a file can set is not.
        result.notCovered += comparison.inventory.map {
            baseHosts == headHosts ? $0 : $0 + ": variables that it sets for hosts and groups"
        }
    }
}
