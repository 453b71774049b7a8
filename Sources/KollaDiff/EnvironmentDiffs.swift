/// The diffs of several environments, and which environments have none. `slipway kolla diff --format json` writes this value for
/// `--all-environments`, for more than one `--environment`, and for one that only a side has; `version` changes when a field changes its
/// meaning.
package struct EnvironmentDiffs: Hashable, Sendable, Codable {
    /// What this Slipway writes and reads.
    package static let currentVersion = 1

    /// How large an environment is, as its inventory says.
    package struct Size: Hashable, Sendable, Codable {
        package var hosts: Int
        /// Groups that name hosts themselves.
        package var groups: Int
        /// False when a part of the inventory cannot be known without running it.
        package var isWhole: Bool
        /// The first of its files, relative to the top of the repository.
        package var file: String?

        package init(hosts: Int, groups: Int, isWhole: Bool, file: String?) {
            self.hosts = hosts
            self.groups = groups
            self.isWhole = isWhole
            self.file = file
        }
    }

    package var version = currentVersion
    /// One for each environment that was rendered, in the order asked for, or by name.
    package var environments: [ConfigurationDiff]
    /// Environments that were not rendered because nothing that they read differs.
    package var untouched: [String]
    /// Environments that only the head side has: there is nothing to compare them with.
    package var added: [String]
    /// Environments that only the base side has.
    package var removed: [String]
    /// Of the environments in `added` and `removed`.
    package var sizes: [String: Size]?

    package init(
        environments: [ConfigurationDiff], untouched: [String] = [], added: [String] = [], removed: [String] = [],
        sizes: [String: Size] = [:]
    ) {
        self.environments = environments
        self.untouched = untouched
        self.added = added
        self.removed = removed
        self.sizes = sizes
    }

    /// True only when every environment was compared, or is known to be untouched, and nothing differs.
    package var isEmpty: Bool { environments.allSatisfy(\.isEmpty) && added.isEmpty && removed.isEmpty }

    /// An environment that comes or goes. There is no diff of it, and that must never look like no change.
    package struct News: Hashable, Sendable {
        package var environment: String
        package var isNew: Bool
        package var file: String?
        /// For people.
        package var text: String
    }

    package var news: [News] {
        added.map { name in
            News(
                environment: name, isNew: true, file: sizes?[name]?.file,
                text: "New environment \(name)\(size(name).map { ": " + $0 } ?? ""). All of it is new, so there is nothing to"
                    + " compare with; slipway kolla render --environment \(name) --output DIR writes its files.")
        }
            + removed.map { name in
                News(
                    environment: name, isNew: false, file: sizes?[name]?.file,
                    text: "Removed environment \(name)\(size(name).map { ": " + $0 } ?? ""). Its hosts keep what they run, and"
                        + " nothing configures them any more.")
            }
    }

    private func size(_ name: String) -> String? {
        guard let size = sizes?[name] else { return nil }
        return (size.isWhole ? "" : "at least ") + DiffSummary.counted(size.hosts, "host") + " in "
            + DiffSummary.counted(size.groups, "group")
    }

    /// What else to know, a sentence each.
    package var remarks: [String] {
        if !untouched.isEmpty { return ["Not touched by the change, and not rendered: \(untouched.joined(separator: ", "))"] }
        return environments.isEmpty && news.isEmpty ? ["No environment was rendered: none is touched by the change."] : []
    }
}
