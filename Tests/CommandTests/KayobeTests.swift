import Foundation
import Processes
import TestSupport
import Testing

/// `slipway kayobe`, and what `slipway kolla` says before it renders anything.
@Suite struct KayobeTests {
    private static let files = [
        "requirements.txt": "kayobe==18.6.0\n", "README.md": "A cloud.\n",
        "etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\na = 1\n",
        "etc/kayobe/networks.yml": "---\nmtu: 1500\n",
        "etc/kayobe/inventory/groups": "[controllers]\n[overcloud:children]\ncontrollers\n",
        "etc/kayobe/environments/base/globals.yml": "---\n",
        "etc/kayobe/environments/production/.kayobe-environment": "dependencies: [base]\n",
        "etc/kayobe/environments/production/inventory/hosts": "[controllers]\nctl[1:3]\n",
        "etc/kayobe/environments/staging/inventory/hosts": "[controllers]\nstg1\n",
    ]

    /// On branch `feature`, which changed `nova.conf` and `base`; `main` has changed `networks.yml` since.
    private func place() throws -> Workplace {
        let place = try Workplace(nil)
        try place.repository.commit(Self.files, "A cloud")
        try place.repository.git("switch", "-q", "-c", "feature")
        try place.repository.commit(
            ["etc/kayobe/kolla/config/nova.conf": "[DEFAULT]\na = 2\n", "etc/kayobe/environments/base/globals.yml": "a: 1\n"],
            "Two of them")
        try place.repository.git("switch", "-q", "main")
        try place.repository.commit(["etc/kayobe/networks.yml": "---\nmtu: 9000\n"], "Jumbo frames")
        try place.repository.git("switch", "-q", "feature")
        return place
    }

    @Test func listsEnvironments() async throws {
        let place = try place()
        let output = try await place.slipway("kayobe", "environments")
        #expect(
            output.text == """
                ENVIRONMENT  DEPENDS ON  HOSTS
                base         -           (shared)
                production   base        3: ctl1 ctl2 ctl3
                staging      -           1: stg1

                """)
        #expect(output.exitCode == 0 && output.errorText.isEmpty, "\(output.errorText)")
        let json = try await place.slipway("kayobe", "environments", "--format", "json", "--revision", "main")
        let listing = try #require(try JSONSerialization.jsonObject(with: Data(json.standardOutput)) as? [String: Any])
        let environments = try #require(listing["environments"] as? [[String: Any]])
        #expect(listing["version"] as? Int == 1)
        #expect(environments.map { $0["name"] as? String } == ["base", "production", "staging"])
        #expect(environments[1]["order"] as? [String] == ["base", "production"])
        #expect(environments[1]["hosts"] as? [String] == ["ctl1", "ctl2", "ctl3"])

        try place.repository.write("etc/kayobe/environments/staging/.kayobe-environment", "dependencies: [gone]\n")
        let broken = try await place.slipway("kayobe", "environments")
        #expect(broken.exitCode == 3)
        #expect(broken.errorText.contains("the environment gone, on which staging depends, does not exist"))
    }

    @Test func namesWhatAMergeTouches() async throws {
        let place = try place()
        let objects = try place.repository.git("count-objects", "-v")
        let output = try await place.slipway("kayobe", "affected")
        #expect(
            output.text == """
                ENVIRONMENT  SERVICES      HOSTS      GROUPS
                production   all services  all hosts  -
                staging      nova          all hosts  -

                M  etc/kayobe/environments/base/globals.yml  variables                   production: all services
                M  etc/kayobe/kolla/config/nova.conf         configuration of nova.conf  production, staging: nova
                  etc/kayobe/environments/base/globals.yml: a

                --- a/etc/kayobe/environments/base/globals.yml
                +++ b/etc/kayobe/environments/base/globals.yml
                @@ -1 +1 @@
                ----
                +a: 1

                --- a/etc/kayobe/kolla/config/nova.conf
                +++ b/etc/kayobe/kolla/config/nova.conf
                @@ -1,2 +1,2 @@
                 [DEFAULT]
                -a = 1
                +a = 2

                """)
        #expect(output.exitCode == 0 && output.errorText.isEmpty, "\(output.errorText)")
        #expect(try place.repository.git("count-objects", "-v") == objects)
        // In a pipeline of a merge request, from where the branches parted, and as the two are.
        for (arguments, environment, files) in [
            ([], ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "feature"], []),
            (["--merge-base"], [:], ["base/globals.yml", "nova.conf", "networks.yml"]),
            (["--base", "main", "--head", "feature"], [:], ["base/globals.yml", "nova.conf", "networks.yml"]),
            (["--target", "main", "--head", "feature~1"], [:], []),
        ] as [([String], [String: String?], [String])] {
            let line = "$slipway kayobe affected --format json " + arguments.joined(separator: " ")
            let json = try await place.shell(line, environment: environment)
            let answer = try #require(try JSONSerialization.jsonObject(with: Data(json.standardOutput)) as? [String: Any])
            let paths = (answer["files"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String }
            #expect(paths.count == files.count && zip(paths, files).allSatisfy { $0.hasSuffix($1) }, "\(line): \(paths)")
        }
        let code = try await place.slipway("kayobe", "affected", "--no-diff", "--exit-code")
        #expect(code.exitCode == 1)
        #expect(try await place.slipway("kayobe", "affected", "--base", "HEAD", "--exit-code").text == "Nothing differs.\n")
        let both = try await place.slipway("kayobe", "affected", "--base", "main", "--target", "main")
        #expect(both.exitCode == 2 && both.errorText.contains("--base and --target cannot be used together"))
    }

    @Test func aConflictIsNoDiff() async throws {
        let place = try place()
        try place.repository.commit(["etc/kayobe/networks.yml": "---\nmtu: 1400\n"], "Small frames")
        for command in ["kayobe affected", "kolla diff --environment staging", "kolla diff --all-environments"] {
            let output = try await place.shell("$slipway \(command)")
            #expect(output.exitCode == 3 && output.text.isEmpty, "\(command)")
            #expect(
                output.errorText.contains("merge HEAD into main (")
                    && output.errorText.contains("conflicts in etc/kayobe/networks.yml;"),
                "\(output.errorText)")
        }
        #expect(try place.repository.git("status", "--porcelain") == "")
    }

    /// What is wrong is said before Kayobe is installed: these take a moment, and no network.
    @Test(
        arguments: [
            ("", [:], "without an environment the inventory has no hosts; name one with --environment: production, staging"),
            ("--environment prod", [:], "there is no environment `prod`; there is: base, production, staging"),
            ("--target gone --environment staging", [:], "there is no branch gone, neither here nor at origin"),
            ("--head v9 --environment staging", [:], "no such revision: v9"),
            (
                "--environment staging", ["etc/kayobe/inventory/group_vars/controllers/net": "a: 1\n b: 2\n"],
                "etc/kayobe/inventory/group_vars/controllers/net:2:3: error: "
            ),
            (
                "--environment staging", ["etc/kayobe/inventory/new": "[compute\ncmp9\n"],
                "etc/kayobe/inventory/new:1: error: [compute begins like a section and does not end like one: write [compute]"
            ),
            ("--environment staging", ["requirements.txt": "ansible\n"], "read requirements.txt: it does not name kayobe"),
            (
                "--environment staging", ["requirements.txt": "kayobe==18.6.0\n-r more.txt\n"],
                "requirements.txt:2: `more.txt` is not in the repository"
            ),
            (
                "--environment staging", ["requirements.txt": "git+https://example.org/kayobe@abcdef0123\n"],
                "read requirements.txt:1: which Kolla Ansible belongs to `git+https://example.org/kayobe@abcdef0123` is not known"
            ),
            (
                "--environment staging --offline",
                [
                    "requirements.txt": "git+https://nowhere.invalid/kayobe@main\n",
                    "etc/kayobe/o.yml": "openstack_release: '2025.1'\n",
                ],
                "read requirements.txt:1: where `main` of https://nowhere.invalid/kayobe is, is not known yet"
            ),
            (
                "--environment staging --offline", [:],
                "find an environment with kayobe==18.6.0: it has not been built yet; run once without --offline"
            ),
        ] as [(String, [String: String], String)])
    func saysWhatIsWrong(arguments: String, files: [String: String], message: String) async throws {
        let place = try place()
        try place.repository.commit(files)
        let base = arguments.contains("--offline") ? "--base HEAD " : ""
        let output = try await place.shell("$slipway kolla diff " + base + arguments)
        #expect(output.text.isEmpty)
        #expect(output.errorText.contains(message), "\(output.errorText)")
        #expect(output.exitCode == (arguments.contains("--offline") ? 4 : 3))
    }

    /// Nothing is rendered, hence nothing installed.
    @Test func leavesOutEveryEnvironmentThatIsNotTouched() async throws {
        let place = try place()
        try place.repository.git("switch", "-q", "-c", "notes", "main")
        try place.repository.commit(["README.md": "Notes.\n"])
        let output = try await place.slipway("kolla", "diff", "--all-environments", "--exit-code")
        #expect(output.exitCode == 0, "\(output.errorText)")
        #expect(output.text.contains("Not touched by the change, and not rendered: production, staging"))
        let json = try await place.slipway("kolla", "diff", "--all-environments", "--format", "json")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(json.standardOutput)) as? [String: Any])
        #expect(answer["untouched"] as? [String] == ["production", "staging"])
        #expect((answer["environments"] as? [Any])?.isEmpty == true)
    }

    @Test func listsAndPrunesTheCache() async throws {
        let place = try place()
        #expect(try await place.slipway("kolla", "cache", "list").text == "Nothing is kept.\n")
        #expect(try await place.slipway("kolla", "cache", "prune", "--all").text == "Removed 0 renders, 0 bytes\n")
        for (arguments, message) in [
            ([], "say what to remove"), (["--older-than", "x"], "such as 30d"), (["--max-size", "2"], "such as 2G"),
        ] {
            let output = try await place.shell("$slipway kolla cache prune " + arguments.joined(separator: " "))
            #expect(output.exitCode == 2 && output.errorText.contains(message), "\(output.errorText)")
        }
    }

    /// An environment that only a side has is named with its size, in every format, and is a difference: nothing is rendered for it.
    @Test func anEnvironmentThatComesOrGoesIsADifference() async throws {
        let place = try place()
        try place.repository.git("reset", "-q", "--hard", "main")
        try place.repository.write("etc/kayobe/environments/edge/inventory/hosts", "[controllers]\nctl[1:3]\n[compute]\ncmp[1:9]\n")
        try place.repository.git("rm", "-q", "-r", "etc/kayobe/environments/staging")
        try place.repository.commit("One comes, one goes")
        let all = try await place.slipway("kolla", "diff", "--all-environments", "--exit-code")
        #expect(
            all.text == """
                New environment edge: 12 hosts in 2 groups. All of it is new, so there is nothing to compare with; slipway kolla render --environment edge --output DIR writes its files.
                Removed environment staging: 1 host in 1 group. Its hosts keep what they run, and nothing configures them any more.

                Not touched by the change, and not rendered: production

                """)
        #expect(all.exitCode == 1, "\(all.errorText)")
        let one = try await place.slipway("kolla", "diff", "--environment", "edge")
        #expect(one.exitCode == 0 && one.text.hasPrefix("New environment edge: 12 hosts"), "\(one.errorText)")
        #expect(!one.text.contains("No ") && !one.text.contains("not rendered"))
        let json = try await place.slipway("kolla", "diff", "--environment", "staging", "--format", "json", "--output", "diff.json")
        #expect(json.exitCode == 0, "\(json.errorText)")
        let shown = try await place.slipway("kolla", "show", "diff.json", "--exit-code")
        #expect(shown.exitCode == 1 && shown.text.hasPrefix("Removed environment staging: 1 host in 1 group. "))
        let quality = try await place.slipway("kolla", "show", "diff.json", "--format", "codequality")
        #expect(quality.text.contains("\"path\" : \"etc/kayobe/environments/staging/inventory/hosts\""))
        // Neither side has it: that is an error.
        let unknown = try await place.slipway("kolla", "diff", "--environment", "nowhere", "--offline")
        #expect(unknown.exitCode == 3 && unknown.errorText.contains("there is no environment `nowhere`"), "\(unknown.errorText)")
    }
}
