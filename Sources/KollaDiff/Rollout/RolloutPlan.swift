/// How to bring a change to the cloud: the commands of Kayobe in the order in which an operator runs them, and what each puts at risk.
///
/// The commands are those of a shell in which `kayobe-env` was sourced for the environment, so they do not repeat it.
/// Reference: https://docs.openstack.org/kayobe/latest/administration/overcloud.html
package struct RolloutPlan: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        /// The control host itself.
        case control
        /// The operating system of the hosts.
        case host
        /// What the services stand on: load balancer, database, message queue, virtual networks.
        case infrastructure
        case service
        /// What no command does; `commands` is empty.
        case manual
    }

    package enum Severity: String, Hashable, Sendable, Codable, Comparable {
        /// Requests fail or wait for seconds; what runs keeps running.
        case brief
        /// Users notice: their traffic stops, or no service answers.
        case disruptive
        /// Data or a quorum is at stake.
        case critical

        private var order: Int { self == .brief ? 0 : self == .disruptive ? 1 : 2 }
        package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }
    }

    package struct Risk: Hashable, Sendable, Codable {
        /// `MariaDB`, `OVN`, `libvirt`.
        package var subject: String
        package var severity: Severity
        /// One sentence: what is at risk.
        package var text: String
        /// The containers whose restart brings it; nil when the step itself does, and with it all that leads to the step; empty when
        /// nothing that differs brings it, but what the command does anyway.
        package var containers: [String]?

        package init(subject: String, severity: Severity, text: String, containers: [String]? = nil) {
            self.subject = subject
            self.severity = severity
            self.text = text
            self.containers = containers
        }
    }

    package struct Step: Hashable, Sendable, Codable {
        package var kind: Kind
        /// The tag of Kayobe or Kolla Ansible: `network`, `nova`.
        package var name: String
        /// Exact command lines, run one after the other.
        package var commands: [String]
        /// One sentence.
        package var reason: String
        /// What leads to the step: rendered files, or files of the configuration with the variables that differ.
        package var causes: [String]
        package var hosts: [String]
        /// Containers that restart or start, over all hosts of the step.
        package var restarts: [String]
        package var risks: [Risk]
        /// What operators do to keep the step gentle.
        package var advice: [String]

        package init(
            kind: Kind, name: String, commands: [String], reason: String, causes: [String], hosts: [String],
            restarts: [String] = [],
            risks: [Risk] = [], advice: [String] = []
        ) {
            self.kind = kind
            self.name = name
            self.commands = commands
            self.reason = reason
            self.causes = causes
            self.hosts = hosts
            self.restarts = restarts
            self.risks = risks
            self.advice = advice
        }
    }

    package var steps: [Step]
    /// What differs and is not in the plan, a sentence each: `etc/kayobe/seed.yml (seed_lvm_groups)`. Empty when the plan is whole.
    package var notCovered: [String]
    /// What the reader must know beside the steps.
    package var notes: [String]

    package init(steps: [Step] = [], notCovered: [String] = [], notes: [String] = []) {
        self.steps = steps
        self.notCovered = notCovered
        self.notes = notes
    }

    /// The gravest of all risks; nil when nothing is at risk.
    package var severity: Severity? { steps.flatMap(\.risks).map(\.severity).max() }
}
