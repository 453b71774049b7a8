/// What a render is of, beside the revision.
package struct RenderOptions: Hashable, Sendable {
    /// A Kayobe environment; nil for a configuration used without one.
    package var environment: String?
    /// Tried in turn, that for the vault id of the encrypted text first.
    package var vaultSecrets: [VaultSecret]
    /// Only the roles with these tags (`KOLLA_TAGS`); empty: all. `loadbalancer` is always among them, because the roles of the other
    /// services write into its directory.
    package var kollaTags: [String]
    /// A host pattern (`KOLLA_LIMIT`).
    package var kollaLimit: String?
    /// A requirement for pip instead of the one that follows from Kayobe's release: `kolla-ansible==20.5.0`.
    package var kollaAnsible: String?
    /// Ask no server, neither for packages nor for where branches are.
    package var offline: Bool
    package var engine: RenderEngine
    /// Variables of Kayobe that win over those of the configuration, such as `os_distribution` where the configuration asks the
    /// machine that runs Kayobe.
    package var extraVariables: [String: String]
    /// Render everything, whatever earlier renders left in the cache.
    package var isFresh: Bool

    package init(
        environment: String? = nil, vaultSecrets: [VaultSecret] = [], kollaTags: [String] = [], kollaLimit: String? = nil,
        kollaAnsible: String? = nil, offline: Bool = false, engine: RenderEngine = .driver, extraVariables: [String: String] = [:],
        isFresh: Bool = false
    ) {
        self.environment = environment
        self.vaultSecrets = vaultSecrets
        self.kollaTags = kollaTags
        self.kollaLimit = kollaLimit
        self.kollaAnsible = kollaAnsible
        self.offline = offline
        self.engine = engine
        self.extraVariables = extraVariables
        self.isFresh = isFresh
    }

    /// With what the tags need.
    var completeTags: [String] {
        kollaTags.isEmpty || kollaTags.contains("loadbalancer") ? kollaTags : ["loadbalancer"] + kollaTags
    }
}
