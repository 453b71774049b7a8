import KayobeConfig
import Testing

/// Mistakes that are found before anything is rendered.
@Suite struct ReadingProblemTests {
    private func problems(_ files: [String: String], _ environment: String? = "production") throws -> [ConfigurationProblem] {
        var all = ["etc/kayobe/environments/production/kolla.yml": "---\n", "etc/kayobe/environments/other/kolla.yml": "---\n"]
        for (path, text) in files { all["etc/kayobe/" + path] = text }
        return try KayobeConfiguration.reading(all) { try $0.problemsOfReading(environment: environment) }
    }

    @Test func quotesTheLineOfAMistake() throws {
        let path = "inventory/group_vars/compute/network-interfaces"
        let found = try problems([path: "---\nadmin_interface: eno1\nslaves: [ens1, ens2\nmtu: 9000\n"])
        #expect(found.count == 1)
        #expect(
            found.first?.quoted.hasPrefix("etc/kayobe/\(path):4:4: error: ") == true, "\(found.first?.quoted ?? "")")
        #expect(found.first?.quoted.hasSuffix("\n  4 | mtu: 9000\n    |    ^") == true)
    }

    @Test(arguments: [
        ("networks.yml", "a:\n\t- b\n", 2), ("environments/production/nova.yml", "a: *gone\n", 1),
        ("environments/production/inventory/host_vars/ctl1.yml", "a: 'x\n", 2),
        ("inventory/group_vars/all/merge.yaml", "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n", 1),
    ])
    func findsMistakes(path: String, text: String, line: Int) throws {
        let found = try problems([path: text])
        #expect(found.map(\.file) == ["etc/kayobe/" + path])
        #expect(found.first?.line == line)
    }

    /// What is not read for the environment, and what Ansible would take.
    @Test(arguments: [
        ("environments/other/nova.yml", "a: [\n"), ("inventory/group_vars/compute/notes.md", "a: [\n"),
        ("inventory/group_vars/.hidden", "a: [\n"), ("inventory/group_vars/compute~", "a: [\n"),
        ("kolla/globals.yml", "a: {{ b }}\n{% if c %}\nd: 1\n{% endif %}\n"), ("secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n3235\n"),
        ("vault.yml", "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3235\nb: !unsafe '{{ x }}'\n"), ("empty.yml", ""),
        ("nova.yml", "a: &x {b: 1}\nc:\n  <<: *x\n"), ("hooks/a.sh", "a: [\n"), ("nova.yml", "a: 1\na: 2\n"),
    ])
    func leavesAloneWhatIsNone(path: String, text: String) throws {
        #expect(try problems([path: text]) == [])
    }

    @Test func namesADependencyThatIsMissing() throws {
        let found = try problems(["environments/production/.kayobe-environment": "dependencies: [gone]\n"])
        #expect(found.map(\.message) == ["the environment gone, on which production depends, does not exist"])
        #expect(try problems(["environments/other/.kayobe-environment": "dependencies: [gone]\n"]) == [])
    }
}
