package import Git

extension AffectedParts {
    /// Compares two revisions of a configuration. The snapshots they were made of must be readable together: of one repository.
    package init(base: KayobeConfiguration, head: KayobeConfiguration) throws(GitError) {
        var analysis = try AffectedAnalysis(base: base, head: head)
        self = try analysis.run()
    }
}

/// One comparison, and what was read for it so far.
struct AffectedAnalysis {
    let base: KayobeConfiguration
    let head: KayobeConfiguration
    /// Names of the environments that are deployed, on either side; a nil stands for a configuration without any.
    let environments: [String?]
    /// The environments that an environment reads, on either side, itself included.
    private let chains: [String: Set<String>]
    /// False when nothing is known of what the services of the deployed release read.
    let knowsServices: Bool
    private let links: LinkedPaths
    /// The requirement file and those it includes.
    private let requirementFiles: Set<String>
    private var mentions: Mentions??
    private var mentioned: [String: [Mentions.Line]] = [:]
    /// Variables that may hold a path out of the configuration; nil: too many to follow.
    var carriers: Set<String>??
    private var inventories: [String?: (inventory: Inventory, isWhole: Bool)] = [:]

    var snapshots: [RepositorySnapshot] { [base.files.snapshot, head.files.snapshot] }
    /// `etc/kayobe`; where the sides differ in it, everything is touched.
    var directory: String { head.baseDirectory ?? base.baseDirectory ?? "etc/kayobe" }

    init(base: KayobeConfiguration, head: KayobeConfiguration) throws(GitError) {
        self.base = base
        self.head = head
        var chains: [String: Set<String>] = [:]
        var deployed: Set<String> = []
        for configuration in [base, head] {
            for environment in configuration.environments {
                chains[environment.name, default: [environment.name]].formUnion(environment.order)
                if !environment.isShared { deployed.insert(environment.name) }
            }
        }
        self.chains = chains
        environments = deployed.isEmpty ? [nil] : deployed.sorted()
        links = try LinkedPaths(
            [base.files.snapshot, head.files.snapshot], below: head.baseDirectory ?? base.baseDirectory ?? "etc/kayobe")
        let covered = try [KollaServices.cover(base), KollaServices.cover(head)]
        knowsServices = !covered.contains(false)
        requirementFiles = try Self.requirementFiles(of: [base, head])
    }

    mutating func run() throws(GitError) -> AffectedParts {
        let changes = try head.files.snapshot.changedPaths(since: base.files.snapshot)
        var files: [AffectedParts.File] = []
        var found: [String?: AffectedParts.Environment] = [:]
        for change in changes {
            let (file, reaches) = try file(change)
            files.append(file)
            for (environment, reach) in reaches {
                var entry =
                    found[environment]
                    ?? AffectedParts.Environment(
                        name: environment, services: .none, hosts: .none, otherHosts: false, groups: [], files: [])
                entry.services.form(union: reach.services)
                entry.hosts.form(union: reach.hosts)
                entry.otherHosts = entry.otherHosts || reach.otherHosts
                entry.groups = Array(Set(entry.groups + reach.groups)).sorted()
                entry.files.append(change.path)
                found[environment] = entry
            }
        }
        for (name, entry) in found where entry.hosts == .all { found[name]?.otherHosts = false }
        return AffectedParts(
            environments: environments.compactMap { found[$0] },
            untouched: environments.compactMap { found[$0] == nil ? $0 : nil }, files: files)
    }

    /// A changed file, and what it touches in every environment that reads it.
    private mutating func file(
        _ change: ChangedPath
    ) throws(GitError) -> (AffectedParts.File, [(environment: String?, reach: FileReach)]) {
        let old = try version(change.path, in: base)
        let new = try version(change.path, in: head)
        let source = try SourceDiff.make(change.path, old: old.text, new: new.text)
        var file = AffectedParts.File(
            path: change.path, kind: change.kind, role: "", environments: [], services: .none, hosts: .none, groups: [], keys: nil,
            isEncrypted: source.isEncrypted, diff: old.isText || new.isText ? source.text : nil)
        let names = links.names(of: change.path)
        let roles = names.map { FileRole(path: $0, directory: directory, requirementFiles: requirementFiles) }
        let isSame = try isSameData(old, new, roles: roles, path: change.path)
        let reaches = isSame ? [] : try self.reaches(of: roles, old: old, new: new)
        file.role = isSame ? "the same data: only comments or formatting differ" : roles[0].description
        file.keys = roles[0].holdsVariables && !source.isEncrypted ? KeyChanges.paths(from: old.text, to: new.text) : nil
        file.environments = reaches.compactMap(\.environment)
        for (_, reach) in reaches { file.add(reach) }
        return (file, reaches)
    }

    /// What a file of these roles touches in every environment that reads it. Not inlined: the optimiser of Swift 6.3 stops on the two
    /// functions in one.
    @inline(never) private mutating func reaches(
        of roles: [FileRole], old: Version, new: Version
    ) throws(GitError) -> [(environment: String?, reach: FileReach)] {
        var reaches: [(environment: String?, reach: FileReach)] = []
        for environment in environments {
            var found: [FileReach] = []
            for role in roles where reads(role, environment) {
                found.append(try self.reach(of: role, old: old, new: new, environment: environment))
            }
            // What no role explains may be read by name.
            if found.isEmpty, try isMentioned(roles, environment) { found.append(.everything) }
            guard let first = found.first else { continue }
            reaches.append((environment, found.dropFirst().reduce(first) { $0.union($1) }))
        }
        return reaches
    }

    /// True when an environment reads files of this role.
    private func reads(_ role: FileRole, _ environment: String?) -> Bool {
        if base.baseDirectory != head.baseDirectory { return role.kind != .outside }
        switch role.layer {
        case .everyEnvironment: return true
        case .environment(let name): return environment.map { reads(name, for: $0) } ?? false
        case .nothing: return false
        }
    }

    func reads(_ other: String, for environment: String) -> Bool { chains[environment]?.contains(other) == true }
}

extension AffectedParts.File {
    @inline(never) fileprivate mutating func add(_ reach: FileReach) {
        services.form(union: reach.services)
        hosts.form(union: reach.hosts)
        groups = Array(Set(groups + reach.groups)).sorted()
    }
}

// MARK: - What was read

extension AffectedAnalysis {
    /// One version of a file.
    struct Version {
        /// nil when there is no such file, or it is a link or a submodule.
        var text: [UInt8]?
        var mode: TreeEntry.Mode?
        var isText: Bool { text != nil }
    }

    private func version(_ path: String, in configuration: KayobeConfiguration) throws(GitError) -> Version {
        guard let entry = try configuration.files.snapshot.entry(at: path) else { return Version() }
        guard entry.mode == .file || entry.mode == .executable else { return Version(mode: entry.mode) }
        return Version(text: try configuration.files.snapshot.blob(entry.id), mode: entry.mode)
    }

    /// nil: too much to search.
    mutating func text() throws(GitError) -> Mentions? {
        if case .some(let known) = mentions { return known }
        let read = try Mentions(snapshots, below: directory)
        mentions = .some(read)
        return read
    }

    /// The lines of the configuration that hold a word; nil when there is too much to search.
    mutating func lines(with word: String) throws(GitError) -> [Mentions.Line]? {
        if let known = mentioned[word] { return known }
        guard mentioned.count < Mentions.mostNames, let text = try text() else { return nil }
        let lines = text.lines(with: word)
        mentioned[word] = lines
        return lines
    }

    /// The hosts and groups of an environment on both sides; not whole when a part of the inventory cannot be read.
    mutating func inventory(_ environment: String?) throws(GitError) -> (inventory: Inventory, isWhole: Bool) {
        if let known = inventories[environment] { return known }
        let (old, oldProblems) = try base.inventory(environment: environment)
        let (new, newProblems) = try head.inventory(environment: environment)
        let both = (inventory: old.merging(new), isWhole: oldProblems.isEmpty && newProblems.isEmpty)
        inventories[environment] = both
        return both
    }

    private static func requirementFiles(of configurations: [KayobeConfiguration]) throws(GitError) -> Set<String> {
        var found: Set = ["requirements.txt"]
        var waiting = ["requirements.txt"]
        while let path = waiting.popLast() {
            for configuration in configurations {
                for line in (try configuration.files.text(path) ?? "").split(whereSeparator: \.isNewline) {
                    let words = line.split { $0.isWhitespace || $0 == "=" }
                    guard words.count > 1, ["-r", "-c", "--requirement", "--constraint"].contains(words[0]) else { continue }
                    let slash = path.lastIndex(of: "/").map { path[...$0] } ?? ""
                    let included = Self.normalized(String(slash) + words[1])
                    if found.insert(included).inserted { waiting.append(included) }
                }
            }
        }
        return found
    }

    private static func normalized(_ path: String) -> String {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return components.joined(separator: "/")
    }
}
