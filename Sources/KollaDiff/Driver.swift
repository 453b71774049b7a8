internal import FoundationEssentials

/// The Python that a render needs, embedded in this binary: nothing has to be installed beside it.
enum Driver {
    /// Callback plugin of Ansible: confines tasks to the render's tree and reports what they do.
    static let guardPlugin = String(decoding: PackageResources.slipway_guard_py, as: UTF8.self)
    /// The engine that runs Ansible's tasks in one process, and what it is made of: file name → text.
    static let library = [
        "slipway_engine.py": String(decoding: PackageResources.slipway_engine_py, as: UTF8.self),
        "slipway_memo.py": String(decoding: PackageResources.slipway_memo_py, as: UTF8.self),
        "slipway_shortcuts.py": String(decoding: PackageResources.slipway_shortcuts_py, as: UTF8.self),
        "slipway_releases.py": String(decoding: PackageResources.slipway_releases_py, as: UTF8.self),
    ]
    /// Decrypts, compares and replaces secrets; scans for leaks.
    static let secrets = String(decoding: PackageResources.slipway_secrets_py, as: UTF8.self)
    /// Playbook that asks Kayobe for the networks of every host.
    static let networksPlaybook = String(decoding: PackageResources.networks_yml, as: UTF8.self)

    /// Everything that decides what a render looks like, for the key under which it is kept.
    static let version = guardPlugin + networksPlaybook + library.sorted { $0.key < $1.key }.map(\.value).joined() + "1"
}
