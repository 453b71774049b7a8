import Foundation
import Git
import KayobeConfig
import TestSupport
import Testing

@Suite struct EnvironmentTests {
    /// Environments as `name: dependencies`, each with an inventory of one host unless it starts with `base`.
    private func files(_ environments: [String: [String]]) -> [String: String] {
        var files = ["etc/kayobe/globals.yml": "---\n", "etc/kayobe/inventory/groups": "[controllers]\n"]
        for (name, dependencies) in environments {
            let directory = "etc/kayobe/environments/\(name)/"
            files[directory + "globals.yml"] = "---\n"
            if !name.hasPrefix("base") { files[directory + "inventory/hosts"] = "[controllers]\n\(name)-ctl\n" }
            if !dependencies.isEmpty {
                files[directory + ".kayobe-environment"] = "dependencies:\n" + dependencies.map { "  - \($0)\n" }.joined()
            }
        }
        return files
    }

    private func configuration(_ environments: [String: [String]]) throws -> KayobeConfiguration {
        try .reading(files(environments))
    }

    @Test(arguments: [
        (["production": []], ["production"]), (["production": ["base"], "base": []], ["base", "production"]),
        (["production": ["base-b", "base-a"], "base-a": [], "base-b": []], ["base-b", "base-a", "production"]),
        (["production": ["base-b"], "base-b": ["base-a"], "base-a": []], ["base-a", "base-b", "production"]),
        // In rounds: first all that depend on nothing, as Python's graphlib does.
        (
            ["production": ["base-c", "base-d"], "base-c": ["base-e"], "base-d": [], "base-e": []],
            ["base-e", "base-d", "base-c", "production"]
        ),
        (
            ["production": ["base-l", "base-r"], "base-l": ["base"], "base-r": ["base"], "base": []],
            ["base", "base-l", "base-r", "production"]
        ),
    ])
    func ordersDependencies(environments: [String: [String]], order: [String]) throws {
        let configuration = try configuration(environments)
        #expect(configuration.environment("production")?.order == order)
        #expect(configuration.problems == [])
        #expect(configuration.environments.filter(\.isShared).map(\.name) == order.dropLast().sorted())
    }

    @Test func inventoriesMergeAlongTheOrder() throws {
        let layers = files(["staging": ["production"], "production": ["base"], "base": []])
        let controllers = try KayobeConfiguration.reading(layers) { configuration in
            try [nil, "production", "staging"].map { environment in
                try configuration.inventory(environment: environment).inventory.hosts(in: "controllers")
            }
        }
        #expect(controllers == [[], ["production-ctl"], ["production-ctl", "staging-ctl"]])
    }

    @Test func reportsACycle() throws {
        let configuration = try configuration(["a": ["b"], "b": ["c"], "c": ["a"], "d": []])
        #expect(configuration.problems.count == 3)
        #expect(configuration.problems.first?.message == "the dependencies of a form a cycle: a → b → c → a")
        #expect(configuration.problems.first?.file == "etc/kayobe/environments/a/.kayobe-environment")
        #expect(configuration.environment("d")?.order == ["d"])
    }

    @Test(arguments: [
        ("dependencies: base\n", "the dependencies field should be a list"),
        ("dependencies: [1]\n", "dependency items should be strings"),
        ("- base\n", "the file should be a mapping"), ("# nothing\n", "the file is empty; Kayobe expects a mapping"),
        ("dependencies: [gone]\n", "the environment gone, on which a depends, does not exist"),
    ])
    func reportsABadDependencyFile(text: String, message: String) throws {
        let configuration = try KayobeConfiguration.reading([
            "etc/kayobe/environments/a/.kayobe-environment": text, "etc/kayobe/environments/a/x.yml": "---\n",
        ])
        #expect(configuration.problems.map(\.message) == [message])
    }

    @Test func findsTheBaseDirectory() throws {
        #expect(try KayobeConfiguration.reading(["etc/kayobe/a.yml": ""]).baseDirectory == "etc/kayobe")
        #expect(try KayobeConfiguration.reading(["cloud/etc/kayobe/a.yml": ""]).baseDirectory == "cloud/etc/kayobe")
        let none = try KayobeConfiguration.reading(["README.md": ""])
        #expect(none.baseDirectory == nil)
        #expect(none.problems.map(\.message) == ["there is no directory etc/kayobe: this is no Kayobe configuration"])
        #expect(none.environments == [])
        #expect(try none.inventory().inventory == Inventory())
        let several = try KayobeConfiguration.reading(["a/etc/kayobe/a.yml": "", "b/etc/kayobe/a.yml": ""])
        #expect(several.problems.map(\.message) == ["there are several Kayobe configurations: a/etc/kayobe, b/etc/kayobe"])
    }

    @Test(arguments: [
        ("KAYOBE_CONFIG_SOURCE_PATH=cloud\nKAYOBE_ENVIRONMENT=production\n", "cloud/etc/kayobe", "production"),
        ("export KAYOBE_CONFIG_SOURCE_PATH=\"${KAYOBE_CONFIG_SOURCE_PATH:-cloud}\" # ours\n", "cloud/etc/kayobe", nil),
        ("KAYOBE_CONFIG_SOURCE_PATH=$KAYOBE_AUTOMATION_REPO_ROOT/cloud\n", "cloud/etc/kayobe", nil),
        ("KAYOBE_CONFIG_SOURCE_PATH=$(pwd)/x\n", "etc/kayobe", nil),
    ])
    func followsKayobeAutomation(text: String, base: String, environment: String?) throws {
        let configuration = try KayobeConfiguration.reading([
            ".automation.conf/config.sh": text, "cloud/etc/kayobe/environments/production/a.yml": "", "etc/kayobe/a.yml": "",
        ])
        #expect(configuration.baseDirectory == base)
        #expect(configuration.defaultEnvironment == environment)
        #expect(configuration.problems == [])
    }

    @Test func followsLinksInsideTheRepository() throws {
        let fixture = try TemporaryRepository()
        let environments = "etc/kayobe/environments/"
        try fixture.write(environments + "production/inventory/hosts", "[controllers]\nctl1\n")
        try fixture.write(environments + "staging/kolla.yml", "---\n")
        let link = { (from: String, to: String) in
            try FileManager.default.createSymbolicLink(atPath: fixture.path + "/" + from, withDestinationPath: to)
        }
        try link(environments + "staging/inventory", "../production/inventory")
        try link(environments + "production/inventory/out", "../../../../../../../etc/hosts")
        try link(environments + "production/inventory/loop", "loop")
        try fixture.commit()
        let (inventory, problems) = try KayobeConfiguration(fixture).inventory(environment: "staging")
        #expect(inventory.hosts(in: "controllers") == ["ctl1"])
        #expect(problems.map(\.message) == Array(repeating: "the link leads to nothing in the repository", count: 2))
    }

    @Test func readsUncommittedWork() throws {
        let fixture = try TemporaryRepository()
        try fixture.commit(["etc/kayobe/inventory/hosts": "[controllers]\nctl1\n"])
        try fixture.write("etc/kayobe/inventory/hosts", "[controllers]\nctl[1:2]\n")
        let tree = try Repository(discovering: fixture.path).snapshotWorkingTree()
        let configuration = try KayobeConfiguration(RepositorySnapshot(repositoryAt: fixture.path, treeish: tree))
        #expect(try configuration.inventory().inventory.hosts == ["ctl1", "ctl2"])
    }

    @Test(arguments: [
        (["etc/kayobe/environments/production/nova.yml"], ["production"]),
        (["etc/kayobe/environments/base/nova.yml"], ["production", "staging"]),
        (["etc/kayobe/nova.yml"], ["alone", "production", "staging"]),
        (["requirements.txt"], ["alone", "production", "staging"]), (["README.md", ".gitlab-ci.yml"], []),
        (["etc/kayobe/environments/alone/x", "etc/kayobe/environments/staging/y"], ["alone", "staging"]), ([], []),
    ])
    func knowsWhomAChangeConcerns(paths: [String], environments: [String]) throws {
        let configuration = try configuration(["production": ["base"], "staging": ["base"], "base": [], "alone": []])
        let changes = paths.map { ChangedPath(path: $0, kind: .modified) }
        #expect(configuration.environments(affectedBy: changes).map(\.name) == environments)
    }

    @Test func aMoveConcernsBothSides() throws {
        let configuration = try configuration(["production": [], "staging": []])
        let move = ChangedPath(
            path: "etc/kayobe/environments/staging/a", oldPath: "etc/kayobe/environments/production/a", kind: .renamed)
        #expect(configuration.environments(affectedBy: [move]).map(\.name) == ["production", "staging"])
    }

    @Test func readsTheBundledConfiguration() throws {
        let fixture = try TemporaryRepository()
        let bundled = projectRoot + "/fixtures/kayobe-config"
        for name in try FileManager.default.contentsOfDirectory(atPath: bundled) {
            try FileManager.default.copyItem(atPath: bundled + "/" + name, toPath: fixture.path + "/" + name)
        }
        try fixture.commit()
        let configuration = try KayobeConfiguration(fixture)
        #expect(configuration.problems == [])
        #expect(configuration.environments.map(\.name) == ["base", "ci-aio", "production", "staging"])
        #expect(configuration.environments.filter(\.isShared).map(\.name) == ["base"])
        #expect(configuration.environment("production")?.order == ["base", "production"])
        #expect(configuration.kayobeVersion == "18.6.0")
        let (inventory, problems) = try configuration.inventory(environment: "production")
        #expect(problems == [])
        #expect(inventory.hosts(in: "controllers") == ["ctl1", "ctl2", "ctl3"])
        #expect(inventory.hosts(in: "overcloud").count == 8)
        #expect(try configuration.release(environment: "production").openStackRelease == "2025.1")
        #expect(try configuration.vaultedFiles().contains { $0.path == "etc/kayobe/secrets.yml" && $0.kind == .whole })
    }
}
