import Foundation
import TestSupport
import Testing

@testable import KollaDiff

/// Vaulted files of every kind, made by the real ansible-vault.
@Suite struct SecretKeeperTests {
    /// Two sides and a way to put vaulted files into them.
    private struct Trees {
        let directory: TemporaryDirectory
        let pair: PythonEnvironments.Pair
        var keeper: SecretKeeper

        init() async throws {
            directory = try TemporaryDirectory()
            pair = try await RenderEnvironment().pythonEnvironments()
            keeper = SecretKeeper(
                python: pair.kayobe + "/bin/python", environment: nil,
                passwords: [.init(password: "other"), .init(password: "demo")], home: directory["home"])
            try makeDirectory(directory["home"])
            try Data("demo\n".utf8).write(to: URL(filePath: directory["password"]))
            for side in ["base", "head"] { try makeDirectory(directory[side]) }
        }

        /// - Parameter label: a vault id, whose password is its name.
        func write(_ side: String, _ path: String, _ content: String, vaulted: Bool = true, label: String? = nil) throws {
            let file = URL(filePath: directory[side] + "/etc/kayobe/" + path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
            if vaulted { try vault(["encrypt", file.path], label: label) }
        }

        func read(_ side: String, _ path: String) throws -> String {
            try String(contentsOfFile: directory[side] + "/etc/kayobe/" + path, encoding: .utf8)
        }

        /// `!vault |` and the encrypted lines.
        func inline(_ value: String, label: String? = nil) throws -> String { try vault(["encrypt_string", value], label: label) }

        @discardableResult private func vault(_ arguments: [String], label: String? = nil) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: pair.kayobe + "/bin/ansible-vault")
            var secret = ["--vault-password-file", directory["password"]]
            if let label {
                try Data("\(label)\n".utf8).write(to: URL(filePath: directory["password-" + label]))
                secret = ["--vault-id", "\(label)@\(directory["password-" + label])", "--encrypt-vault-id", label]
            }
            process.arguments = [arguments[0]] + secret + arguments.dropFirst()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: output, as: UTF8.self)
        }

        func redact() async throws -> SecretKeeper.Redaction {
            try await keeper.redact(
                ["base", "head"].map { SecretKeeper.Side(name: $0, tree: directory[$0], sealed: directory["sealed-" + $0]) },
                inputs: [["x"], ["x"]])
        }
    }

    @Test func tellsAddedRemovedAndChangedApart() async throws {
        let trees = try await Trees()
        try trees.write("base", "secrets.yml", "kept: aaaaaaaa\nold: bbbbbbbb\nturned: cccccccc\nlist: [one-one, two-two]\n")
        try trees.write("head", "secrets.yml", "kept: aaaaaaaa\nnew: bbbbbbbb\nturned: dddddddd\nlist: [one-one, two-two]\n")
        let redaction = try await trees.redact()
        #expect(redaction.secrets.map { "\($0.kind) \($0.name)" } == ["removed old", "changed turned", "added new"])
        #expect(
            try trees.read("base", "secrets.yml")
                == "kept: kept.v1\nold: old.v1\nturned: turned.v1\nlist:\n- list.0.v1\n- list.1.v1\n")
        #expect(try trees.read("head", "secrets.yml").contains("turned: turned.v2\n"))
    }

    @Test func seesNoChangeInANewEncryption() async throws {
        let trees = try await Trees()
        for side in ["base", "head"] { try trees.write(side, "secrets.yml", "token: the-same-token\n") }
        let sealed = try ["base", "head"].map { try trees.read($0, "secrets.yml") }
        #expect(sealed[0] != sealed[1])
        let redaction = try await trees.redact()
        #expect(redaction.secrets.isEmpty)
        #expect(redaction.digests[0] == redaction.digests[1])
    }

    @Test func opensTextsOfSeveralVaultIDs() async throws {
        var trees = try await Trees()
        try trees.write("base", "secrets.yml", "token: aaaaaaaa\n")
        try trees.write("base", "prod.yml", "token: bbbbbbbb\n", label: "prod")
        try trees.write("base", "nova.yml", "# One.\nnova_password: \(trees.inline("cccccccc", label: "dev"))", vaulted: false)
        #expect(try trees.read("base", "prod.yml").hasPrefix("$ANSIBLE_VAULT;1.2;AES256;prod\n"))
        #expect(try trees.read("base", "nova.yml").contains(";dev\n"))
        // The label is only a hint: a password without one opens the text as well.
        trees.keeper.passwords = [.init(password: "demo"), .init(label: "prod", password: "prod"), .init(password: "dev")]
        let redaction = try await trees.redact()
        #expect(redaction.secrets.map { "\($0.kind) \($0.name)" } == ["removed nova_password", "removed token", "removed token"])
        #expect(redaction.sealed == 3)
        #expect(try trees.read("base", "prod.yml") == "token: token.v1\n")
    }

    @Test func saysWhichVaultIDHasNoPassword() async throws {
        var trees = try await Trees()
        try trees.write("base", "nova.yml", "# One.\n\nnova_password: \(trees.inline("cccccccc", label: "prod"))", vaulted: false)
        for (passwords, code, text) in [
            (
                [VaultSecret(password: "demo")], KollaDiffError.Code.vaultPasswordMissing,
                "no password was given for it; that for `default` does not open it; use --vault-id prod@FILE"
            ), ([], .vaultPasswordMissing, "no vault password was given; use --vault-id prod@FILE"),
            (
                [VaultSecret(label: "prod", password: "demo")], .vaultPasswordWrong,
                "the password given for it does not open it; give"
            ),
        ] {
            trees.keeper.passwords = passwords
            let error = try #require(await #expect(throws: KollaDiffError.self) { _ = try await trees.redact() })
            #expect(error.code == code)
            #expect(
                error.message.hasPrefix("etc/kayobe/nova.yml:3: encrypted with the vault id `prod`, and \(text)"),
                "\(error.message)")
        }
    }

    @Test func namesADamagedText() async throws {
        let trees = try await Trees()
        try trees.write("base", "secrets.yml", "token: aaaaaaaa\n")
        let text = try trees.read("base", "secrets.yml")
        try trees.write("base", "secrets.yml", String(text.dropLast(2)) + "\n", vaulted: false)
        let error = try #require(await #expect(throws: KollaDiffError.self) { _ = try await trees.redact() })
        #expect(error.code == .invalidConfiguration)
        #expect(error.message.hasPrefix("etc/kayobe/secrets.yml:1: what stands here is not whole"))
    }

    @Test func keepsTypesAndShapes() async throws {
        let trees = try await Trees()
        let certificate = "-----BEGIN CERTIFICATE-----\\nMIIBszCCARwC\\n-----END CERTIFICATE-----\\n"
        for (side, digit) in [("base", "1"), ("head", "2")] {
            try trees.write(
                side, "secrets.yml",
                """
                port: 823\(digit)
                enabled: true
                empty: ""
                nothing:
                reference: "{{ secrets_other }}"
                uuid: 0eba7d2f-743c-4133-8700-5a583057ce1\(digit)
                prometheus_bcrypt_salt: abcdefghijklmnopqrst\(digit)u
                rndc: b75c7d26bdaa83ac73870a6bb299d95\(digit)
                fernet: PkW3cbdSYEMAE-Ff85AIN26EMlUdTTJOLrEin6NCV\(digit)s=
                bundle: "\(certificate.replacing("ARwC", with: "ARw" + digit))"
                """)
        }
        let redaction = try await trees.redact()
        #expect(redaction.secrets.map(\.name) == ["port", "uuid", "prometheus_bcrypt_salt", "rndc", "fernet", "bundle"])
        let text = try trees.read("head", "secrets.yml")
        let values = Dictionary(
            text.split(separator: "\n").compactMap { line in
                line.firstRange(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            }, uniquingKeysWith: { first, _ in first })
        #expect(values["port"]?.wholeMatch(of: /[1-9][0-9]{3}/) != nil)
        #expect(values["enabled"] == "true")
        #expect(values["empty"] == "''")
        #expect(values["nothing"] == "null")
        #expect(values["reference"] == "'{{ secrets_other }}'")
        #expect(values["uuid"]?.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
        #expect(values["prometheus_bcrypt_salt"]?.wholeMatch(of: /[.\/A-Za-z0-9]{22}/) != nil)
        #expect(values["rndc"]?.wholeMatch(of: /'?[0-9a-f]{32}'?/) != nil)
        #expect(Data(base64Encoded: (values["fernet"] ?? "").replacing("-", with: "+").replacing("_", with: "/"))?.count == 32)
        #expect(text.contains("-----BEGIN CERTIFICATE-----") && text.contains("-----END CERTIFICATE-----"))
        #expect(!text.contains("MIIBszCCARw"))
    }

    @Test func replacesInlineValuesAndNothingElse() async throws {
        let trees = try await Trees()
        for (side, value) in [("base", "first-value"), ("head", "second-value")] {
            let text = "---\n# A comment.\nuser: admin  # kept\nbmc:\n  password: \(try trees.inline(value))after: {x: 1}\n"
            // Indented below its key, as people paste it.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.hasPrefix(" ") && !$0.contains(":") ? "  " + $0 : $0
            }
            try trees.write(side, "inventory/group_vars/overcloud/bmc", lines.joined(separator: "\n"), vaulted: false)
        }
        let redaction = try await trees.redact()
        #expect(redaction.secrets.map(\.name) == ["bmc.password"])
        let expected =
            "---\n# A comment.\nuser: admin  # kept\nbmc:\n  password: \"bmc.password.inventory-group_vars-overcloud-bmc.v2\"\nafter: {x: 1}\n"
        #expect(try trees.read("head", "inventory/group_vars/overcloud/bmc") == expected)
    }

    @Test func redactsVaultedTextsByLine() async throws {
        let trees = try await Trees()
        for (side, key) in [("base", "AQBfirst=="), ("head", "AQBsecond==")] {
            try trees.write(side, "kolla/config/glance/ceph.client.glance.keyring", "[client.glance]\n\tkey = \(key)\n# kept\n")
        }
        let redaction = try await trees.redact()
        #expect(redaction.secrets.map(\.name) == ["client.glance.key"])
        let text = try trees.read("head", "kolla/config/glance/ceph.client.glance.keyring")
        #expect(text.hasPrefix("[client.glance]\n\tkey = "))
        #expect(text.hasSuffix("\n# kept\n"))
        #expect(!text.contains("AQBsecond"))
        #expect(try text != trees.read("base", "kolla/config/glance/ceph.client.glance.keyring"))
    }

    @Test func namesTheLineOfAVaultedFileThatIsNotYAML() async throws {
        let trees = try await Trees()
        try trees.write("base", "secrets.yml", "a: 1\nb: [\n")
        let error = try #require(await #expect(throws: KollaDiffError.self) { _ = try await trees.redact() })
        #expect(error.code == .invalidConfiguration)
        #expect(error.message.hasPrefix("etc/kayobe/secrets.yml:3:1: "))
    }

    @Test(arguments: ["%s", "password=%s;", "bWFyaW5lci1zZWNyZXQvMTc", "mariner-secret%2F17"])
    func findsASecretThatGotOut(_ form: String) async throws {
        let trees = try await Trees()
        try trees.write("base", "secrets.yml", "token: mariner-secret/17\nknown: registry.example.org\n")
        try trees.write("base", "kolla.yml", "registry: registry.example.org\n", vaulted: false)
        _ = try await trees.redact()
        try makeDirectory(trees.directory["out/host"])
        let file = URL(filePath: trees.directory["out/host/x.conf"])
        let search = { () async throws(KollaDiffError) in
            try await trees.keeper.refuseLeaks(
                sealed: [trees.directory["sealed-base"]], public: [trees.directory["base"]], trees: [trees.directory["out"]])
        }
        // What the repository says in clear is no secret.
        try Data("token.v1 registry.example.org\n".utf8).write(to: file)
        try await search()
        try Data(form.replacing("%s", with: "mariner-secret/17").utf8).write(to: file)
        let error = try #require(await #expect(throws: KollaDiffError.self) { try await search() })
        #expect(error.code == .secretLeaked)
        #expect(error.message.hasPrefix("host/x.conf would show etc/kayobe/secrets.yml: token"))
        #expect(!error.description.contains("mariner"))
    }
}
