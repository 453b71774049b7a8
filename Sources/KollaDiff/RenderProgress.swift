/// A step of a render, for people who wait.
package enum RenderProgress: Hashable, Sendable {
    /// Something that concerns both sides: an environment is installed.
    case note(String)
    /// A side starts on a playbook: `kolla-openstack.yml`.
    case step(side: String, String)
    /// A side is at a task; `number` counts from 1 over all its playbooks.
    case task(side: String, name: String, number: Int)
    case finished(side: String, files: Int, fromCache: Bool)
}
