internal import FoundationEssentials

/// The folder of one side's render, and how it looks from inside.
///
///     config/   the exported repository, secrets replaced by tokens
///     kolla/    KOLLA_CONFIG_PATH: what Kayobe generates for Kolla Ansible
///     nodes/    one folder a host: the result
///     driver/   callback plugin, engine, playbook, facts, variables
///     home/ tmp/ events
struct RenderWorkspace: Sendable {
    /// Where it is.
    let path: String
    /// Where the render believes it to be; see `RenderIsolation`.
    let ground: String

    var config: String { path + "/config" }
    var nodes: String { path + "/nodes" }
    var events: String { path + "/events" }
    /// What the playbooks read and wrote, for the next render.
    var trace: String { path + "/driver/trace" }

    /// Writes what the playbooks need beside the configuration.
    func prepare(pair: PythonEnvironments.Pair, options: RenderOptions) throws(KollaDiffError) {
        for leftover in ["kolla", "nodes", "driver", "home", "tmp", "events"] {
            try? FileManager.default.removeItem(atPath: path + "/" + leftover)
        }
        for folder in ["kolla", "nodes", "driver/callback", "driver/library", "driver/trace", "home", "tmp"] {
            try makeDirectory(path + "/" + folder)
        }
        try write(Driver.guardPlugin, to: "driver/callback/slipway_guard.py")
        for (name, text) in Driver.library { try write(text, to: "driver/library/" + name) }
        try write(Driver.networksPlaybook, to: "driver/slipway-networks.yml")
        // Kayobe authorises this key on the hosts; a render needs some key, never the user's.
        try write("-----BEGIN OPENSSH PRIVATE KEY-----\nc2xpcHdheQ==\n-----END OPENSSH PRIVATE KEY-----\n", to: "driver/ssh-key")
        try write("ssh-ed25519 c2xpcHdheQ== slipway\n", to: "driver/ssh-key.pub")
        let extra = options.extraVariables.mapValues { SynthesisedFacts.Value.string($0) }
        try write(
            json(
                extra.merging([
                    "ansible_connection": .string("local"), "ansible_become": .boolean(false),
                    "ansible_python_interpreter": .string(pair.kayobe + "/bin/python"),
                    "ssh_private_key_path": .string(ground + "/driver/ssh-key"),
                    "ssh_public_key_path": .string(ground + "/driver/ssh-key.pub"),
                ]) { _, own in own }), to: "driver/kayobe-variables.json")
        let node = ground + "/nodes/{{ inventory_hostname }}"
        try write(
            json([
                "ansible_connection": .string("local"), "ansible_become": .boolean(false),
                "ansible_python_interpreter": .string(pair.kolla + "/bin/python"),
                "node_config": .string(node), "node_config_directory": .string(node),
            ]), to: "driver/kolla-variables.json")
    }

    func write(facts: [String: [String: SynthesisedFacts.Value]]) throws(KollaDiffError) {
        try write(json(facts.mapValues { .dictionary($0) }), to: "driver/facts.json")
    }

    /// The environment of every program of the render: nothing of the user's.
    func variables(pair: PythonEnvironments.Pair, options: RenderOptions, leader: String?, withFacts: Bool) -> [String: String] {
        var variables = [
            "PATH": "\(pair.kayobe)/bin:/usr/sbin:/usr/bin:/sbin:/bin", "VIRTUAL_ENV": pair.kayobe,
            "HOME": ground + "/home", "TMPDIR": ground + "/tmp", "PWD": ground, "LANG": "C.UTF-8", "TZ": "UTC", "USER": "stack",
            // Sets of Python, and with them lists that Ansible's filters make, keep their order.
            "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
            "KAYOBE_CONFIG_PATH": ground + "/config/etc/kayobe", "KOLLA_CONFIG_PATH": ground + "/kolla",
            "KOLLA_VENV_PATH": pair.kolla,
            "ANSIBLE_CALLBACK_PLUGINS": ground + "/driver/callback", "ANSIBLE_CALLBACKS_ENABLED": "slipway_guard",
            "ANSIBLE_STDOUT_CALLBACK": "default", "ANSIBLE_LOCAL_TEMP": ground + "/tmp/local",
            "ANSIBLE_REMOTE_TMP": ground + "/tmp/remote",
            "ANSIBLE_CACHE_PLUGIN": "memory", "ANSIBLE_STRATEGY": "linear", "ANSIBLE_PIPELINING": "true", "ANSIBLE_FORKS": "2",
            "ANSIBLE_NOCOLOR": "1", "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false", "ANSIBLE_DEPRECATION_WARNINGS": "false",
            "ANSIBLE_RETRY_FILES_ENABLED": "false",
            "SLIPWAY_ENGINE": options.engine.rawValue, "SLIPWAY_LIBRARY": ground + "/driver/library",
            "SLIPWAY_KEPT": ground + "/driver/kept",
            "SLIPWAY_TREE": ground, "SLIPWAY_EVENTS": ground + "/events", "SLIPWAY_TOOLS": "\(pair.kayobe):\(pair.kolla)",
        ]
        if options.engine == .driver {
            // Python finds `sitecustomize` there, which begins the record.
            variables["PYTHONPATH"] = ground + "/driver/library"
            variables["SLIPWAY_TRACE"] = ground + "/driver/trace"
            variables["SLIPWAY_LEADER"] = leader
        }
        variables["KAYOBE_ENVIRONMENT"] = options.environment
        if withFacts { variables["SLIPWAY_FACTS"] = ground + "/driver/facts.json" }
        return variables
    }

    /// `kayobe playbook run`, for what the configuration says of its hosts.
    var networksArguments: [String] {
        ["playbook", "run", ground + "/driver/slipway-networks.yml", "-e", "@\(ground)/driver/kayobe-variables.json"]
    }

    /// Kayobe's own command to generate the configuration of the services: two playbooks of Kayobe, then `kolla-ansible genconfig`.
    func generateArguments(_ options: RenderOptions) -> [String] {
        var arguments = [
            "overcloud", "service", "configuration", "generate", "--skip-prechecks", "--skip-hooks", "all",
            "--node-config-dir", ground + "/nodes/{{inventory_hostname}}",
            "-e", "@\(ground)/driver/kayobe-variables.json",
            // Kayobe passes this on through a shell.
            "-ke", "'@\(ground)/driver/kolla-variables.json'",
        ]
        if !options.completeTags.isEmpty { arguments += ["-kt", options.completeTags.joined(separator: ",")] }
        if let limit = options.kollaLimit { arguments += ["-kl", limit] }
        return arguments
    }

    private func json(_ values: [String: SynthesisedFacts.Value]) throws(KollaDiffError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        do { return String(decoding: try encoder.encode(values), as: UTF8.self) } catch {
            throw KollaDiffError(.system, operation: "write variables", message: "\(error)")
        }
    }

    private func write(_ text: String, to name: String) throws(KollaDiffError) {
        do { try Data(text.utf8).write(to: URL(filePath: path + "/" + name)) } catch {
            throw KollaDiffError(.system, operation: "write \(name)", message: "\(error)")
        }
    }
}
