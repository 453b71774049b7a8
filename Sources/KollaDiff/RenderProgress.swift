/// A step of a render, for people who wait.
package enum RenderProgress: Hashable, Sendable {
    /// Something that concerns both sides: an environment is installed.
    case note(String)
    /// A side starts on a playbook: `kolla-openstack.yml`.
    case step(side: String, String)
    /// A side is at a task; `number` counts from 1 over all its playbooks. `total` is how many there were the last time that the same
    /// environment was rendered.
    case task(side: String, name: String, number: Int, total: Int?)
    /// A side has done so many of its hosts times roles. The total is what is known so far, and may grow.
    case roles(side: String, done: Int, total: Int)
    case finished(side: String, files: Int, fromCache: Bool)
}
