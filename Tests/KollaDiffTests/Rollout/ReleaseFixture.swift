import Foundation
import TestSupport

@testable import KollaDiff

/// A small Kolla Ansible, laid out as the real one, and what it would render.
enum ReleaseFixture {
    private static let files = [
        "site.yml": """
        - import_playbook: gather-facts.yml
        - name: Apply role common
          hosts: all
          tags: [common]
          roles:
            - role: common
        - name: Apply role loadbalancer
          hosts: loadbalancer
          tags: [haproxy, keepalived, loadbalancer]
          roles:
            - { role: loadbalancer }
          tasks:
            - block:
                - include_role: {name: glance, tasks_from: loadbalancer}
                  tags: glance
        - import_playbook: mariadb.yml
        - name: Apply role memcached
          hosts: memcached
          roles:
            - { role: memcached, tags: [memcache, memcached] }
        - name: Apply role glance
          hosts: glance-api
          roles:
            - { role: glance, tags: glance }
        - name: Apply role ovn-db
          hosts: ovn-nb-db
          roles:
            - { role: ovn-db, tags: [ovn, ovn-db] }
        - name: Apply role ovn-controller
          hosts: ovn-controller
          roles:
            - { role: ovn-controller, tags: [ovn, ovn-controller] }
        - import_playbook: nova.yml
        """,
        "group_vars/all.yml":
            "openstack_tag: \"{{ openstack_release }}\"\nopenstack_release: \"2025.1\"\ndocker_registry: quay.io\n",
        "gather-facts.yml": "- name: Gather facts\n  hosts: all\n  tasks: []\n",
        "mariadb.yml": """
        - hosts: mariadb
          tags: [mariadb]
          tasks:
            - import_role: {name: mariadb}
        - hosts: mariadb_restart
          serial: "33%"
          tags: [mariadb]
          tasks:
            - import_role: {name: mariadb, tasks_from: restart_services.yml}
        """,
        "nova.yml": """
        - hosts: nova-api
          tags: [nova, nova-api]
          roles: [{ role: nova }]
        - hosts: compute
          tags: [nova, nova-cell]
          roles: [{ role: nova-cell }]
        """,
        "roles/common/defaults/main.yml": services("common", ["fluentd": "fluentd", "kolla-toolbox": "kolla_toolbox"]),
        "roles/common/handlers/main.yml": handler("fluentd"),
        "roles/loadbalancer/defaults/main.yml": services(
            "loadbalancer", ["haproxy": "haproxy", "proxysql": "proxysql", "keepalived": "keepalived"]),
        "roles/loadbalancer/handlers/main.yml": """
        - name: Stop backup haproxy container
          kolla_container: {action: stop_container, name: haproxy}
          listen: [Restart haproxy container, Restart keepalived container]
        - name: Start backup haproxy container
          vars: {service_name: haproxy}
          kolla_container: {action: recreate_or_restart_container, name: "{{ service.container_name }}"}
          listen: [Restart haproxy container, Restart keepalived container]
          notify: [Wait for haproxy]
        - name: Wait for haproxy
          wait_for: {port: 61313}
        - name: Start backup proxysql container
          vars: {service_name: proxysql}
          kolla_container: {action: recreate_or_restart_container, name: "{{ service.container_name }}"}
          listen: [Restart haproxy container, Restart proxysql container, Restart keepalived container]
          when: [groups.kolla_ha_is_master_False is defined, inventory_hostname in groups.kolla_ha_is_master_False]
        - name: Start master proxysql container
          vars: {service_name: proxysql}
          kolla_container: {action: recreate_or_restart_container, name: "{{ service.container_name }}"}
          listen: [Restart proxysql container, Restart keepalived container]
        - name: Start backup keepalived container
          vars: {service_name: keepalived}
          kolla_container: {action: recreate_or_restart_container, name: "{{ service.container_name }}"}
          listen: Restart keepalived container
        """,
        "roles/mariadb/defaults/main.yml": services("mariadb", ["mariadb": "mariadb"]),
        "roles/mariadb/handlers/main.yml": """
        - name: Restart MariaDB on existing cluster members
          group_by: {key: mariadb_restart}
          listen: Restart mariadb container
        """,
        "roles/mariadb/tasks/upgrade.yml": """
        - block:
            - kolla_container: {action: stop_and_remove_container, name: mariadb_clustercheck}
        - kolla_container: {action: stop_and_remove_container, name: "{{ item }}"}
        - import_tasks: deploy.yml
        """,
        "roles/memcached/defaults/main.yml": services("memcached", ["memcached": "memcached"]),
        "roles/glance/defaults/main.yml": services("glance", ["glance-api": "glance_api", "glance-tls-proxy": "glance_tls_proxy"]),
        "roles/glance/handlers/main.yml": handler("glance-api"),
        "roles/ovn-db/defaults/main.yml": services("ovn_db", ["ovn-nb-db": "ovn_nb_db"]),
        "roles/ovn-controller/defaults/main.yml": services("ovn_controller", ["ovn-controller": "ovn_controller"]),
        "roles/nova/defaults/main.yml": services("nova", ["nova-api": "nova_api"]),
        "roles/nova-cell/defaults/main.yml": services(
            "nova_cell", ["nova-compute": "nova_compute", "nova-libvirt": "nova_libvirt", "nova-conductor": "nova_conductor"]),
        "roles/nova-cell/handlers/main.yml": handler("nova-compute") + """
            - name: Reload libvirtd
              command: kill -1 1
            """,
        "roles/haproxy-config/tasks/main.yml": "- firewalld: {}\n  when: open_ports | bool\n",
        "roles/glance/tasks/register.yml":
            "- kolla_toolbox: {a: \"{{ glance_keystone_password }}\", b: \"{{ database_password }}\"}\n",
        "roles/ovn-controller/tasks/setup-ovs.yml": "- command: ovs-vsctl set\n  when: ovn_gateway | bool\n",
        "roles/ovn-controller/tasks/config.yml": "- template: {}\n  when: ovn_other | bool\n",
    ]

    private static func services(_ project: String, _ services: [String: String]) -> String {
        "---\n\(project)_services:\n"
            + services.sorted { $0.key < $1.key }.map { key, container in
                "  \(key):\n    container_name: \"\(container)\"\n    group: \"\(key)\"\n    enabled: true\n    image: \"{{ \(container)_image }}\"\n    volumes: [\"{{ \(project)_volume }}:/x\"]\n"
            }.joined()
            + services.values.sorted().map {
                "\($0)_image: \"{{ docker_registry }}/\($0):{{ \($0)_tag }}\"\n\($0)_tag: \"{{ openstack_tag }}\"\n"
            }
            .joined() + "\(project)_other:\n  a: 1\n"
    }

    private static func handler(_ key: String) -> String {
        """
        - name: Restart \(key) container
          vars:
            service_name: \(key)
          kolla_container:
            action: recreate_or_restart_container
            name: "{{ service.container_name }}"

        """
    }

    static func release() throws -> KollaRelease { try withDirectory { try KollaRelease(directory: $0) } }

    /// - Parameter change: makes another release of it, file by file.
    static func definitions(_ change: (String) -> String = { $0 }) throws -> ContainerDefinitions {
        try withDirectory(change) { try ContainerDefinitions(directory: $0) }
    }

    private static func withDirectory<Value>(
        _ change: (String) -> String = { $0 }, _ read: (String) throws -> Value
    ) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slipway-release-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(change(text).utf8).write(to: file)
        }
        return try read(folder.path)
    }

    /// A service's `config.json`, as the roles write them.
    static func container(_ command: String, _ sources: [String], permissions: String = "[]") -> String {
        let entries = sources.map { source in
            let name = source.split(separator: "/").joined(separator: "/")
            return
                "{\"source\": \"/var/lib/kolla/config_files/\(source)\", \"dest\": \"/etc/kolla/\(name.contains("*") ? "" : name)\", \"owner\": \"kolla\", \"perm\": \"0600\"}"
        }
        return
            "{\n  \"command\": \"\(command)\",\n  \"config_files\": [\(entries.joined(separator: ",\n"))],\n  \"permissions\": \(permissions)\n}\n"
    }

    private static let controller: [String: String] = [
        "fluentd/config.json": container("fluentd", ["fluentd.conf", "input/*.conf"]),
        "fluentd/fluentd.conf": "<source>\n</source>\n",
        "fluentd/input/00-global.conf": "<source>\n</source>\n",
        "haproxy/config.json": container("haproxy", ["haproxy.cfg", "services.d/"]),
        "haproxy/haproxy.cfg": "global\n  maxconn 40000\n",
        "haproxy/services.d/glance-api.cfg": "frontend glance\n", "haproxy/services.d/old.cfg": "frontend old\n",
        "proxysql/config.json": container("proxysql", ["proxysql.yaml", "users/"]),
        "proxysql/proxysql.yaml": "mysql_variables: {threads: 4}\n",
        "proxysql/users/glance.yaml": "mysql_users:\n  - user: glance\n    password: glance_database_password.v1\n",
        "keepalived/config.json": container("keepalived", ["keepalived.conf"]),
        "keepalived/keepalived.conf": "vrrp_instance x {\n}\n",
        "mariadb/config.json": container("mariadbd", ["galera.cnf"]), "mariadb/galera.cnf": "[mysqld]\nmax_connections = 100\n",
        "memcached/config.json": container("memcached -m 256", []),
        "glance-api/config.json": container("glance-api", ["glance-api.conf"]),
        "glance-api/glance-api.conf": "[DEFAULT]\nworkers = 5\n", "glance-api/notes.txt": "one\n",
        "ovn-nb-db/config.json": container("ovn-nb", []), "nova-api/config.json": container("nova-api", ["nova.conf"]),
        "nova-api/nova.conf": "[DEFAULT]\nosapi_compute_workers = 5\n",
        "nova-api-bootstrap/config.json": container("true", ["nova.conf"]), "nova-api-bootstrap/nova.conf": "[DEFAULT]\na = 1\n",
        "nova-conductor/config.json": container("nova-conductor", ["nova.conf"]),
        "nova-conductor/nova.conf": "[DEFAULT]\nworkers = 5\n",
    ]
    private static let compute: [String: String] = [
        "fluentd/config.json": container("fluentd", ["fluentd.conf", "input/*.conf"]),
        "fluentd/fluentd.conf": "<source>\n</source>\n",
        "nova-compute/config.json": container("nova-compute", ["nova.conf"]),
        "nova-compute/nova.conf": "[DEFAULT]\nmax_concurrent_builds = 10\n",
        "nova-libvirt/config.json": container("libvirtd", ["libvirtd.conf", "secrets"]),
        "nova-libvirt/libvirtd.conf": "listen_tcp = 1\n",
        "nova-libvirt/secrets/a.xml": "<secret/>\n", "ovn-controller/config.json": container("ovn-controller", []),
    ]
    static let hosts: [String: Set<String>] = [
        "ctl0": ["controllers", "network", "overcloud"], "ctl1": ["controllers", "network", "overcloud"],
        "ctl2": ["controllers", "network", "overcloud"], "cmp0": ["compute", "overcloud"], "cmp1": ["compute", "overcloud"],
    ]

    /// What is rendered for three controllers and two computes.
    /// - Parameters:
    ///   - changes: host or group (`ctl`, `cmp`) and path (`ctl:haproxy/haproxy.cfg`) → text; nil: not written.
    ///   - events: lines as the render's driver writes them.
    static func rendered(
        _ changes: [String: String?] = [:], mode: [String: UInt32] = [:], events: String = "", only: [String]? = nil
    ) -> RenderedRevision {
        var trees: [String: [String: RenderedTree.File]] = [:]
        for host in only ?? Array(hosts.keys) {
            var files = host.hasPrefix("ctl") ? controller : compute
            for (place, text) in changes.sorted(by: { $0.key < $1.key }) {
                let parts = place.split(separator: ":", maxSplits: 1)
                if host.hasPrefix(parts[0]) { files[String(parts[1])] = text }
            }
            trees[host] = Dictionary(
                uniqueKeysWithValues: files.map { path, text in
                    (path, RenderedTree.File(mode: mode["\(host.prefix(3)):\(path)"] ?? 0o660, content: Array(text.utf8)))
                })
        }
        let record = RenderedRevision.Record(
            kayobe: "18.6.0", kollaAnsible: "20.6.0", hosts: hosts.filter { trees[$0.key] != nil }, refusals: [],
            writes: RenderEvent.writes(in: RenderEvent.read(Array(events.utf8))))
        return RenderedRevision(record: record, tree: RenderedTree(hosts: trees))
    }

    static func event(_ host: String, _ target: String, handlers: [String], role: String) -> String {
        """
        {"event":"wrote","host":"\(host)","task":"\(role) : Copying","path":"kolla-ansible/ansible/roles/\(role)/tasks/config.yml:57",\
        "role":"\(role)","target":"\(target)","handlers":["\(handlers.joined(separator: "\",\""))"],"play":"Apply role \(role)",\
        "tags":["\(role)"]}

        """
    }

    /// The changes and the plan between two renders.
    static func diff(
        _ base: RenderedRevision, _ head: RenderedRevision, options: RenderOptions = .init()
    ) throws -> (changes: [ConfigurationDiff.FileChange], plan: RolloutPlan) {
        let release = try release()
        let changes = TreeComparison.changes(
            from: base, to: head, hostClasses: HostClassification.classes(of: head.record.hosts), release: release)
        return (changes, RolloutPlanner(base: base, head: head, release: release, options: options).plan(changes))
    }
}
