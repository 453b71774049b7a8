import Foundation
import PipelineLoading
import PipelineModel
import SecretSources
import TestSupport
import Testing

@testable import Commands

@Suite struct SettingsTests {
    @Test func everyKeyIsRead() throws {
        let place = try TemporaryDirectory()
        let path = try write(
            """
            projects:
              cloud/config: ../config
              cloud/ci/templates: /srv/templates
              far/away: git@gitlab.example.org:far/away.git
              far/https: https://gitlab.example.org/far/https.git
            templates: ~/templates
            fetch: no
            protected_branches: [main, stable/*]
            protected_tags: [v*]
            variables:
              REGION: north
              PASSWORD: [{value: abcdefgh, masked: true, environment_scope: production}]
            """, "settings.yml", in: place)
        let settings = try Settings.read(repository: nil, named: path)
        #expect(
            settings.projects == [
                "cloud/config": .directory(place.path + "/../config"), "cloud/ci/templates": .directory("/srv/templates"),
                "far/away": .remote("git@gitlab.example.org:far/away.git"),
                "far/https": .remote("https://gitlab.example.org/far/https.git"),
            ])
        let home = try #require(ProcessInfo.processInfo.environment["HOME"])
        #expect(settings.templates == home + "/templates")
        #expect(settings.fetch == false)
        #expect(settings.protectedBranches == ["main", "stable/*"] && settings.protectedTags == ["v*"])
        #expect(
            settings.variables == [
                ScopedVariable(Variable("REGION", "north")),
                ScopedVariable(Variable("PASSWORD", "abcdefgh", isMasked: true), scope: EnvironmentScope("production")),
            ])
    }

    /// The user's own file is covered by CommandTests, which can set a home.
    @Test func laterFilesWinKeyByKey() throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place[".slipway"], withIntermediateDirectories: true)
        _ = try write(
            "projects: {a/b: /one, c/d: /two}\nfetch: true\nvariables: {A: [{value: 1, environment_scope: x}, {value: 2}], B: 1}\n",
            ".slipway/settings.yml", in: place)
        let named = try write("projects: {a/b: three}\nvariables: {A: 3}\n", "more.yml", in: place)
        let settings = try Settings.read(repository: place.path, named: named)
        #expect(settings.projects == ["a/b": .directory(place["three"]), "c/d": .directory("/two")])
        #expect(settings.fetch == true)
        #expect(
            settings.variables.map { "\($0.variable.key)@\($0.scope.text)=\($0.variable.value)" } == ["A@x=1", "B@*=1", "A@*=3"])
    }

    @Test(arguments: [
        ("projcts: {}\n", 1, 1, "settings: unknown key \"projcts\"", "did you mean `projects`?", "projcts: {}"),
        (
            "projects:\n  kayobe: x\n", 2, 3, "projects: \"kayobe\" is no path of a project", "for example group/project",
            "  kayobe: x"
        ),
        ("projects: [a]\n", 1, 11, "projects should be a mapping", nil, "projects: [a]"),
        ("projects: {a/b: [c]}\n", 1, 17, "projects: a/b should be a string", nil, "projects: {a/b: [c]}"),
        ("templates: 1\n", 1, 12, "templates should be a string", nil, "templates: 1"),
        ("fetch: perhaps\r\n", 1, 8, "fetch should be true or false", nil, "fetch: perhaps"),
        ("protected_tags: v*\n", 1, 17, "protected_tags should be a list of strings", nil, "protected_tags: v*"),
        ("fetch: true\nfetch: false\n", 2, 1, "fetch is there twice; first in line 1", nil, nil),
        ("[a]\n", 1, 1, "expected a mapping of settings", nil, nil),
        ("variables: {A: {value: s3cret, maskd: true}}\n", 1, 32, "A: unknown key \"maskd\"", "did you mean `masked`?", nil),
        ("a: [\n", 2, 1, "did not find expected node content", nil, nil),
    ])
    func mistakesAreToldWithTheirPlace(
        _ text: String, _ line: Int, _ column: Int, _ message: String, _ help: String?, _ quoted: String?
    ) throws {
        let place = try TemporaryDirectory()
        let path = try write(text, "settings.yml", in: place)
        let failure = try #require(throws: CommandFailure.self) { try Settings.read(repository: nil, named: path) }
        #expect(failure.status == .invalidConfiguration)
        let diagnostic = try #require(failure.diagnostics.first)
        #expect(diagnostic.location == SourceLocation(file: path, line: line, column: column))
        #expect(diagnostic.message == message || diagnostic.code == "syntax", "\(diagnostic.message)")
        #expect(diagnostic.help == help)
        #expect(diagnostic.sourceLine == quoted)
    }

    @Test func secretsNameTheirSource() throws {
        let place = try TemporaryDirectory()
        let path = try write(
            """
            secrets:
              file: secrets.yml
              command: [./bin/secret, "{path}", "{unclosed"]
              vault:
                url: https://vault.example.org:8200/v1/
                jwt: {role: kayobe}
                namespace: ops
                ca_file: /etc/ca.pem
                timeout: 5s
            id_tokens: {command: [sign, "{aud}"]}
            """, "settings.yml", in: place)
        let secrets = try Settings.read(repository: nil, named: path).secrets
        #expect(secrets.file == place["secrets.yml"])
        #expect(secrets.command?.words == [place.path + "/./bin/secret", "{path}", "{unclosed"])
        #expect(
            secrets.vault
                == VaultSettings(
                    url: "https://vault.example.org:8200", authentication: .jwt(path: nil, role: "kayobe"), namespace: "ops",
                    certificateAuthorities: "/etc/ca.pem", timeout: .seconds(5)))
        #expect(secrets.tokenFile == nil && secrets.tokenCommand?.words == ["sign", "{aud}"])
    }

    @Test(arguments: [
        ("secrets: {}", "secrets says nothing"), ("secrets: {valt: {}}", "secrets: unknown key \"valt\""),
        ("secrets: {command: pass}", "secrets: command should be a list of strings"),
        ("secrets: {command: [pass, '{pth}']}", "secrets: command knows no {pth}"),
        ("id_tokens: {command: [sign, '{path}']}", "id_tokens: command knows no {path}"),
        ("secrets: {vault: {token_file: x}}", "vault needs a url"),
        ("secrets: {vault: {url: 'http://vault.example.org', token_file: x}}", "vault: url should begin with https://"),
        ("secrets: {vault: {url: 'http://localhost.example.org', token_file: x}}", "vault: url should begin with https://"),
        ("secrets: {vault: {url: 'https://v'}}", "vault needs one of token_file and jwt"),
        ("secrets: {vault: {url: 'https://v', token_file: x, jwt: {}}}", "vault needs one of token_file and jwt"),
        ("secrets: {vault: {url: 'https://v', token_file: x, timeout: soon}}", "vault: timeout should be a duration"),
        ("secrets: {vault: {url: 'https://v', jwt: {rol: x}}}", "vault: jwt: unknown key \"rol\""),
    ])
    func mistakesInSecretsAreTold(_ text: String, _ message: String) throws {
        let place = try TemporaryDirectory()
        let path = try write(text, "settings.yml", in: place)
        let failure = try #require(throws: CommandFailure.self) { try Settings.read(repository: nil, named: path) }
        #expect(failure.diagnostics.map(\.message) == [message])
    }

    @Test(arguments: ["http://localhost:8200", "http://127.0.0.1", "http://[::1]:8200/"])
    func vaultOnThisMachineNeedsNoTLS(_ url: String) throws {
        let place = try TemporaryDirectory()
        let path = try write("secrets: {vault: {url: '\(url)', token_file: t}}", "settings.yml", in: place)
        #expect(try Settings.read(repository: nil, named: path).secrets.vault != nil)
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let place = try TemporaryDirectory()
        let path = try write("fetch: 1\ntemplates: [x]\nvariables: {A: [], 1B: x}\n", "settings.yml", in: place)
        let failure = try #require(throws: CommandFailure.self) { try Settings.read(repository: nil, named: path) }
        #expect(failure.diagnostics.map { $0.location?.line } == [1, 2, 3, 3])
    }

    @Test func masksInAFileThatOthersCanReadAreRefused() throws {
        let place = try TemporaryDirectory()
        let path = try write("variables: {A: {value: abcdefgh, masked: true}}\n", "settings.yml", in: place, mode: 0o640)
        let failure = try #require(throws: CommandFailure.self) { try Settings.read(repository: nil, named: path) }
        #expect(failure.message == "\(path) holds masked variables and can be read by other users; run: chmod 600 \(path)")
    }

    @Test func whatIsNoFileIsRefused() throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place[".slipway"], withIntermediateDirectories: true)
        mkfifo(place[".slipway/settings.yml"], 0o600)
        let failure = try #require(throws: CommandFailure.self) { try Settings.read(repository: place.path, named: nil) }
        #expect(failure.message.hasSuffix("/.slipway/settings.yml is no regular file"))
        let missing = try #require(throws: CommandFailure.self) { try Settings.read(repository: nil, named: place["none.yml"]) }
        #expect(missing.status == .usage)
    }

    private func write(_ text: String, _ name: String, in place: TemporaryDirectory, mode: Int = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: place[name]))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place[name])
        return place[name]
    }
}
