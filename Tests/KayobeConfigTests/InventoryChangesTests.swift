import Testing

@testable import KayobeConfig

/// For whom a changed inventory file sets variables in another way.
@Suite struct InventoryChangesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name = "hosts"
        var old: String
        var new: String
        /// `hosts | groups`; nil when it cannot be told.
        var expected: String?
        var testDescription: String { new }
    }

    private static let ini = "[controllers]\nctl[1:2] rack=1\n[compute]\ncmp1 ansible_host=10.0.0.1\n[cloud:children]\ncompute\n"
    private static let yaml =
        "all:\n  vars:\n    x: 1\n  children:\n    compute:\n      hosts:\n        cmp[1:2]:\n          rack: 1\n        cmp3:\n"

    static let cases: [Case] = [
        Case(old: ini, new: ini.replacing("rack=1", with: "rack=2"), expected: "ctl1 ctl2 |"),
        Case(old: ini, new: ini.replacing("10.0.0.1", with: "10.0.0.2 a='b c'"), expected: "cmp1 |"),
        Case(old: ini, new: ini.replacing(" ansible_host=10.0.0.1", with: ""), expected: "cmp1 |"),
        Case(old: ini, new: ini + "[compute:vars]\nx=1\n", expected: "| compute"),
        Case(old: ini + "[compute:vars]\nx=1\n", new: "[compute:vars]\nx = 2\n" + ini, expected: "| compute"),
        Case(old: ini + "[a:vars]\nx=1\n[all:vars]\ny=1\n", new: ini + "[all:vars]\ny=2\n", expected: "| a all"),
        // Who belongs to what, and what comes first.
        Case(old: ini, new: ini + "[storage]\n", expected: nil),
        Case(old: ini, new: ini.replacing("cmp1", with: "cmp2"), expected: nil),
        Case(old: ini, new: ini.replacing("ctl[1:2]", with: "ctl[1:3]"), expected: nil),
        Case(old: ini, new: ini.replacing("children]\ncompute", with: "children]\ncontrollers"), expected: nil),
        Case(old: ini, new: ini.replacing("[compute]", with: "[compute:hosts]\n[compute]"), expected: nil),
        // What Ansible does not take, or runs.
        Case(old: ini, new: ini.replacing("rack=1", with: "rack"), expected: nil),
        Case(old: ini, new: ini + "[compute:other]\n", expected: nil),
        Case(old: ini, new: ini + "[compute:vars]\nx\n", expected: nil),
        Case(old: ini, new: ini.replacing("rack=1", with: "rack=2").replacing("ctl[1:2]", with: "ctl[1:"), expected: nil),
        Case(old: "#!/bin/sh\n" + ini, new: "#!/bin/sh\n" + ini.replacing("rack=1", with: "rack=2"), expected: nil),
        Case(old: "$ANSIBLE_VAULT;1.1;AES256\n3235\n", new: "$ANSIBLE_VAULT;1.1;AES256\n3236\n", expected: nil),
        Case(name: "hosts.toml", old: ini, new: ini.replacing("rack=1", with: "rack=2"), expected: nil),
        // Only the text differs: nobody asks for that, and nothing is claimed.
        Case(old: ini, new: "# Hosts\n" + ini, expected: nil),
        // YAML, by its name or because it is a mapping.
        Case(old: yaml, new: yaml.replacing("rack: 1", with: "rack: [1, 2]"), expected: "cmp1 cmp2 |"),
        Case(name: "a.yml", old: yaml, new: yaml.replacing("cmp3:", with: "cmp3: {rack: 2}"), expected: "cmp3 |"),
        Case(name: "a.yml", old: yaml, new: yaml.replacing("x: 1", with: "x: 2"), expected: "| all"),
        Case(name: "a.yml", old: yaml, new: yaml + "      vars: {y: 1}\n", expected: "| compute"),
        Case(name: "a.yml", old: yaml, new: yaml + "      vars: {}\n", expected: nil),
        Case(name: "a.yml", old: yaml, new: yaml.replacing("cmp3", with: "cmp4"), expected: nil),
        Case(name: "a.yml", old: yaml, new: yaml + "    storage:\n", expected: nil),
        Case(name: "a.yml", old: yaml, new: yaml.replacing("rack: 1", with: "<<: {rack: 2}"), expected: nil),
        Case(name: "a.yml", old: yaml, new: yaml.replacing("rack: 1", with: "rack: 1\n          rack: 2"), expected: nil),
        Case(name: "a.yml", old: yaml, new: yaml + "      other: {}\n", expected: nil),
        Case(name: "a.yml", old: yaml, new: ini, expected: nil),
        Case(name: "a.yml", old: "plugin: x\na: 1\n", new: "plugin: x\na: 2\n", expected: nil),
        // Not one of Ansible's endings for YAML.
        Case(name: "hosts.lab", old: ini, new: ini.replacing("rack=1", with: "rack=2"), expected: "ctl1 ctl2 |"),
    ]

    @Test(arguments: cases) func namesWhoseVariablesDiffer(_ example: Case) {
        let changes = InventoryChanges(from: Array(example.old.utf8), to: Array(example.new.utf8), name: example.name)
        let text = changes.map { changes in
            [changes.hosts.sorted().joined(separator: " "), "|", changes.groups.sorted().joined(separator: " ")].filter {
                !$0.isEmpty
            }.joined(separator: " ")
        }
        #expect(text == example.expected)
    }
}
