/// What a change to a Kayobe configuration does to the configuration files that Kolla Ansible would write on every host.
/// `slipway kolla diff --format json` writes this value; `version` changes when a field changes its meaning.
package struct ConfigurationDiff: Hashable, Sendable, Codable {
    /// One side of the comparison.
    package struct Side: Hashable, Sendable, Codable {
        /// As the user named it.
        package var revision: String
        /// The full commit id; nil for uncommitted work.
        package var commit: String?
        package var title: String
        package var kayobe: String
        package var kollaAnsible: String

        package init(revision: String, commit: String?, title: String, kayobe: String, kollaAnsible: String) {
            self.revision = revision
            self.commit = commit
            self.title = title
            self.kayobe = kayobe
            self.kollaAnsible = kollaAnsible
        }
    }

    /// Hosts that belong to the same Kolla groups and therefore get the same files.
    package struct HostClass: Hashable, Sendable, Codable {
        /// `compute`, `control`, `monitoring`, …: the Kayobe group that names the class best.
        package var name: String
        package var hosts: [String]

        package init(name: String, hosts: [String]) {
            self.name = name
            self.hosts = hosts
        }
    }

    package enum Kind: String, Hashable, Sendable, Codable {
        case added, removed, modified, modeChanged
    }

    /// One identical change to one file on all hosts of a group.
    package struct FileChange: Hashable, Sendable, Codable {
        /// The Kolla service directory the file lies in: `nova-compute`, `haproxy`.
        package var service: String
        /// Relative to the node's configuration directory: `nova-compute/nova.conf`.
        package var path: String
        package var kind: Kind
        package var hostClass: String
        /// The hosts on which the file changes in exactly this way, sorted.
        package var hosts: [String]
        /// Unified diff with three lines of context, headers included; empty for binary files and pure mode changes.
        package var unifiedDiff: String
        package var addedLines: Int
        package var removedLines: Int
        package var oldMode: String?
        package var newMode: String?
        package var isBinary: Bool

        package init(
            service: String, path: String, kind: Kind, hostClass: String, hosts: [String], unifiedDiff: String, addedLines: Int,
            removedLines: Int, oldMode: String? = nil, newMode: String? = nil, isBinary: Bool = false
        ) {
            self.service = service
            self.path = path
            self.kind = kind
            self.hostClass = hostClass
            self.hosts = hosts
            self.unifiedDiff = unifiedDiff
            self.addedLines = addedLines
            self.removedLines = removedLines
            self.oldMode = oldMode
            self.newMode = newMode
            self.isBinary = isBinary
        }
    }

    /// A secret that differs between the sides. The value itself is never part of a diff.
    package struct SecretChange: Hashable, Sendable, Codable {
        package enum Kind: String, Hashable, Sendable, Codable { case added, removed, changed }
        /// Where it is kept: `etc/kayobe/kolla/passwords.yml`.
        package var file: String
        /// Its key path: `keystone_admin_password`, `secrets.users[2].token`.
        package var name: String
        package var kind: Kind

        package init(file: String, name: String, kind: Kind) {
            self.file = file
            self.name = name
            self.kind = kind
        }
    }

    package var version = 1
    package var base: Side
    package var head: Side
    package var environment: String?
    package var hostClasses: [HostClass]
    /// Sorted by service, path and host class.
    package var changes: [FileChange]
    package var secrets: [SecretChange]
    /// Files rendered for the head side, over all hosts.
    package var renderedFiles: Int
    /// Seconds of wall clock.
    package var duration: Double
    /// What the reader must know to trust the diff: writes that were refused, files that could not be attributed.
    package var warnings: [String]

    package init(
        base: Side, head: Side, environment: String?, hostClasses: [HostClass], changes: [FileChange], secrets: [SecretChange],
        renderedFiles: Int, duration: Double, warnings: [String]
    ) {
        self.base = base
        self.head = head
        self.environment = environment
        self.hostClasses = hostClasses
        self.changes = changes
        self.secrets = secrets
        self.renderedFiles = renderedFiles
        self.duration = duration
        self.warnings = warnings
    }

    /// True only when both sides were rendered whole and nothing differs.
    package var isEmpty: Bool { changes.isEmpty && secrets.isEmpty }
}
