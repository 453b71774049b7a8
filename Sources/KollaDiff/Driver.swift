internal import CKollaDriver

/// The Python that a render needs, embedded in this binary: nothing has to be installed beside it.
enum Driver {
    /// Callback plugin of Ansible: confines tasks to the render's tree and reports what they do.
    static let guardPlugin = text(slipway_guard_py())
    /// The engine that runs Ansible's tasks in one process, and what it is made of: file name → text.
    static let library = [
        "slipway_engine.py": text(slipway_engine_py()),
        "slipway_copies.py": text(slipway_copies_py()),
        "slipway_memo.py": text(slipway_memo_py()),
        "slipway_shortcuts.py": text(slipway_shortcuts_py()),
        "slipway_trace.py": text(slipway_trace_py()),
        "slipway_leader.py": text(slipway_leader_py()),
        "slipway_plays.py": text(slipway_plays_py()),
        "slipway_pure.py": text(slipway_pure_py()),
        "sitecustomize.py": text(sitecustomize_py()),
        "slipway_releases.py": text(slipway_releases_py()),
    ]
    /// Decrypts, compares and replaces secrets; scans for leaks.
    static let secrets = text(slipway_secrets_py())
    /// Playbook that asks Kayobe for the networks of every host.
    static let networksPlaybook = text(networks_yml())

    /// Everything that decides what a render looks like, for the key under which it is kept.
    static let version = guardPlugin + networksPlaybook + library.sorted { $0.key < $1.key }.map(\.value).joined() + "1"

    private static func text(_ file: kolla_driver_file) -> String {
        String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
    }
}
