import Foundation
import Processes
import RunHistory
import Testing

/// A masked variable reaches the job and nothing else; a job sees its own environment and not the person's.
@Suite struct SecretsTests {
    static let secret = "Tr0ub4dor-and-3-of-spades"

    @Test func aMaskedValueIsWrittenNowhere() async throws {
        // The job uses the secret in every way a careless job does, and looks at the command lines of its own processes.
        let place = try Workplace(
            """
            variables: {COPY: "copy-of-$PASSWORD"}
            use:
              script:
                - '[ "$(printf %s "$PASSWORD" | sha256sum | cut -c1-64)" = "$EXPECTED" ]'
                - echo "the password is $PASSWORD" && echo $COPY >&2
                - printf '%s' "$PASSWORD" | fold -w 5 | while read -r part; do printf '%s' "$part"; done; echo
                - export -p && set
                - cat /proc/[0-9]*/cmdline >$SHARED_DIR/command-lines 2>/dev/null || true
                - echo "$PASSWORD" >&2 && exit 3
              after_script: ['echo "after: $PASSWORD"']
            """)
        let digest = try await place.shell("printf %s '\(Self.secret)' | sha256sum | cut -c1-64")
        let file = try place.write("secrets.yml", "PASSWORD: {value: \(Self.secret), masked: true}\n", mode: 0o600)
        let output = try await place.slipway(
            "run", "--format", "json", "--variable-file", file, "--variable", "SHARED_DIR=" + place.shared, "--variable",
            "EXPECTED=" + digest.text.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(output.exitCode == 1, "\(output.errorText)")
        let run = try JSONDecoder().decode(RunRecord.self, from: Data(output.standardOutput))
        #expect(run.pipelines[0].jobs[0].exitCode == 3, "the job got the value: \(output.errorText)")
        #expect(output.errorText.contains("the password is [MASKED]"))

        let page = try await place.slipway("report", "html", "--output", place.shared + "/report.html")
        #expect(page.exitCode == 0)
        let list = try await place.slipway("list", "--format", "json", "--variable-file", file)
        let log = try await place.slipway("runs", "log", "use", "--raw")
        let show = try await place.slipway("runs", "show")
        for text in [output, list, log, show] {
            #expect(!text.text.contains(Self.secret) && !text.errorText.contains(Self.secret))
        }
        #expect(log.text.contains("after: [MASKED]"))
        let commandLines = try Data(contentsOf: URL(fileURLWithPath: place.shared + "/command-lines"))
        #expect(commandLines.range(of: Data("slipway".utf8)) != nil, "command lines were seen")
        for directory in [place.top, place.shared] {
            let found = try await place.shell("grep -rlF -e '\(Self.secret)' '\(directory)'")
            #expect(found.exitCode == 1 && found.text.isEmpty, "the secret is in \(found.text)")
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o600]) func maskedValuesAreReadFromPrivateFilesOnly(mode: Int) async throws {
        let place = try Workplace("a: {script: [echo]}\n")
        let masked = try place.write("masked.yml", "PASSWORD: {value: something, masked: true}\n", mode: mode)
        for command in ["list", "run"] {
            let output = try await place.slipway(command, "--variable-file", masked)
            if mode == 0o600 {
                #expect(output.exitCode == 0, "\(output.errorText)")
            } else {
                #expect(output.exitCode == 3)
                #expect(
                    output.errorText
                        == "slipway: \(masked) holds masked variables and can be read by other users; run: chmod 600 \(masked)\n")
            }
        }
        // What is no secret may be in any file.
        let open = try place.write("open.env", "# comment\nREGION=north\n", mode: mode)
        #expect(try await place.slipway("list", "--variable-file", open).exitCode == 0)
    }

    @Test(arguments: [
        (
            "a.yml", "A: {value: x, maksed: true}\n",
            "a.yml:1:15: error: A: unknown key \"maksed\"\n   = help: did you mean `masked`?"
        ),
        ("a.yml", "A: [x]\n", "a.yml:1:4: error: A needs a value, or a mapping with the key value"),
        ("a.yml", "1A: x\n", "a.yml:1:1: error: \"1A\" cannot be the name of a variable"),
        ("a.yml", "A: [x\n", "a.yml:2:1: "),
        ("a.env", "A=1\nno assignment\n", "a.env:2: expected NAME=value"),
        ("a.json", "[1]\n", "a.json:1:1: error: expected a mapping of variable names to values"),
    ])
    func aWrongVariableFileIsToldWithItsPlace(name: String, text: String, message: String) async throws {
        let place = try Workplace("a: {script: [echo]}\n")
        let output = try await place.slipway("list", "--variable-file", try place.write(name, text, mode: 0o600))
        #expect(output.exitCode == 3)
        #expect(output.errorText.contains("/" + message), "\(output.errorText)")
    }

    @Test func jobsDoNotSeeThePersonsEnvironment() async throws {
        let place = try Workplace("a:\n  script: ['env -0 | sort -z >$SHARED_DIR/environment', 'shopt login_shell || true']\n")
        let output = try await place.slipway("run", "--variable", "SHARED_DIR=" + place.shared)
        #expect(output.exitCode == 0, "\(output.text)")
        #expect(!output.text.contains("start-up file was read"))
        var seen = try environment(place)
        for name in [
            "SSH_AUTH_SOCK", "GITHUB_TOKEN", "OS_PASSWORD", "BASH_ENV", "ENV", "FROM_START_UP_FILE", "SHARED", "XDG_CACHE_HOME",
        ] {
            #expect(seen[name] == nil, "\(name) is inherited")
        }
        #expect(seen["CI"] == "true" && seen["HOME"] != nil && seen["PATH"] != nil)

        // Asked for by name, and only that.
        let inherited = try await place.slipway(
            "run", "--inherit-env", "SSH_AUTH_SOCK", "--inherit-env", "OS_PASSWORD", "--variable", "SHARED_DIR=" + place.shared)
        #expect(inherited.exitCode == 0)
        seen = try environment(place)
        #expect(seen["SSH_AUTH_SOCK"]?.hasSuffix("/agent") == true && seen["OS_PASSWORD"] == "password-of-the-person")
        #expect(seen["GITHUB_TOKEN"] == nil)
    }

    private func environment(_ place: Workplace) throws -> [String: String] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.shared + "/environment"))
        let pairs = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self).split(separator: "=", maxSplits: 1) }
        return Dictionary(pairs.compactMap { $0.count == 2 ? (String($0[0]), String($0[1])) : nil }, uniquingKeysWith: { $1 })
    }

    /// Nobody else reads what runs leave behind.
    @Test func theStateDirectoryIsPrivate() async throws {
        let place = try Workplace("a: {script: [echo]}\n")
        #expect(try await place.slipway("run").exitCode == 0)
        var status = stat()
        #expect(stat(place.top + "/.slipway", &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
    }
}
