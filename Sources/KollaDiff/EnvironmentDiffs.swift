/// The diffs of several environments. `slipway kolla diff --format json` writes this value for `--all-environments` and for more than
/// one `--environment`; `version` changes when a field changes its meaning.
package struct EnvironmentDiffs: Hashable, Sendable, Codable {
    /// What this Slipway writes and reads.
    package static let currentVersion = 1

    package var version = currentVersion
    /// One for each environment that was rendered, in the order asked for, or by name.
    package var environments: [ConfigurationDiff]
    /// Environments that were not rendered because nothing that they read differs.
    package var untouched: [String]
    /// Environments that only the head side has: there is nothing to compare them with.
    package var added: [String]
    /// Environments that only the base side has.
    package var removed: [String]

    package init(
        environments: [ConfigurationDiff], untouched: [String] = [], added: [String] = [], removed: [String] = []
    ) {
        self.environments = environments
        self.untouched = untouched
        self.added = added
        self.removed = removed
    }

    /// True only when every environment was compared, or is known to be untouched, and nothing differs.
    package var isEmpty: Bool { environments.allSatisfy(\.isEmpty) && added.isEmpty && removed.isEmpty }

    /// A sentence for each kind of environment that has no diff.
    package var remarks: [String] {
        [
            ("Not touched by the change, and not rendered", untouched),
            ("New, with nothing to compare with (slipway kolla render shows them)", added), ("Removed", removed),
        ].compactMap { $1.isEmpty ? nil : "\($0): \($1.joined(separator: ", "))" }
    }
}
