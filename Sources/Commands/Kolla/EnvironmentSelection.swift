internal import Git
internal import KayobeConfig
internal import KollaDiff

/// Which environments a diff is made for, and which of them need none.
struct EnvironmentSelection {
    /// To be rendered; nil stands for a configuration used without environments.
    var names: [String?]
    var untouched: [String] = []
    /// Only on the head side.
    var added: [String] = []
    /// Only on the base side.
    var removed: [String] = []
    /// What the change can touch, for telling where in the configuration a difference comes from.
    let affected: AffectedParts
    private var sizes: [String: EnvironmentDiffs.Size] = [:]

    /// - Parameter asked: nil for every environment that the change can touch.
    /// - Throws: `CommandFailure` when a side cannot be found, or merging conflicts.
    init(_ asked: [String?]?, sides: (base: RevisionSource, head: RevisionSource)) throws {
        let change = try ConfigurationChange(sides)
        affected = try change.affected()
        if let asked {
            // What neither side has is for the renderer to refuse.
            let come = asked.compactMap { $0 }.filter { change.base.environment($0) == nil && change.head.environment($0) != nil }
            let go = asked.compactMap { $0 }.filter { change.base.environment($0) != nil && change.head.environment($0) == nil }
            names = asked.filter { name in name.map { !come.contains($0) && !go.contains($0) } ?? true }
            (added, removed) = (come, go)
        } else {
            let (base, head) = (Self.deployed(change.base), Self.deployed(change.head))
            let touched = Set(affected.environments.map(\.name))
            names = head.filter { base.contains($0) && touched.contains($0) }
            untouched = head.filter { base.contains($0) && !touched.contains($0) }
            added = head.filter { !base.contains($0) }
            removed = base.filter { !head.contains($0) }
            if base.isEmpty, head.isEmpty, touched.contains(nil) { names = [nil] }
        }
        for name in added { sizes[name] = try Self.size(of: name, in: change.head) }
        for name in removed { sizes[name] = try Self.size(of: name, in: change.base) }
    }

    private static func deployed(_ configuration: KayobeConfiguration) -> [String] {
        configuration.environments.filter { !$0.isShared }.map(\.name)
    }

    private static func size(of environment: String, in configuration: KayobeConfiguration) throws -> EnvironmentDiffs.Size {
        do {
            let (inventory, problems) = try configuration.inventory(environment: environment)
            return EnvironmentDiffs.Size(
                hosts: inventory.hosts.count, groups: inventory.groups.values.count { !$0.hosts.isEmpty },
                isWhole: problems.isEmpty, file: try configuration.filesOfEnvironment(environment).first)
        } catch { throw CommandFailure(.systemFailed, error.description) }
    }

    func result(_ diffs: [ConfigurationDiff]) -> EnvironmentDiffs {
        EnvironmentDiffs(environments: diffs, untouched: untouched, added: added, removed: removed, sizes: sizes)
    }
}
