import KayobeConfig
import Testing

/// The expectations are what `ansible-inventory --list` of ansible-core 2.18 prints for the same files.
@Suite struct InventoryTests {
    private func read(_ files: [String: String]) throws -> (inventory: Inventory, problems: [ConfigurationProblem]) {
        let placed = files.map { ("etc/kayobe/inventory/" + $0.key, $0.value) }
        return try KayobeConfiguration.reading(Dictionary(uniqueKeysWithValues: placed)) { try $0.inventory() }
    }

    @Test func mergesTheFilesOfADirectory() throws {
        let (inventory, problems) = try read([
            "hosts": """
            # comment
            localhost ansible_connection=local
            bare[01:03:2].example.org:2222 rack=1 note="two words" # trailing

            [controllers]
            ctl[1:3] ansible_host=10.0.0.1
            [compute:children]
            compute-vgpu

            [compute-vgpu]
            cmp[a:c] gpu='A 100'

            [compute:vars]
            driver = "kvm"
            list=[1, 2]

            [overcloud:children]
            controllers
            compute
            [overcloud]
            extra
            [all:vars]
            site=east

            """,
            "10-more.yml": """
            all:
              vars:
                site: west
              hosts:
                lonely:
              children:
                storage:
                  hosts:
                    sto[1:2]:
                      disks: 4
                  children:
                    ceph:
                      hosts: {sto9: {}}
                controllers:
                  hosts:
                    ctl9:

            """,
            "README.md": "ignored", "skip.ini": "[zzz]\nno\n", ".hidden": "[zzz]\nno\n", "group_vars/all": "x: 1\n",
            "host_vars/ctl1": "x: 1\n", "sub/hosts": "[subgroup]\nsubhost\n",
        ])
        #expect(problems == [])
        let direct = inventory.groups.mapValues(\.hosts)
        #expect(
            direct == [
                "ceph": ["sto9"], "compute": [], "compute-vgpu": ["cmpa", "cmpb", "cmpc"],
                "controllers": ["ctl9", "ctl1", "ctl2", "ctl3"], "overcloud": ["extra"], "storage": ["sto1", "sto2"],
                "subgroup": ["subhost"],
            ])
        #expect(inventory.groups["overcloud"]?.children == ["controllers", "compute"])
        #expect(inventory.groups["storage"]?.children == ["ceph"])
        #expect(inventory.groups["compute"]?.variables == ["driver": "kvm", "list": "[1, 2]"])
        #expect(inventory.variables == ["site": "east"])
        #expect(inventory.hosts(in: "ungrouped") == ["lonely", "localhost", "bare01.example.org", "bare03.example.org"])
        #expect(inventory.hosts(in: "compute") == ["cmpa", "cmpb", "cmpc"])
        #expect(Set(inventory.hosts(in: "overcloud")) == ["extra", "ctl9", "ctl1", "ctl2", "ctl3", "cmpa", "cmpb", "cmpc"])
        #expect(inventory.hosts(in: "all").count == 16)
        #expect(inventory.hosts(in: "nothing") == [])
        #expect(inventory.groups(of: "cmpa") == ["compute", "compute-vgpu", "overcloud"])
        #expect(inventory.hostVariables["bare01.example.org"] == ["rack": "1", "note": "two words"])
        #expect(inventory.hostVariables["cmpa"] == ["gpu": "A 100"])
        #expect(inventory.hostVariables["sto1"] == ["disks": "4"])
    }

    @Test(arguments: [
        ("::1", ["::1"]), ("[2001:db8::1]:22", ["2001:db8::1"]), ("h:22", ["h"]), ("h[1:2]:22", ["h1", "h2"]),
        ("r[1:2]n[a:b]", ["r1na", "r1nb", "r2na", "r2nb"]), ("h[:2]", ["h0", "h1", "h2"]), ("h[09:11]", ["h09", "h10", "h11"]),
        ("h[5:3]", []), ("h[0:0]x", ["h0x"]), ("h[1:9:4]", ["h1", "h5", "h9"]), ("x # comment", ["x"]), ("h y=c#d", ["h"]),
    ])
    func expandsHostPatterns(line: String, hosts: [String]) throws {
        let (inventory, problems) = try read(["hosts": "[a]\n\(line)\n"])
        #expect(inventory.hosts(in: "a") == hosts)
        #expect(problems == [])
    }

    @Test(arguments: [
        ("[a:vars]\nx=1\n", 1, "section [a:vars] is for a group that is not defined"),
        ("[a:children]\nb\n", 2, "section [a:children] includes the group b, which is not defined"),
        ("[a\nh\n", 1, "[a begins like a section and does not end like one: write [a]"),
        ("[a b]\nh\n", 1, "invalid section entry [a b]: there must be no spaces in it"),
        ("[a:odd]\nh\n", 1, "section [a:odd] has an unknown type; known are hosts, children and vars"),
        ("[a]\nh x\n", 2, "expected key=value host variable assignment, got: x"),
        ("[a]\n\n[a:vars]\nnope\n", 4, "expected key=value, got: nope"),
        ("[a]\nh[1:]\n", 2, "host range must specify end value"),
        ("[a]\nh[01:3]\n", 2, "host range must specify equal-length begin and end formats"),
        ("[a]\nh[c:a]\n", 2, "host range must have begin <= end"),
        ("[a]\nh[13]\n", 2, "host range must be begin:end or begin:end:step"),
        ("[a]\nh[1:3:0]\n", 2, "host range has the step 0, which is no positive number"),
        ("[a]\nh[b:5]\n", 2, "host range [b:5] is neither of numbers nor of letters"),
        ("[a]\nh[1:3\n", 2, "host range has no end: h[1:3"),
        ("[a]\nh[0:99999999999]\n", 2, "[0:99999999999] stands for too many hosts"),
        ("[a:children]\nb\n[b:children]\na\n", 4, "adding the group a as a child of b creates a recursive dependency loop"),
        ("[a]\nh[1:400]r[1:400]\n", 2, "h[1:400]r[1:400] stands for too many hosts"),
    ])
    func reportsWhatAnsibleRefuses(text: String, line: Int, message: String) throws {
        let problems = try read(["hosts": text]).problems
        #expect(problems == [ConfigurationProblem(.error, file: "etc/kayobe/inventory/hosts", line: line, message)])
    }

    @Test(arguments: [
        ("a:\n  hosts: lone\n", ["lone"], 0), ("a:\n  hosts:\n    - h\n", [], 1), ("a:\n  hosts: {h: {}}\n  port: 1\n", ["h"], 1),
        ("a: text\n", [], 1), ("a:\n", [], 0), ("- a\n", [], 1), ("a: [\n", [], 1), ("plugin: openstack.cloud.openstack\n", [], 1),
        ("a: {hosts: {x: }, children: {b: {hosts: {y: }, children: {a: }}}}\n", ["x", "y"], 1),
    ])
    func readsYAML(text: String, hosts: [String], problems: Int) throws {
        let result = try read(["hosts.yml": text])
        #expect(result.inventory.hosts(in: "a") == hosts)
        #expect(result.problems.count == problems, "\(result.problems)")
    }

    @Test func aFileWithoutEndingMayBeEither() throws {
        let (inventory, problems) = try read([
            "a": "controllers:\n  hosts:\n    ctl1:\n", "b": "[controllers]\nctl2\n", "c": "# only a comment\n", "d": "ctl3\n",
        ])
        #expect(inventory.hosts(in: "controllers") == ["ctl1", "ctl2"])
        #expect(inventory.hosts(in: "ungrouped") == ["ctl3"])
        #expect(problems == [])
    }
}
