/// What runs the tasks of Kayobe's and Kolla Ansible's playbooks. Both write the same files, byte for byte.
package enum RenderEngine: String, Hashable, Sendable, Codable, CaseIterable {
    /// Ansible's own engine, with its tasks run in the process that reads the playbook; see `Driver/slipway_engine.py`.
    case driver
    /// Ansible as it is: a process for every task and host, and for every module.
    case stock
}
