package import Git

/// What a change to a Kayobe configuration can touch, told from git's data alone: nothing is checked out, rendered or decrypted. What is
/// not named is not touched; what is named may turn out to be the same. Paths are followed in text files; what only an encrypted file
/// names, and what a script that a template runs reads elsewhere than beside it, is not seen. `slipway kayobe affected --format json` writes this value;
/// `version` changes when a field changes its meaning.
package struct AffectedParts: Hashable, Sendable, Codable {
    /// An environment that reads something that differs.
    package struct Environment: Hashable, Sendable, Codable {
        /// nil for a configuration that has no environments.
        package var name: String?
        /// Tags of Kolla Ansible, for `--kolla-tags`.
        package var services: Extent
        package var hosts: Extent
        /// Variables of `hosts` differ, and any other host may read them.
        package var otherHosts: Bool
        /// Inventory groups whose variables differ.
        package var groups: [String]
        /// Changed files that it reads.
        package var files: [String]
    }

    /// A file that differs.
    package struct File: Hashable, Sendable, Codable {
        /// Relative to the top of the repository.
        package var path: String
        package var kind: ChangedPath.Kind
        /// What it is, or why it touches nothing.
        package var role: String
        /// Names of the environments that read it.
        package var environments: [String]
        package var services: Extent
        package var hosts: Extent
        package var groups: [String]
        /// The variables that differ, as key paths (`nova_workers`, `users[2].name`); nil when the file holds none or cannot be read.
        package var keys: [String]?
        package var isEncrypted: Bool
        /// Unified diff; nil for binary files, submodules, and files whose secrets it would show.
        package var diff: String?
    }

    package var version = 1
    /// Sorted by name.
    package var environments: [Environment]
    /// Environments that the change does not touch, sorted.
    package var untouched: [String]
    /// Every file that differs, sorted by path.
    package var files: [File]
}
