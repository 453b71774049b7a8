/// What is at risk when containers restart, and what operators do about it.
enum RolloutRisk {
    private struct Entry {
        var containers: [String]
        var subject: String
        var severity: RolloutPlan.Severity
        var text: String
        /// Instead of `text` where there is only one member.
        var alone: String?
        var advice: String?
    }

    /// - Parameter members: container → the number of hosts that run it.
    static func assess(_ containers: [String], members: (String) -> Int) -> (risks: [RolloutPlan.Risk], advice: [String]) {
        var risks: [RolloutPlan.Risk] = []
        var advice: [String] = []
        var covered: Set<String> = quiet
        for entry in entries {
            let hit = containers.filter(entry.containers.contains)
            guard let first = hit.first else { continue }
            covered.formUnion(hit)
            let text = members(first) < 2 ? entry.alone ?? entry.text : entry.text
            risks.append(.init(subject: entry.subject, severity: entry.severity, text: text, containers: hit))
            if let said = entry.advice, members(first) > 1 { advice.append(said) }
        }
        let others = containers.filter { !covered.contains($0) }
        if !others.isEmpty {
            risks.append(
                .init(
                    subject: others.joined(separator: ", "), severity: .brief,
                    text: others.count == 1 ? "It does not answer while it restarts." : "They do not answer while they restart.",
                    containers: others))
        }
        return (risks, advice)
    }

    /// Nobody waits for these.
    private static let quiet: Set = ["cron", "fluentd", "kolla_toolbox"]

    private static let entries = [
        Entry(
            containers: ["mariadb"], subject: "MariaDB", severity: .critical,
            text:
                "All services keep their state in this cluster: if too few members come back in sync it loses its quorum, and every API stops.",
            alone: "All services keep their state in this database, and every API fails until it is back.",
            advice:
                "MariaDB: see that all members are in sync before and after (wsrep_cluster_size, wsrep_local_state_comment), and take a backup first (kayobe overcloud database backup). Kolla Ansible restarts a third of the members at a time: leave all of them in the limit."
        ),
        Entry(
            containers: ["rabbitmq"], subject: "RabbitMQ", severity: .critical,
            text:
                "Services talk to each other through this cluster: messages of queues without replicas are lost with a member, and a cluster that splits stops every operation that is under way.",
            alone: "Services talk to each other through it: operations that are under way fail or hang until it is back.",
            advice:
                "RabbitMQ: see that all members run and no queue grows before and after (rabbitmqctl cluster_status, list_queues). Kolla Ansible restarts a third of the members at a time: leave all of them in the limit."
        ),
        Entry(
            containers: ["etcd"], subject: "etcd", severity: .critical,
            text: "The cluster needs most of its members at any time: without them coordination between services stops.",
            alone: "Coordination between services stops until it is back.",
            advice: "etcd: see that all members are healthy before and after (etcdctl endpoint health)."),
        Entry(
            containers: ["keepalived"], subject: "Keepalived", severity: .disruptive,
            text:
                "The virtual IP address moves between controllers: every open connection to the APIs breaks, and for some seconds none can be made.",
            alone: "The virtual IP address goes and comes back: for some seconds no API can be reached.",
            advice: "Keepalived: Kolla Ansible restarts the backups first and the host with the virtual IP address last."),
        Entry(
            containers: ["haproxy"], subject: "HAProxy", severity: .disruptive,
            text: "Connections through the load balancer are cut: API requests that are under way fail.",
            alone: "No API can be reached while the load balancer restarts.",
            advice: nil),
        Entry(
            containers: ["proxysql"], subject: "ProxySQL", severity: .disruptive,
            text:
                "Connections of the services to the database are cut: requests that are under way fail, and services connect anew."),
        Entry(
            containers: ["ovn_nb_db", "ovn_sb_db", "ovn_sb_db_relay", "ovn_northd"], subject: "OVN", severity: .disruptive,
            text:
                "No change to ports, routers or security groups takes effect until the databases have a leader again; traffic that flows keeps flowing.",
            advice:
                "OVN: one controller after the other (--kolla-limit with one host), and see that the databases have all members (ovs-appctl cluster/status) before the next."
        ),
        Entry(
            containers: ["ovn_controller"], subject: "OVN", severity: .disruptive,
            text: "Each host installs its flows anew: traffic of its instances and routers can stall for seconds.",
            advice: "OVN: host after host, or a few at a time (--kolla-limit), network nodes last."),
        Entry(
            containers: ["openvswitch_db", "openvswitch_vswitchd", "ovsdpdk_db", "ovsdpdk_vswitchd"], subject: "Open vSwitch",
            severity: .disruptive,
            text: "All traffic of the instances and routers of a host stops while its virtual switch restarts.",
            advice: "Open vSwitch: host after host (--kolla-limit), after moving instances and routers that must not lose traffic."),
        Entry(
            containers: ["neutron_l3_agent"], subject: "Neutron", severity: .disruptive,
            text: "Routers of the host can lose traffic for seconds, or move to another host.",
            advice: "Neutron: one network host after the other (--kolla-limit)."),
        Entry(
            containers: [
                "neutron_openvswitch_agent", "neutron_dhcp_agent", "neutron_metadata_agent", "neutron_ovn_metadata_agent",
                "neutron_ovn_agent", "neutron_sriov_agent", "neutron_bgp_dragent",
            ], subject: "Neutron", severity: .brief,
            text: "New ports, leases and metadata wait until the agents of a host are back; traffic that flows keeps flowing."),
        Entry(
            containers: ["nova_libvirt"], subject: "libvirt", severity: .disruptive,
            text:
                "Instances keep running, but starting, stopping, attaching and migrating them fails on the host until libvirt is back; a migration that is under way is lost.",
            advice: "libvirt: host after host (--kolla-limit), with no migration to or from it under way."),
        Entry(
            containers: ["nova_compute", "nova_compute_ironic"], subject: "Nova compute", severity: .brief,
            text: "Instances keep running; builds, resizes and migrations that the host is at are interrupted.",
            advice: "Nova compute: on many hosts a few at a time (--kolla-limit), so that the scheduler always finds others."),
        Entry(
            containers: ["iscsid", "multipathd", "tgtd"], subject: "Block storage paths", severity: .disruptive,
            text: "Volumes cannot be attached or fail over to another path while the daemons of a host restart.",
            advice: "Block storage paths: host after host (--kolla-limit)."),
        Entry(
            containers: ["memcached"], subject: "memcached", severity: .brief,
            text:
                "Cached tokens and sessions are lost: users log in to Horizon again, and Keystone answers more requests for a while."
        ),
        Entry(
            containers: ["redis", "redis_sentinel", "valkey_server", "valkey_sentinel"], subject: "Coordination", severity: .brief,
            text: "Services that coordinate through it elect anew; their periodic work pauses."),
        Entry(
            containers: ["keystone"], subject: "Keystone", severity: .brief,
            text: "Every API asks it who the user is: requests fail for the seconds in which a controller's Keystone restarts."),
        Entry(
            containers: ["cinder_volume", "cinder_backup"], subject: "Cinder", severity: .brief,
            text: "Volumes that are being created, attached or backed up can end in error; those in use keep working."),
        Entry(
            containers: ["glance_api"], subject: "Glance", severity: .brief,
            text: "Uploads and downloads of images that are under way fail."),
        Entry(
            containers: ["heat_engine"], subject: "Heat", severity: .brief,
            text: "Stacks that are being created or updated can end in error."),
        Entry(
            containers: ["octavia_health_manager", "octavia_worker", "octavia_driver_agent"], subject: "Octavia", severity: .brief,
            text: "Load balancers keep working; changes to them that are under way can end in error.",
            advice: nil),
        Entry(
            containers: ["ironic_conductor", "ironic_dnsmasq", "ironic_tftp", "ironic_http"], subject: "Ironic", severity: .brief,
            text: "Bare metal nodes that are being deployed, cleaned or inspected can end in error."),
        Entry(
            containers: ["opensearch"], subject: "OpenSearch", severity: .brief,
            text: "Logs wait in Fluentd's buffers, and shards are allocated anew, until all members are back."),
        Entry(
            containers: ["prometheus_server", "prometheus_alertmanager"], subject: "Monitoring", severity: .brief,
            text: "Metrics have a gap, and no alert is raised, while it restarts."),
    ]
}
