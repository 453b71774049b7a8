import Foundation
import Processes
import TestSupport
import Testing

/// `slipway list --explain`: why a job is in or out.
@Suite struct ExplainTests {
    private static let pipeline = """
        stages: [build, deploy]
        variables: {CLOUD: prod}
        workflow:
          rules:
            - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
              when: never
            - if: $CI_COMMIT_TAG || $CI_COMMIT_BRANCH
        build: {stage: build, script: make}
        deploy:
          stage: deploy
          script: make deploy
          rules:
            - if: $CI_COMMIT_TAG
            - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && ($CLOUD =~ /^prod/ || $TOKEN)
              changes: [docs/**/*, etc/**/*]
              when: manual
              variables: {TARGET: $CLOUD}
            - exists: [Makefile]
        secret:
          stage: deploy
          script: x
          rules:
            - if: $TOKEN == "guess"
            - if: $NONE || $COPY
              when: never
        old:
          stage: deploy
          script: x
          only: {refs: [main, tags], variables: [$CLOUD]}
          except: [schedules]
        """

    private func place() throws -> Workplace {
        let place = try Workplace(Self.pipeline)
        try place.repository.commit(["etc/kolla/globals.yml": "a: b\n"], "Change")
        return place
    }

    @Test func everyRuleWithWhatItCameTo() async throws {
        let place = try place()
        let output = try await place.slipway("list", "--explain", "deploy")
        #expect(output.exitCode == 0 && output.errorText.isEmpty, "\(output.errorText)")
        let head = try place.repository.git("rev-parse", "--short=8", "HEAD")
        let before = try place.repository.git("rev-parse", "--short=8", "HEAD~1")
        #expect(
            output.text == """
                deploy is in the pipeline: manual
                push of main, commit \(head)

                workflow:rules
                  no   .gitlab-ci.yml:5  if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS → null
                                           $CI_COMMIT_BRANCH → "main"
                                           $CI_OPEN_MERGE_REQUESTS → null
                  yes  .gitlab-ci.yml:7  if: $CI_COMMIT_TAG || $CI_COMMIT_BRANCH → "main"
                                           $CI_COMMIT_TAG → null
                                           $CI_COMMIT_BRANCH → "main"

                rules
                  no   .gitlab-ci.yml:13  if: $CI_COMMIT_TAG → null
                  yes  .gitlab-ci.yml:14  if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && ($CLOUD =~ /^prod/ || $TOKEN) → true
                                            $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH → true
                                              $CI_COMMIT_BRANCH → "main"
                                              $CI_DEFAULT_BRANCH → "main"
                                            $CLOUD =~ /^prod/ || $TOKEN → true
                                              $CLOUD =~ /^prod/ → true
                                                $CLOUD → "prod"
                                              $TOKEN: not looked at
                                          changes: etc/kolla/globals.yml fits etc/**/* (1 file changed since \(before), the commit before)
                                          sets when: manual, variables:TARGET: $CLOUD
                  –    .gitlab-ci.yml:18  not looked at

                """)
    }

    @Test func otherContexts() async throws {
        let place = try place()
        try place.repository.git("switch", "-q", "-c", "feature")
        let filtered = try await place.slipway("list", "--explain", "deploy", "--source", "push", "--target", "main")
        #expect(filtered.exitCode == 0)
        #expect(filtered.text.hasPrefix("deploy is not in the pipeline: Pipeline filtered out by workflow rules.\n"))
        #expect(filtered.text.contains("$CI_OPEN_MERGE_REQUESTS → \"local/repository!1\""))
        let schedule = try await place.slipway("list", "--explain", "old", "--source", "schedule", "--branch", "main")
        #expect(schedule.text.hasPrefix("old is not in the pipeline: except: refs [schedules]\nschedule of main, commit "))
        #expect(schedule.text.contains("  yes  .gitlab-ci.yml:30  refs: schedules\n"), "\(schedule.text)")
        let out = try await place.slipway("list", "--explain", "deploy", "--variable", "CI_DEFAULT_BRANCH=other")
        #expect(out.text.hasPrefix("deploy is not in the pipeline: rules: no rule matched\n"))
        #expect(out.text.contains("  changes: docs/**/*, etc/**/*: not looked at\n"))
        #expect(out.text.contains("  no   .gitlab-ci.yml:18  exists: no file fits Makefile (1 looked at)\n"), "\(out.text)")
    }

    @Test func maskedValuesAreNotShown() async throws {
        let place = try place()
        let file = try place.write("variables.yml", "TOKEN: {value: hush-hush, masked: true}\nCOPY: say $TOKEN\n", mode: 0o600)
        for format in ["text", "json"] {
            let output = try await place.slipway("list", "--explain", "secret", "--variable-file", file, "--format", format)
            #expect(output.exitCode == 0 && !output.text.contains("hush-hush"), "\(output.text)")
            #expect(output.text.contains("[MASKED]"))
        }
    }

    /// A masked value is not shown either where it only happens to be.
    @Test func masksWhateverHasTheValue() async throws {
        let place = try Workplace("a: {script: x, rules: [{if: $CI_COMMIT_TITLE || $NONE}]}\n")
        try place.repository.commit(["b": "1"], "Do not say hush-hush")
        let file = try place.write("variables.yml", "TOKEN: {value: hush-hush, masked: true}\n", mode: 0o600)
        for arguments in [["list", "--explain", "a"], ["list", "--explain", "a", "--format", "json"], ["lint", "--explain"]] {
            let output = try await place.shell("$slipway \(arguments.joined(separator: " ")) --variable-file \(file)")
            #expect(output.exitCode == 0 && !output.text.contains("hush-hush"), "\(output.text)")
            #expect(output.text.contains("Do not say [MASKED]"), "\(output.text)")
        }
    }

    @Test func asJSON() async throws {
        let place = try place()
        let output = try await place.slipway("list", "--explain", "deploy", "--format", "json")
        let listing = try #require(try JSONSerialization.jsonObject(with: Data(output.standardOutput)) as? [String: Any])
        #expect(listing["version"] as? Int == 1)
        #expect((listing["context"] as? [String: Any])?["source"] as? String == "push")
        let job = try #require((listing["jobs"] as? [[String: Any]])?.first)
        #expect(job["name"] as? String == "deploy" && job["isIncluded"] as? Bool == true && job["when"] as? String == "manual")
        let rules = try #require((job["rules"] as? [[String: Any]])?.first)
        #expect(rules["keyword"] as? String == "rules" && rules["decidedBy"] as? Int == 1)
        let all = try #require(rules["rules"] as? [[String: Any]])
        #expect(all.map { $0["holds"] as? Bool } == [false, true, nil])
        #expect((all[1]["location"] as? [String: Any])?["line"] as? Int == 14)
        let clauses = try #require(all[1]["clauses"] as? [[String: Any]])
        #expect(clauses.map { $0["kind"] as? String } == ["if", "changes"])
        #expect(clauses[0]["value"] as? String == "true")
        #expect((clauses[0]["parts"] as? [[String: Any]])?.first?["text"] as? String == "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
        #expect(clauses[1]["path"] as? String == "etc/kolla/globals.yml" && clauses[1]["pattern"] as? String == "etc/**/*")
        #expect((all[1]["sets"] as? [[String: String]])?.first == ["name": "when", "value": "manual"])
    }

    @Test func unknownJobsAreRefused() async throws {
        let place = try place()
        let output = try await place.slipway("list", "--explain", "deplyo")
        #expect(output.exitCode == 2 && output.text.isEmpty)
        #expect(output.errorText == "slipway: there is no job \"deplyo\"; the jobs are: build, deploy, secret, old\n")
    }

    /// When a needed job is left out there is no plan, and that is when people ask.
    @Test func aPipelineThatCannotBePlannedIsExplained() async throws {
        let place = try Workplace("a: {script: x, needs: [b]}\nb: {script: x, rules: [{if: $NONE}]}\n")
        #expect(try await place.slipway("list").exitCode == 3)
        let output = try await place.slipway("list", "--explain", "b")
        #expect(output.exitCode == 0)
        #expect(output.text.contains("  no   .gitlab-ci.yml:2  if: $NONE → null\n"), "\(output.text)")
    }
}
