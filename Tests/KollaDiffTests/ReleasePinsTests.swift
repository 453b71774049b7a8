import KayobeConfig
import Testing

@testable import KollaDiff

@Suite struct ReleasePinsTests {
    @Test(arguments: [
        ("kayobe==18.6.0\n", "kolla-ansible==20.6.0"),
        ("# Deploys it.\nkayobe == 16.8.0  # 2024.1\n", "kolla-ansible==18.8.0"),
        ("ansible-lint\nkayobe>=17,<18\n", "kolla-ansible==19.*"),
        ("kayobe==18.6.0\nkolla_ansible==20.5.0\n", "kolla_ansible==20.5.0"),
        (
            "kayobe==18.6.0\ngit+https://example.org/kolla-ansible@stable/2025.1\n",
            "git+https://example.org/kolla-ansible@stable/2025.1"
        ),
    ])
    func knowsTheKollaAnsibleOfAKayobe(_ requirements: String, _ expected: String) throws {
        #expect(try ReleasePins(requirements: requirements).kollaAnsible == expected)
    }

    @Test(arguments: ["", "ansible==11.0.0\n", "# kayobe==18.6.0\n", "git+https://example.org/kayobe@main\n"])
    func refusesWhatNamesNoRelease(_ requirements: String) {
        #expect { try ReleasePins(requirements: requirements) } throws: { ($0 as? KollaDiffError)?.code == .pinMissing }
    }

    /// StackHPC's configuration: the fork's branch is named after a variable that Kayobe itself sets.
    @Test(arguments: [
        ("kayobe@git+https://example.org/kayobe@stackhpc/2024.1\n", "stackhpc/2024.1"),
        ("git+https://example.org/kayobe@stackhpc/18.5.0.3\n", "stackhpc/2025.1"), ("kayobe==17.2.0\n", "stackhpc/2024.2"),
        ("git+https://example.org/kayobe@16ab3f0c1d\n", nil), ("git+https://example.org/kayobe@main\n", nil),
    ])
    func knowsTheReleaseThatKayobeSets(requirements: String, branch: String?) throws {
        let files = RequirementFiles(files: [.init(path: "requirements.txt", text: requirements, isConstraint: false)])
        func pins(_ openStackRelease: String?) throws -> ReleasePins {
            try ReleasePins(
                files: files,
                source: .init(
                    url: "https://example.org/kolla-ansible",
                    version: "stackhpc/" + (openStackRelease ?? "{{ openstack_release }}"), place: "etc/kayobe/kolla.yml:40",
                    openStackRelease: openStackRelease), kollaAnsible: nil)
        }
        if let branch {
            let pinned = try pins(nil)
            #expect(pinned.kollaAnsible == "git+https://example.org/kolla-ansible@\(branch)")
            #expect(pinned.kollaAnsiblePlace == "etc/kayobe/kolla.yml:40")
        } else {
            let error = #expect(throws: KollaDiffError.self) { try pins(nil) }
            #expect(error?.message.hasSuffix("or set openstack_release in etc/kayobe/openstack.yml") == true)
        }
        // What the site says wins.
        #expect(try pins("2023.1").kollaAnsible == "git+https://example.org/kolla-ansible@stackhpc/2023.1")
    }

    @Test func prefersWhatTheUserAsksFor() throws {
        #expect(
            try ReleasePins(requirements: "kayobe\n", kollaAnsible: "kolla-ansible==20.4.0").kollaAnsible == "kolla-ansible==20.4.0"
        )
    }

    @Test func givesEveryTextItsOwnKey() throws {
        let one = try ReleasePins(requirements: "kayobe==18.6.0\n")
        let other = try ReleasePins(requirements: "kayobe==18.5.0\n")
        #expect(one.key != other.key)
        #expect(one.key == (try ReleasePins(requirements: "kayobe==18.6.0\n")).key)
        #expect(one.key == (try ReleasePins(requirements: "# Tools\n\nkayobe==18.6.0\n")).key)
        #expect(one.key != (try ReleasePins(requirements: "kayobe==18.6.0\nansible==11.0.0\n")).key)
        #expect(one.key.hasPrefix("kolla-ansible-20.6.0-"))
        // The path of an environment stands in the first line of programs, of which Linux reads no more than 127 characters.
        let fork = try ReleasePins(
            requirements: "kayobe==18.6.0\n",
            kollaAnsible: "kolla-ansible @ git+https://github.com/stackhpc/kolla-ansible@9a4e6a085fdd9fb3f9aa4c6a2f0ab1f2d3c4e5f6")
        #expect(fork.key.hasPrefix("kolla-ansible-9a4e6a085f-"))
        #expect(fork.key.count <= 41)
    }
}
