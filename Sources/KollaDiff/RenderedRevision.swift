/// What came of rendering one revision.
package struct RenderedRevision: Hashable, Sendable {
    /// What is kept beside the files.
    package struct Record: Hashable, Sendable, Codable {
        package var kayobe: String
        package var kollaAnsible: String
        /// Host → Kayobe groups.
        package var hosts: [String: Set<String>]
        /// What tasks were not allowed to do, a sentence each.
        package var refusals: [String]
        /// Which task wrote which file. A record of an older version has none, and is not read.
        package var writes: [Write]
        /// Kolla Ansible's `globals.yml` as Kayobe generated it. A record of an older version has none.
        package var globals: String?
    }

    /// A file that a task wrote, in the same way on all these hosts.
    package struct Write: Hashable, Sendable, Codable {
        /// Relative to the host's configuration directory: `nova-compute/nova.conf`.
        package var target: String
        /// `nova-cell : Copying over nova.conf`.
        package var task: String
        /// Where the task stands: `kolla-ansible/ansible/roles/nova-cell/tasks/config.yml:57`.
        package var path: String
        package var role: String
        package var play: String
        /// Of the play: what one passes to `--kolla-tags`.
        package var tags: [String]
        /// What the task notifies when the file changes.
        package var handlers: [String]
        package var hosts: [String]

        package init(
            target: String, task: String, path: String, role: String, play: String, tags: [String], handlers: [String],
            hosts: [String]
        ) {
            self.target = target
            self.task = task
            self.path = path
            self.role = role
            self.play = play
            self.tags = tags
            self.handlers = handlers
            self.hosts = hosts
        }
    }

    package var record: Record
    package var tree: RenderedTree
}
