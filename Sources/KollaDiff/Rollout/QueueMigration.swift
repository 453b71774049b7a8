/// What a change to the kind of the services' message queues needs beside their own steps.
///
/// A queue stays what it was declared as: RabbitMQ refuses a service that declares it as another kind, so the queues there are must go.
/// Reference: https://docs.openstack.org/kolla-ansible/latest/reference/message-queues/rabbitmq.html#high-availability
struct QueueMigration: Sendable {
    private static let section = "[oslo_messaging_rabbit] "
    private static let settings: Set = [
        "amqp_durable_queues", "rabbit_quorum_queue", "rabbit_transient_quorum_queue", "rabbit_stream_fanout",
    ]

    /// By hand; empty when all queues stay what they are.
    let steps: [RolloutPlan.Step]

    /// - Parameter upgrading: whether the change comes with another release.
    init(_ changes: [ConfigurationDiff.FileChange], upgrading: Bool) {
        var names: Set<String> = []
        var causes: Set<String> = []
        var hosts: Set<String> = []
        for change in changes where change.kind == .modified {
            let found = change.settings.compactMap(Self.name)
            if found.isEmpty { continue }
            names.formUnion(found)
            causes.insert(change.path)
            hosts.formUnion(change.hosts)
        }
        guard !names.isEmpty else {
            steps = []
            return
        }
        let procedure =
            "Stop the services that use RabbitMQ, remove their queues (kayobe kolla ansible run rabbitmq-reset-state), and start them with the new configuration (kayobe overcloud service deploy)."
        steps = [
            RolloutPlan.Step(
                kind: .manual, name: "message queues", commands: [],
                reason:
                    "\(names.sorted().joined(separator: ", ")) \(names.count == 1 ? "differs" : "differ"): queues of another kind can only be made when those of today are gone",
                causes: causes.sorted(), hosts: hosts.sorted(by: countingOrder),
                risks: [
                    .init(
                        subject: "message queues", severity: .critical,
                        text:
                            "RabbitMQ refuses services that ask for a queue of another kind than it has: they do nothing until the queues are gone. What is under way then is lost."
                    )
                ],
                advice: [
                    upgrading
                        ? "With the release that runs today, before the upgrade: set in kolla/globals.yml what the new release has by default (om_enable_rabbitmq_quorum_queues and its like). "
                            + procedure : procedure
                ])
        ]
    }

    private static func name(_ setting: ConfigurationDiff.SettingChange) -> String? {
        guard setting.path.hasPrefix(section) else { return nil }
        let name = String(setting.path.dropFirst(section.count))
        // All of them are off where they are not set.
        guard settings.contains(name), isOn(setting.old) != isOn(setting.new) else { return nil }
        return name
    }

    private static func isOn(_ value: String?) -> Bool { value?.lowercased() == "true" }
}
