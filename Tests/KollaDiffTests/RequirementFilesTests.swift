import Foundation
import KayobeConfig
import TestSupport
import Testing

@testable import KollaDiff

/// Requirement files as repositories have them.
@Suite struct RequirementFilesTests {
    private func read(_ files: [String: String]) throws -> RequirementFiles {
        let fixture = try TemporaryRepository()
        for (path, text) in files { try fixture.write(path, text) }
        return try RequirementFiles(tree: fixture.path, side: "base (main)")
    }

    @Test func followsIncludesAndConstraints() throws {
        let files = try read([
            "requirements.txt":
                "# Tools\n-r ci/tools.txt\n-c constraints.txt\n--constraint https://example.org/upper.txt\nkayobe\n",
            "ci/tools.txt": "-r ../more.txt\nansible-lint==1.0\n", "more.txt": "-r requirements.txt\nopenstacksdk\n",
            "constraints.txt": "kayobe==18.6.0\nkolla-ansible==1.0\n",
        ])
        #expect(files.files.map(\.path) == ["requirements.txt", "ci/tools.txt", "constraints.txt", "more.txt"])
        #expect(
            files.pins.map { "\($0.place) \($0.requirement.name)" }
                == ["requirements.txt:5 kayobe", "ci/tools.txt:2 ansible-lint", "more.txt:2 openstacksdk"])
        let pins = try ReleasePins(
            files: files, source: KollaAnsibleSource(url: "x", version: nil, place: "", openStackRelease: "2024.2"),
            kollaAnsible: nil)
        #expect(pins.kollaAnsible == "kolla-ansible==19.*")
        var changed = files
        changed.files[2].text = "kayobe==18.5.0\n"
        #expect(
            try ReleasePins(files: changed, source: nil, kollaAnsible: "k").key
                != ReleasePins(files: files, source: nil, kollaAnsible: "k").key)
    }

    @Test(arguments: [
        ("kayobe==18.6.0\n\n-r gone.txt\n", "requirements.txt:3: `gone.txt` is not in the repository"),
        ("-c ../outside.txt\n", "requirements.txt:1: `../outside.txt` is not in the repository"),
        ("kayobe\n-e ./src/kayobe\n", "requirements.txt:2: `-e ./src/kayobe` installs from a path, whose contents no pin names;"),
        ("--find-links=./wheels\n", "requirements.txt:1: `--find-links=./wheels` installs from a path"),
    ])
    func refusesWhatNoPinNames(_ text: String, _ message: String) throws {
        let error = #expect(throws: KollaDiffError.self) { try read(["requirements.txt": text]) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.isConfigurationProblem == true)
    }

    @Test func takesKollaAnsibleOutOfKayobesRequirements() throws {
        let files = try read(["requirements.txt": "kayobe==18.6.0\nkolla-ansible \\\n  ==20.5.0\nx==1\n"])
        let pins = try ReleasePins(files: files, source: nil, kollaAnsible: nil)
        #expect(pins.files.pins.map(\.requirement.name) == ["kayobe", "x"])
        #expect(pins.files.pins.map(\.place) == ["requirements.txt:1", "requirements.txt:4"])
    }

    /// What Kayobe's own variables say comes after a line of the requirements, and before what follows from Kayobe's release.
    @Test func takesKollaAnsibleFromKayobesVariables() throws {
        let source = KollaAnsibleSource(
            url: "https://example.org/kolla-ansible", version: "stackhpc/2025.1", place: "etc/kayobe/kolla.yml:2")
        let plain = try read(["requirements.txt": "kayobe==18.6.0\n"])
        let pins = try ReleasePins(files: plain, source: source, kollaAnsible: nil)
        #expect(pins.kollaAnsible == "git+https://example.org/kolla-ansible@stackhpc/2025.1")
        #expect(pins.kollaAnsiblePlace == "etc/kayobe/kolla.yml:2")
        let both = try read(["requirements.txt": "kayobe==18.6.0\nkolla-ansible==20.4.0\n"])
        #expect(try ReleasePins(files: both, source: source, kollaAnsible: nil).kollaAnsible == "kolla-ansible==20.4.0")
        #expect(try ReleasePins(files: both, source: source, kollaAnsible: "k==1").kollaAnsible == "k==1")
        var unclear = source
        unclear.version = "{{ lookup('env', 'BRANCH') }}"
        let error = #expect(throws: KollaDiffError.self) { try ReleasePins(files: plain, source: unclear, kollaAnsible: nil) }
        #expect(error?.code == .pinMissing)
        #expect(error?.operation == "read etc/kayobe/kolla.yml:2")
    }
}
