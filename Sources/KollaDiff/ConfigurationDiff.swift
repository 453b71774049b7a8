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

    /// One setting of a file that differs.
    package struct SettingChange: Hashable, Sendable, Codable {
        package enum Kind: String, Hashable, Sendable, Codable { case added, removed, changed }
        /// Where it stands, as its format writes it: `[DEFAULT] max_concurrent_builds`, `listeners[0].tls.port`.
        package var path: String
        package var kind: Kind
        /// As written in the file; secrets are tokens. Nil when the setting is added.
        package var old: String?
        /// Nil when it is removed.
        package var new: String?

        package init(path: String, kind: Kind, old: String?, new: String?) {
            self.path = path
            self.kind = kind
            self.old = old
            self.new = new
        }
    }

    /// How the settings of a file were read. `lines`: not at all, the unified diff is all there is.
    package enum Format: String, Hashable, Sendable, Codable { case lines, ini, yaml, json }

    /// A line of a file of the configuration.
    package struct Place: Hashable, Sendable, Codable {
        /// Relative to the top of the repository.
        package var path: String
        /// On the head side, from 1.
        package var line: Int

        package init(path: String, line: Int) {
            self.path = path
            self.line = line
        }
    }

    /// What rolling out a change does to containers.
    package enum Effect: String, Hashable, Sendable, Codable {
        /// Containers that run are restarted.
        case restart
        /// A container that is new on these hosts is started.
        case start
        /// The file is written, and no container restarts because of it.
        case reconfigure
        /// Nothing that runs is known to take notice.
        case none
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
        package var format: Format = .lines
        /// The settings that differ in a modified file, in the order of the file. Empty for files that are added or removed as a
        /// whole, and for `lines`.
        package var settings: [SettingChange] = []
        /// True when the settings were compared and none differs: comments, order or blanks changed.
        package var onlyFormatting = false
        package var effect = Effect.none
        /// Containers, named as the container engine does (`nova_compute`), that restart or start on these hosts because of the
        /// change; those that Kolla Ansible restarts along with them included.
        package var restarts: [String] = []
        /// The changed file of the configuration that it comes from; nil where that cannot be told. See `SourceAttribution`.
        package var source: Place?

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

    /// The changes to one service, by class of hosts.
    package struct ServiceChanges: Hashable, Sendable, Codable {
        package struct Group: Hashable, Sendable, Codable {
            package var hostClass: String
            /// All hosts of the group change in the same way.
            package var hosts: [String]
            /// Positions in `changes`.
            package var changes: [Int]
            package var restarts: [String]

            package init(hostClass: String, hosts: [String], changes: [Int], restarts: [String]) {
                self.hostClass = hostClass
                self.hosts = hosts
                self.changes = changes
                self.restarts = restarts
            }
        }

        /// The Kolla service directory: `nova-compute`.
        package var service: String
        package var groups: [Group]

        package init(service: String, groups: [Group]) {
            self.service = service
            self.groups = groups
        }
    }

    /// What this Slipway writes and reads.
    package static let currentVersion = 2

    package var version = currentVersion
    package var base: Side
    package var head: Side
    package var environment: String?
    package var hostClasses: [HostClass]
    /// Sorted by service, path and host class.
    package var changes: [FileChange]
    package var secrets: [SecretChange]
    /// `changes` by service, then by hosts that change in the same way.
    package var services: [ServiceChanges]
    /// How to bring the change to the cloud, and what that puts at risk.
    package var rollout: RolloutPlan
    /// Files rendered for the head side, over all hosts.
    package var renderedFiles: Int
    /// Seconds of wall clock.
    package var duration: Double
    /// What the reader must know to trust the diff: writes that were refused, files that could not be attributed.
    package var warnings: [String]
    /// The changed files of the configuration that the environment reads, with the first line that differs, sorted by path.
    package var sources: [Place]?

    package init(
        base: Side, head: Side, environment: String?, hostClasses: [HostClass], changes: [FileChange], secrets: [SecretChange],
        rollout: RolloutPlan = RolloutPlan(), renderedFiles: Int, duration: Double, warnings: [String]
    ) {
        self.base = base
        self.head = head
        self.environment = environment
        self.hostClasses = hostClasses
        self.changes = changes
        self.secrets = secrets
        self.services = ServiceGrouping.services(of: changes)
        self.rollout = rollout
        self.renderedFiles = renderedFiles
        self.duration = duration
        self.warnings = warnings
    }

    /// True only when both sides were rendered whole, nothing differs, and nothing is to be done that no rendered file shows.
    package var isEmpty: Bool { changes.isEmpty && secrets.isEmpty && rollout.steps.isEmpty }
}
