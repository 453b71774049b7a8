internal import FoundationEssentials

/// The Python that a render needs, embedded in this binary: nothing has to be installed beside it.
enum Driver {
    /// Callback plugin of Ansible: confines tasks to the render's tree and reports what they do.
    static let guardPlugin = String(decoding: PackageResources.slipway_guard_py, as: UTF8.self)
    /// Decrypts, compares and replaces secrets; scans for leaks.
    static let secrets = String(decoding: PackageResources.slipway_secrets_py, as: UTF8.self)
    /// Playbook that asks Kayobe for the networks of every host.
    static let networksPlaybook = String(decoding: PackageResources.networks_yml, as: UTF8.self)

    /// Everything that decides what a render looks like, for the key under which it is kept.
    static let version = guardPlugin + networksPlaybook + "1"
}
