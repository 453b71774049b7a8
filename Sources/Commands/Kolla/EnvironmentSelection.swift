internal import Git
internal import KayobeConfig
internal import KollaDiff

/// Which environments a diff is made for, and which of them need none.
struct EnvironmentSelection {
    /// To be rendered; nil stands for a configuration used without environments.
    var names: [String?]
    var untouched: [String] = []
    var added: [String] = []
    var removed: [String] = []

    /// - Parameter asked: nil for every environment that the change can touch.
    /// - Throws: `CommandFailure` when a side cannot be found, or merging conflicts.
    init(_ asked: [String?]?, sides: (base: RevisionSource, head: RevisionSource)) throws {
        if let asked {
            names = asked
            return
        }
        let change = try ConfigurationChange(sides)
        let (base, head) = (Self.deployed(change.base), Self.deployed(change.head))
        let touched = Set(try change.affected().environments.map(\.name))
        names = head.filter { base.contains($0) && touched.contains($0) }
        untouched = head.filter { base.contains($0) && !touched.contains($0) }
        added = head.filter { !base.contains($0) }
        removed = base.filter { !head.contains($0) }
        if base.isEmpty, head.isEmpty, touched.contains(nil) { names = [nil] }
    }

    private static func deployed(_ configuration: KayobeConfiguration) -> [String] {
        configuration.environments.filter { !$0.isShared }.map(\.name)
    }

    func result(_ diffs: [ConfigurationDiff]) -> EnvironmentDiffs {
        EnvironmentDiffs(environments: diffs, untouched: untouched, added: added, removed: removed)
    }
}
