/// What a new password of Kolla Ansible needs beside a reconfiguration.
///
/// Many passwords are set by the roles themselves: users of the database and of Keystone get the new one with the step of their
/// service. The others are kept by a service where no configuration file reaches, or encrypt what is stored.
/// Reference: https://stackhpc-kayobe-config.readthedocs.io/en/stackhpc-2025.1/operations/secret-rotation.html
struct SecretRotation: Sendable {
    private enum Time { case before, after, note }

    private struct Rule: Sendable {
        /// A name, or with `*` in front the end of one.
        var names: [String]
        var time: Time
        var severity: RolloutPlan.Severity = .disruptive
        /// What is at risk, or for a note all there is to say.
        var text: String
        var advice = ""
    }

    private static let rules = [
        Rule(
            names: ["database_password"], time: .before, severity: .critical,
            text:
                "Kolla Ansible logs in to MariaDB with this password and does not set it: until the database knows the new one, every step that prepares a database fails.",
            advice: "Set it in MariaDB for every host of the user root, with the old one, before any step of a service."),
        Rule(
            names: ["rabbitmq_cluster_cookie"], time: .before, severity: .critical,
            text: "Members of RabbitMQ with different cookies do not form a cluster.",
            advice: "Stop RabbitMQ on all hosts, and let the step rabbitmq start it with the new cookie everywhere."),
        Rule(
            names: ["rabbitmq_password"], time: .note,
            text:
                "services lose RabbitMQ from the step rabbitmq until their own step has run, and a member that restarts before the others refuses them: plan an outage of all APIs"
        ),
        Rule(
            names: ["grafana_admin_password"], time: .before, severity: .brief,
            text: "Grafana keeps the password with which it was first started, and the step grafana logs in with the new one.",
            advice: "Set it in the container of Grafana first (grafana-cli admin reset-admin-password)."),
        Rule(
            names: ["heat_domain_admin_password"], time: .after, severity: .brief,
            text: "Heat cannot create users for stacks while Keystone has the old password.",
            advice: "Set it in Keystone for heat_domain_admin in the domain heat_user_domain (openstack user set)."),
        Rule(
            names: ["barbican_crypto_key"], time: .before, severity: .critical,
            text: "What Barbican stored was encrypted with the old key, and nobody can read it any more.",
            advice: "Do not roll this out before every secret is encrypted anew."),
        Rule(
            names: ["heat_auth_encryption_key"], time: .before, severity: .critical,
            text: "What Heat stored of its stacks was encrypted with the old key, and stacks cannot be changed any more.",
            advice: "Do not roll this out before Heat's data is encrypted anew (heat-manage)."),
        Rule(
            names: ["keepalived_password"], time: .note,
            text:
                "controllers with different passwords do not see each other, and several take the virtual IP address until all are restarted"
        ),
        Rule(
            names: ["libvirt_sasl_password"], time: .note,
            text: "instances cannot be migrated between hosts of which only one has the new password"),
        Rule(
            names: ["metadata_secret"], time: .note,
            text: "instances get no metadata until the steps nova and neutron have both run"),
        Rule(
            names: ["redis_master_password", "valkey_master_password"], time: .note,
            text: "members with different passwords do not follow each other until all are restarted"),
        Rule(names: ["horizon_secret_key"], time: .note, text: "everybody is logged out of Horizon"),
        Rule(names: ["memcache_secret_key"], time: .note, text: "what is cached cannot be read any more, and is asked for again"),
        Rule(
            names: ["keystone_admin_password"], time: .note,
            text: "openrc and clouds.yaml files with the old password stop working"),
        Rule(
            names: ["*_database_password"], time: .note,
            text:
                "the service loses its database from the first step that carries the new password, that of the load balancer with ProxySQL, until its own step has run"
        ),
        Rule(
            names: ["*_keystone_password"], time: .note,
            text: "the service cannot log in to Keystone while its own step runs, until its containers are restarted"),
    ]

    /// Before the services are touched, by hand.
    private(set) var before: [RolloutPlan.Step] = []
    /// When all is done, by hand.
    private(set) var after: [RolloutPlan.Step] = []
    private(set) var notes: [String] = []

    /// - Parameter passwords: those that differ → what makes them differ.
    init(passwords: [String: Set<String>]) {
        for rule in Self.rules {
            let names = passwords.keys.filter { name in
                rule.names.contains { $0 == name || ($0.hasPrefix("*") && name.hasSuffix($0.dropFirst())) }
            }.sorted()
            if names.isEmpty { continue }
            if rule.time == .note {
                notes.append("\(names.joined(separator: ", ")): \(rule.text)")
                continue
            }
            let causes = names.reduce(into: Set<String>()) { $0.formUnion(passwords[$1, default: []]) }
            let step = RolloutPlan.Step(
                kind: .manual, name: names.joined(separator: ", "), commands: [],
                reason: "\(names.joined(separator: ", ")) differs, and Kolla Ansible does not carry it to where it is kept",
                causes: causes.sorted(), hosts: [],
                risks: [.init(subject: names.joined(separator: ", "), severity: rule.severity, text: rule.text)],
                advice: [rule.advice])
            if rule.time == .before { before.append(step) } else { after.append(step) }
        }
    }
}
