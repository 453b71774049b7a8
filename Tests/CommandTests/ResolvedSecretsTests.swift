import Foundation
import PipelineModel
import Processes
import RunHistory
import Testing

/// `secrets` and `id_tokens` of jobs, from where the settings say.
@Suite struct ResolvedSecretsTests {
    static let secret = "Tr0ub4dor-and-3-of-hearts"
    private static let pipeline = """
        use:
          id_tokens: {VAULT_ID_TOKEN: {aud: "https://$VAULT_HOST"}}
          secrets:
            PASSWORD: {vault: production/db/password@ops, file: false}
            KEY:
              vault: {engine: {name: kv-v2, path: ops}, path: $STAGE/ssh, field: key}
          variables: {STAGE: production, VAULT_HOST: vault.example.org}
          script:
            - printf %s "$PASSWORD" | sha256sum >$SHARED_DIR/digest
            - stat -c 'mode=%a size=%s' "$KEY" && printf '%s' "$KEY" >$SHARED_DIR/key-path
            - '[ "$(cat "$KEY")" = "the-key-of-production" ]'
            - case "$KEY" in "$CI_PROJECT_DIR"/*) exit 9;; esac
            - echo "the password is $PASSWORD" && cat "$KEY" && echo "token $VAULT_ID_TOKEN"
            - cat /proc/[0-9]*/cmdline >$SHARED_DIR/command-lines 2>/dev/null || true
        """

    private func settings(_ place: Workplace, _ text: String) throws -> String {
        try place.write("settings.yml", text, mode: 0o600)
    }

    @Test func valuesReachTheJobAndNothingElse() async throws {
        let place = try Workplace(Self.pipeline)
        _ = try place.write(
            "secrets.yml",
            "production/db/password@ops: \(Self.secret)\nproduction/ssh/key@ops: the-key-of-production\n", mode: 0o600)
        let settings = try settings(
            place,
            "secrets: {file: secrets.yml}\nid_tokens: {command: [printf, \"jwt-of-%s-for-%s\", \"{variable}\", \"{aud}\"]}\n")
        let output = try await place.slipway(
            "run", "--format", "json", "--settings", settings, "--variable", "SHARED_DIR=" + place.shared)
        #expect(output.exitCode == 0, "\(output.errorText)")
        #expect(output.errorText.contains("the password is [MASKED]"))
        #expect(output.errorText.contains("token [MASKED]"))
        #expect(output.errorText.contains("mode=600 size=21"))
        let digest = try await place.shell("printf %s '\(Self.secret)' | sha256sum | cmp - \(place.shared)/digest")
        #expect(digest.exitCode == 0, "the job got the value")
        let page = try await place.slipway("report", "html", "--output", place.shared + "/report.html")
        #expect(page.exitCode == 0)
        for text in [Self.secret, "the-key-of-production", "jwt-of-VAULT_ID_TOKEN"] {
            #expect(!output.text.contains(text) && !output.errorText.contains(text))
            for directory in [place.top + "/.slipway", place.shared] {
                let found = try await place.shell("grep -rlF -e '\(text)' '\(directory)'")
                #expect(found.exitCode == 1 && found.text.isEmpty, "\(text) is in \(found.text)")
            }
        }
        let path = try String(contentsOfFile: place.shared + "/key-path", encoding: .utf8)
        #expect(!FileManager.default.fileExists(atPath: path), "the file goes with the job")
    }

    @Test func withoutASourceTheJobFailsBeforeItStarts() async throws {
        let place = try Workplace(Self.pipeline)
        let output = try await place.slipway("run", "--format", "json", "--variable", "SHARED_DIR=" + place.shared)
        #expect(output.exitCode == 1)
        let job = try JSONDecoder().decode(RunRecord.self, from: Data(output.standardOutput)).pipelines[0].jobs[0]
        #expect(job.failureReason == .secretsProviderNotFound && job.exitCode == nil)
        #expect(
            output.errorText.contains("the job needs secrets (PASSWORD, KEY), and the settings name no source of secrets"))
        #expect(output.errorText.hasPrefix("warning: the settings name no source of secrets, so these jobs will fail: use\n"))
        #expect(output.errorText.contains("VAULT_ID_TOKEN is not set: the settings name no source of id_tokens"))
        #expect(!FileManager.default.fileExists(atPath: place.shared + "/digest"))
    }

    @Test func aSecretThatCannotBeHadIsASystemFailure() async throws {
        let place = try Workplace(Self.pipeline)
        let settings = try settings(place, "secrets: {command: [sh, -c, 'echo not in the store >&2; exit 1']}\n")
        let output = try await place.slipway("run", "--format", "json", "--settings", settings)
        #expect(output.exitCode == 4, "\(output.errorText)")
        let job = try JSONDecoder().decode(RunRecord.self, from: Data(output.standardOutput)).pipelines[0].jobs[0]
        #expect(job.failureReason == .runnerSystemFailure)
        #expect(output.errorText.contains("no value for PASSWORD: not in the store (sh)"))
    }

    @Test func aFileOfSecretsMustBePrivate() async throws {
        let place = try Workplace(Self.pipeline)
        let file = try place.write("secrets.yml", "PASSWORD: \(Self.secret)\n", mode: 0o644)
        let output = try await place.slipway("run", "--settings", try settings(place, "secrets: {file: secrets.yml}\n"))
        #expect(output.exitCode == 4)
        #expect(output.text.contains("\(file) holds secrets and can be read by other users; run: chmod 600 \(file)"))
        #expect(!output.text.contains(Self.secret) && !output.errorText.contains(Self.secret))
        // Whoever only looks needs none of it.
        #expect(try await place.slipway("list", "--settings", place.shared + "/../settings.yml").exitCode == 0)
    }

    /// Nobody is left to tidy up then but a process that waits for this.
    @Test func aKilledRunLeavesNoFileWithASecret() async throws {
        let place = try Workplace(
            """
            use:
              secrets: {KEY: {vault: production/ssh/key@ops}}
              script: ['echo "$KEY" >$SHARED_DIR/milestone', 'sleep 1000']
            """)
        _ = try place.write("secrets.yml", "KEY: \(Self.secret)\n", mode: 0o600)
        let settings = try settings(place, "secrets: {file: secrets.yml}\n")
        let milestone = try place.milestone("milestone")
        let run = try place.start(["run", "--settings", settings, "--variable", "SHARED_DIR=" + place.shared])
        let path = try await milestone.reached()
        #expect(FileManager.default.fileExists(atPath: path))
        run.send(SIGKILL)
        _ = try await run.wait()
        for _ in 0..<600 where FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!FileManager.default.fileExists(atPath: path))
        let found = try await place.shell("grep -rlF -e '\(Self.secret)' '\(place.top)'")
        #expect(found.text.isEmpty, "the secret is in \(found.text)")
    }
}
