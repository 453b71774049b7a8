/// A directory below `environments/` of a Kayobe configuration.
/// Reference: https://docs.openstack.org/kayobe/latest/multiple-environments.html
package struct KayobeEnvironment: Hashable, Sendable, Codable {
    package var name: String
    /// Relative to the top of the repository.
    package var directory: String
    /// As its `.kayobe-environment` lists them.
    package var dependencies: [String]
    /// The environments Kayobe reads for it, dependencies first, itself last: later ones override earlier ones.
    package var order: [String]
    /// True when it is only there for other environments to depend on: others do, and it has no inventory of its own.
    package var isShared: Bool

    package init(name: String, directory: String, dependencies: [String] = [], order: [String], isShared: Bool = false) {
        self.name = name
        self.directory = directory
        self.dependencies = dependencies
        self.order = order
        self.isShared = isShared
    }
}
