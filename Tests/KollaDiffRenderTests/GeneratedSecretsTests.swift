import Foundation
import KollaDiff
import TestSupport
import Testing

/// Two hundred secrets of every shape, in every kind of vaulted file, written into rendered files in every encoding that templates use.
@Suite struct GeneratedSecretsTests {
    /// Writes the secrets of one side, and prints them as JSON: name → value. The generator is seeded: the values are the same each time.
    private static let generator = """
        import base64, json, os, random, sys, uuid
        import yaml
        from ansible.parsing.vault import VaultLib, VaultSecret

        tree, side = sys.argv[1], sys.argv[2]
        vault = VaultLib([("default", VaultSecret(b"slipway-demo"))])
        letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        pick = random.Random(2025)
        word = lambda length, alphabet=letters: "".join(pick.choice(alphabet) for _ in range(length))
        pem = lambda: "-----BEGIN PRIVATE KEY-----\\n%s\\n%s\\n-----END PRIVATE KEY-----\\n" % (word(64), word(40))
        shapes = [
            lambda: word(24), lambda: word(32, "0123456789abcdef"), lambda: str(uuid.UUID(int=pick.getrandbits(128))),
            lambda: base64.urlsafe_b64encode(bytes(pick.getrandbits(8) for _ in range(32))).decode(),
            lambda: "$2b$12$" + word(53), pem, lambda: "ssh-ed25519 AAAA%s op@example.org" % word(64),
            lambda: word(8) + "/@:?&=%" + word(8), lambda: word(6) + " '\\"\\\\ " + word(6), lambda: word(9) + "\\n" + word(9) + "\\n",
        ]
        values = {"generated_%03d" % number: shapes[number % len(shapes)]() for number in range(200)}
        if side == "head":
            for name in ("generated_005", "generated_111"):
                values[name] = values[name].replace("a", "Z").replace("e", "Y").replace("1", "7")
            del values["generated_190"]
            values["generated_200"] = word(24)
        names = sorted(values)
        part = lambda first, last: {name: values[name] for name in names[first:last]}

        def write(path, content):
            path = os.path.join(tree, "etc/kayobe", path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "ab") as stream:
                stream.write(content)

        sealed = lambda data: vault.encrypt(yaml.safe_dump(data))
        write("generated.yml", sealed(part(0, 100)))
        write("inventory/group_vars/all/hidden", sealed(part(100, 150)))
        write("environments/ci-aio/inventory/group_vars/overcloud/more.yaml", sealed(part(150, 180)))
        inline = "---\\n" + "".join("%s: !vault |\\n  %s\\n" % (name, vault.encrypt(values[name]).decode().strip().replace("\\n", "\\n  "))
                                  for name in names[180:])
        write("generated-inline.yml", inline.encode())
        other = random.Random(7)
        binary = bytes(other.getrandbits(8) for _ in range(600))
        write("kolla/config/generated.bin", vault.encrypt(binary))
        # The first hundred are Kayobe's own variables, which templates of the configuration see; the others are hosts'.
        lines = ["", "[generated]"]
        seen = [name for name in names if name < "generated_100" or name >= "generated_180"]
        for name in seen:
            lines.append("%s = {{ %s | replace('\\\\n', ' ') }}" % (name, name))
            lines.append("%s_b64 = {{ %s | b64encode }}" % (name, name))
            lines.append("%s_url = {{ %s | urlencode }}" % (name, name))
            lines.append("%s_json = {{ %s | to_json }}" % (name, name))
        write("kolla/config/nova/nova-compute.conf", ("\\n".join(lines) + "\\n").encode())
        json.dump({"values": values, "rendered": seen}, sys.stdout)
        """

    private struct Generated: Decodable {
        var values: [String: String]
        var rendered: [String]
    }

    @Test func noneGetsOut() async throws {
        let environment = try RenderEnvironment()
        let python = try await environment.pythonEnvironments().kayobe + "/bin/python"
        var generated: [String: Generated] = [:]
        for side in ["base", "head"] {
            _ = try TemporaryRepository.git(["switch", "-q", "-c", side, "main"], in: environment.repository)
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: python)
            process.arguments = ["-c", Self.generator, environment.repository, side]
            process.standardOutput = pipe
            try process.run()
            generated[side] = try JSONDecoder().decode(Generated.self, from: pipe.fileHandleForReading.readDataToEndOfFile())
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            _ = try TemporaryRepository.git(["add", "."], in: environment.repository)
            _ = try TemporaryRepository.git(
                ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", side], in: environment.repository)
        }
        let (base, head) = (try #require(generated["base"]), try #require(generated["head"]))
        #expect(base.values.count == 200)

        let said = Lines()
        let differ = KollaDiffer(
            repository: environment.repository, cache: environment.cache,
            options: RenderOptions(
                environment: "ci-aio", vaultSecrets: [.init(password: RenderEnvironment.password)], kollaTags: ["nova"])
        ) { said.append("\($0)") }
        let diff = try await differ.diff(base: .revision("base"), head: .revision("head"))

        let states = Dictionary(uniqueKeysWithValues: diff.secrets.map { ($0.name, $0.kind) })
        #expect(
            states == [
                "generated_005": .changed, "generated_111": .changed, "generated_190": .removed, "generated_200": .added,
            ])
        // What a reviewer sees are the tokens of those that changed, wherever they land.
        let change = try #require(diff.changes.first { $0.path == "nova-compute/nova.conf" })
        for line in ["generated_190 =", "generated_200 =", "generated_005 ="] {
            #expect(change.unifiedDiff.contains(line), "\(line)")
        }
        #expect(!change.unifiedDiff.contains("+generated_006 ="))

        // Every secret is used in the rendered file, and none is in it, in the diff, in what was said, or anywhere in the cache.
        let rendered = try FileManager.default.subpathsOfDirectory(atPath: environment.cache.path)
            .filter { $0.hasSuffix("aio0/nova-compute/nova.conf") }
            .map { try String(contentsOfFile: environment.cache.path + "/" + $0, encoding: .utf8) }
        #expect(rendered.count == 2)
        for name in base.rendered where name < "generated_190" {
            for text in rendered { #expect(text.contains(name + " = "), "\(name)") }
        }
        try JSONEncoder().encode(diff).write(to: URL(filePath: environment.cache.path + "/diff.json"))
        try Data(said.text.utf8).write(to: URL(filePath: environment.cache.path + "/progress"))
        let forms = Set((Array(base.values.values) + Array(head.values.values)).flatMap(Self.forms))
        #expect(forms.count > 500)
        let directory = try TemporaryDirectory()
        try Data((forms.sorted().joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: directory["forms"]))
        func found(in place: String) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/grep")
            process.arguments = ["-r", "-l", "-a", "-F", "-f", directory["forms"], place]
            process.standardOutput = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return text
        }
        #expect(try found(in: environment.cache.path).isEmpty)
        // The search finds what is there.
        try Data("x = \(base.values["generated_000"] ?? "")\n".utf8).write(to: URL(filePath: directory["known"]))
        #expect(try found(in: directory["known"]) == directory["known"] + "\n")
    }

    /// As it is, in base64, in a URL; of several lines each.
    private static func forms(of value: String) -> [String] {
        let lines = value.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-----") }
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~/")
        return (lines + [value]).filter { $0.count >= 6 }.flatMap { text in
            [text, Data(text.utf8).base64EncodedString(), text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text]
        }.filter { !$0.contains("\n") }
    }

    private final class Lines: @unchecked Sendable {
        private let lock = NSLock()
        private var lines: [String] = []
        func append(_ line: String) { lock.withLock { lines.append(line) } }
        var text: String { lock.withLock { lines.joined(separator: "\n") } }
    }
}
