import KayobeConfig
import Testing

@Suite struct PinTests {
    struct Case: Sendable {
        var line: String
        var name: String
        var version: String?
        var url: String?
    }

    @Test(arguments: [
        Case(line: "kayobe==18.6.0", name: "kayobe", version: "18.6.0"),
        Case(line: "Kayobe == 18.6.0  # comment", name: "kayobe", version: "18.6.0"),
        Case(line: "kayobe>=18,<19", name: "kayobe"), Case(line: "kayobe", name: "kayobe"),
        Case(line: "kayobe==18.*", name: "kayobe"),
        Case(line: "jmespath[x]===1.0; python_version<'3.9'", name: "jmespath", version: "1.0"),
        Case(
            line: "git+https://github.com/stackhpc/kayobe@stackhpc/2025.1", name: "kayobe", version: "stackhpc/2025.1",
            url: "https://github.com/stackhpc/kayobe"),
        Case(
            line: "kayobe@git+https://github.com/stackhpc/kayobe.git@refs/heads/x", name: "kayobe", version: "refs/heads/x",
            url: "https://github.com/stackhpc/kayobe.git"),
        Case(
            line: "kayobe @ git+https://user@example.org/kayobe.git@v1#subdirectory=x", name: "kayobe", version: "v1",
            url: "https://user@example.org/kayobe.git"),
        Case(
            line: "-e git+ssh://git@example.org:22/src/fork.git@abc#egg=kayobe", name: "kayobe", version: "abc",
            url: "ssh://git@example.org:22/src/fork.git"),
        Case(
            line: "https://example.org/kayobe-18.6.0.tar.gz#egg=kayobe", name: "kayobe",
            url: "https://example.org/kayobe-18.6.0.tar.gz"),
        Case(line: "oslo_config.x==1 \\\n  --hash=sha256:00", name: "oslo-config-x", version: "1"),
    ])
    func readsARequirement(_ example: Case) throws {
        let text = "# heading\n\n-c constraints.txt\n--index-url=https://example.org/simple\n\(example.line)\n"
        let pins = try KayobeConfiguration.reading(["requirements.txt": text, "etc/kayobe/a.yml": ""]).requirements
        #expect(pins.map(\.name) == [example.name])
        #expect(pins.first?.version == example.version)
        #expect(pins.first?.url == example.url)
    }

    @Test func laterLayersOverrideTheRelease() throws {
        let files = [
            "etc/kayobe/openstack.yml": "openstack_release: \"2025.1\"\n",
            "etc/kayobe/kolla.yml": "kolla_tag: \"{{ openstack_release }}-rocky-9\"\nkolla_base_distro: rocky\n",
            "etc/kayobe/secrets.yml": "$ANSIBLE_VAULT;1.1;AES256\n3235\n", "etc/kayobe/broken.yml": "a: [\n",
            "etc/kayobe/environments/base/kolla.yml": "kolla_tag: 2025.1-x\n",
            "etc/kayobe/environments/aio/kolla.yml": "kolla_base_distro: ubuntu\n",
            "etc/kayobe/environments/aio/.kayobe-environment": "dependencies: [base]\n", "requirements.txt": "kayobe==18.6.0\n",
        ]
        let (base, aio, kayobe) = try KayobeConfiguration.reading(files) {
            try ($0.release(), $0.release(environment: "aio"), $0.kayobeVersion)
        }
        #expect(base.openStackRelease == "2025.1")
        #expect(base.kollaTag == "{{ openstack_release }}-rocky-9")
        #expect(aio.openStackRelease == "2025.1")
        #expect(aio.kollaTag == "2025.1-x")
        #expect(aio.kollaBaseDistribution == "ubuntu")
        #expect(kayobe == "18.6.0")
    }
}

/// Where Kolla Ansible comes from, as StackHPC's configurations and others say it.
@Suite struct KollaAnsibleSourceTests {
    @Test(arguments: [
        ([:], nil, "https://opendev.org/openstack/kolla-ansible", "requirements.txt"),
        (
            [
                "kolla.yml":
                    "---\nkolla_ansible_source_url: \"https://github.com/stackhpc/kolla-ansible\"\n"
                    + "kolla_ansible_source_version: \"{{ stackhpc_kolla_ansible_source_version }}\"\n",
                "stackhpc.yml": "stackhpc_kolla_ansible_source_version: stackhpc/18.2.0.1\n",
            ], "stackhpc/18.2.0.1", "https://github.com/stackhpc/kolla-ansible", "etc/kayobe/kolla.yml:3"
        ),
        (
            ["kolla.yml": "kolla_ansible_source_url: https://example.org/k\n", "openstack.yml": "openstack_release: \"2025.1\"\n"],
            "stable/2025.1", "https://example.org/k", "etc/kayobe/kolla.yml:1"
        ),
        (
            [
                "kolla.yml": "kolla_ansible_source_version: \"{{ openstack_branch }}-x\"\n",
                "openstack.yml": "openstack_branch: b\n",
            ],
            "b-x", "https://opendev.org/openstack/kolla-ansible", "etc/kayobe/kolla.yml:1"
        ),
        (
            [
                "kolla.yml": "kolla_ansible_source_version: a\n",
                "environments/aio/kolla.yml": "\nkolla_ansible_source_version: b\n",
            ], "b", "https://opendev.org/openstack/kolla-ansible", "etc/kayobe/environments/aio/kolla.yml:2"
        ),
        (
            ["kolla.yml": "kolla_ansible_ctl_install_type: binary\nkolla_ansible_source_version: a\n"], nil,
            "https://opendev.org/openstack/kolla-ansible", "requirements.txt"
        ),
        (
            ["kolla.yml": "kolla_ansible_source_version: \"{{ a | default('b') }}\"\n"], "{{ a | default('b') }}",
            "https://opendev.org/openstack/kolla-ansible", "etc/kayobe/kolla.yml:1"
        ),
        (
            ["kolla.yml": "kolla_ansible_source_version: \"{{ a }}\"\na: \"{{ a }}\"\n"], "{{ a }}",
            "https://opendev.org/openstack/kolla-ansible", "etc/kayobe/kolla.yml:1"
        ),
    ])
    func readsTheVariables(files: [String: String], version: String?, url: String, place: String) throws {
        var placed = ["etc/kayobe/environments/aio/a.yml": "---\n"]
        for (name, text) in files { placed["etc/kayobe/" + name] = text }
        let source = try KayobeConfiguration.reading(placed) { try $0.kollaAnsibleSource(environment: "aio") }
        #expect(source.version == version)
        #expect(source.url == url)
        #expect(source.place == place)
    }
}
