import Foundation
import Processes
import TestSupport
import Testing

/// `slipway list --compare`: which jobs a change of the configuration adds, removes or alters.
@Suite struct CompareTests {
    private static let before = """
        stages: [build, test, deploy]
        default: {image: "alpine:3.19"}
        build:
          stage: build
          script: [make, make install]
        lint: {stage: test, script: [make lint]}
        legacy: {stage: test, script: x}
        deploy:
          stage: deploy
          script: [make deploy]
          environment: production
          variables: {CLOUD: a}
          rules: [{if: $CI_COMMIT_BRANCH}]
        nightly: {stage: test, script: x, rules: [{if: '$CI_PIPELINE_SOURCE == "schedule"'}]}
        """

    private static let after = """
        stages: [build, test, deploy]
        include: ci/base.yml
        build:
          extends: .base
          stage: build
          script: [make, make -j4 install]
        lint: {extends: .base, stage: test, script: [make lint]}
        scan: {stage: test, script: x}
        legacy: {stage: test, script: x, rules: [{if: $NONE}]}
        deploy:
          extends: .base
          stage: deploy
          script: [make deploy]
          environment: production
          variables: {CLOUD: b, REGION: eu}
          rules: [{if: $CI_COMMIT_BRANCH, when: manual}]
        nightly: {stage: test, script: y, rules: [{if: '$CI_PIPELINE_SOURCE == "schedule"'}]}
        """

    /// On branch `change`, with the later version in the working tree.
    private func place(_ before: String = before, _ after: String = after, _ files: [String: String] = [:]) throws -> Workplace {
        let place = try Workplace(before)
        try place.repository.git("switch", "-q", "-c", "change")
        try place.repository.write(".gitlab-ci.yml", after)
        for (path, text) in files { try place.repository.write(path, text) }
        return place
    }

    private static let base = ["ci/base.yml": ".base: {image: 'alpine:3.20'}\n"]

    @Test func whatIsAddedRemovedAndAltered() async throws {
        let place = try place(Self.before, Self.after, Self.base)
        let output = try await place.slipway("list", "--compare", "main")
        #expect(output.exitCode == 0 && output.errorText.isEmpty, "\(output.errorText)")
        let head = try place.repository.git("rev-parse", "--short=8", "HEAD")
        #expect(
            output.text == """
                push of change, commit \(head), compared with main, \(head)

                + scan    test, on_success
                - legacy  test, on_success; left out now: rules: no rule matched

                ~ build
                    image  alpine:3.19 → alpine:3.20
                    script
                      - make install
                      + make -j4 install

                ~ lint
                    image  alpine:3.19 → alpine:3.20

                ~ deploy
                    when   on_success → manual
                    variables
                      - CLOUD: a
                      + CLOUD: b
                      + REGION: eu
                    rules
                      +   when: manual
                    image  alpine:3.19 → alpine:3.20

                left out of both, and different: nightly (changed)

                1 added, 1 removed, 3 altered, 0 jobs are the same

                """, "\(output.text)")
        #expect(try await place.slipway("list", "--compare", "main", "--exit-code").exitCode == 1)
        let schedule = try await place.slipway("list", "--compare", "main", "--source", "schedule")
        #expect(schedule.text.contains("~ nightly\n    image   alpine:3.19 → (none)\n    script  x → \"y\"\n"), "\(schedule.text)")
    }

    /// A new default alters many jobs in the same way.
    @Test func manyJobsAreNamedOnSeveralLines() async throws {
        let jobs = (1...30).map { "job-number-\($0): {script: x}\n" }.joined()
        let place = try place("default: {image: a}\n" + jobs, "default: {image: b}\n" + jobs)
        let output = try await place.slipway("list", "--compare", "main")
        let lines = output.text.split(separator: "\n")
        #expect(lines.count { $0.contains("job-number-") } > 3 && lines.allSatisfy { $0.count <= 101 }, "\(output.text)")
        #expect(lines[1].hasPrefix("~ job-number-1, job-number-2, ") && lines[2].hasPrefix("  job-number-"))
        #expect(output.text.hasSuffix("    image  a → b\n\n30 altered, 0 jobs are the same\n"), "\(output.text)")
    }

    @Test func asJSON() async throws {
        let place = try place(Self.before, Self.after, Self.base)
        let output = try await place.slipway("list", "--compare", "HEAD", "--format", "json")
        let listing = try #require(try JSONSerialization.jsonObject(with: Data(output.standardOutput)) as? [String: Any])
        #expect(listing["version"] as? Int == 1 && listing["unchanged"] as? Int == 0)
        #expect((listing["comparedWith"] as? [String: String])?["revision"] == "HEAD")
        func names(_ key: String) throws -> [String] {
            try #require(listing[key] as? [[String: Any]]).compactMap { $0["name"] as? String }
        }
        #expect(
            try names("added") == ["scan"] && names("removed") == ["legacy"] && names("altered") == ["build", "lint", "deploy"])
        #expect(try names("leftOut") == ["nightly"])
        let build = try #require((listing["altered"] as? [[String: Any]])?.first?["changes"] as? [[String: Any]])
        #expect(build.first?["keyword"] as? String == "image")
        #expect(build.first?["old"] as? [String] == ["alpine:3.19"] && build.first?["new"] as? [String] == ["alpine:3.20"])
    }

    /// Moving a definition about changes nothing.
    @Test func theSameJobsWrittenOtherwise() async throws {
        let place = try place(
            "default: {image: x, tags: [a]}\nvariables: {A: '1'}\na: {script: [one, two], needs: []}\nb: {script: one}\n",
            """
            include: ci/base.yml
            b: {script: [one], extends: .base}
            # A comment.
            a:
              extends: .base
              needs: []
              variables: {A: "1"}
              script:
                - !reference [.lines, script]
                - two
            """, ["ci/base.yml": ".base: {image: {name: x}, tags: [a], variables: {A: '1'}}\n.lines: {script: [one]}\n"])
        let output = try await place.slipway("list", "--compare", "main", "--exit-code")
        #expect(output.exitCode == 0)
        #expect(output.text.hasSuffix("\nno change: 2 jobs are the same\n"), "\(output.text)")
    }

    @Test func whatDoesNotRunHereKeepsItFromSayingNoChange() async throws {
        let rules = "rules: [{if: $CI_PIPELINE_SOURCE == 'schedule'}]"
        let place = try place("a: {script: one}\nb: {script: one, \(rules)}\n", "a: {script: one}\nb: {script: two, \(rules)}\n")
        let output = try await place.slipway("list", "--compare", "main")
        #expect(
            output.text.hasSuffix(
                "\nleft out of both, and different: b (changed)\n\nno job is added, removed or altered: 1 job is the same\n"),
            "\(output.text)")
    }

    @Test func keywordsThatDoNothingHereCountToo() async throws {
        let place = try place(
            "a: {script: x, release: {tag_name: v1, description: d}}\n", "a: {script: x, release: {tag_name: v2, description: d}}\n"
        )
        let output = try await place.slipway("list", "--compare", "main", "--exit-code")
        #expect(output.exitCode == 1)
        #expect(output.text.contains("~ a\n    release\n      - tag_name: v1\n      + tag_name: v2\n"), "\(output.text)")
    }

    @Test func childPipelinesAreCompared() async throws {
        let parent =
            "a: {trigger: {include: child.yml}}\ng: {script: x}\nd: {needs: [g], trigger: {include: [{artifact: c.yml, job: g}]}}\n"
        let place = try Workplace(parent)
        let child = "x: {script: one}\ny: {script: y, id_tokens: {T: {aud: 'https://a.example.org'}}}\n"
        try place.repository.commit(["child.yml": child], "Child")
        try place.repository.write(
            "child.yml",
            child.replacingOccurrences(of: "one", with: "two").replacingOccurrences(of: "a.example", with: "b.example")
                + "z: {script: z}\n")
        let output = try await place.slipway("list", "--compare", "HEAD", "--exit-code")
        #expect(output.exitCode == 1)
        #expect(output.text.contains("+ a » z  test, on_success\n"), "\(output.text)")
        #expect(output.text.contains("~ a » x\n    script  one → two\n"), "\(output.text)")
        #expect(output.text.contains("~ a » y\n    id_tokens\n"), "\(output.text)")
        #expect(output.text.contains("not compared: d: g has stored no artifacts"), "\(output.text)")
    }

    @Test func maskedValuesAreNotShown() async throws {
        let place = try place(
            "a: {script: x, environment: 'one/$TOKEN', tags: [$TOKEN]}\n",
            "a: {script: x, environment: 'two/$TOKEN', tags: ['x$TOKEN']}\n")
        let file = try place.write("variables.yml", "TOKEN: {value: hush-hush, masked: true}\n", mode: 0o600)
        for format in ["text", "json"] {
            let output = try await place.slipway("list", "--compare", "main", "--variable-file", file, "--format", format)
            #expect(output.exitCode == 0 && !output.text.contains("hush"), "\(output.text)")
            #expect(output.text.contains("name: two/[MASKED]"), "\(output.text)")
        }
    }

    @Test func theWorkflowIsTold() async throws {
        let place = try place(
            "workflow: {rules: [{if: $CI_COMMIT_BRANCH}]}\na: {script: x}\n",
            "workflow:\n  auto_cancel: {on_new_commit: none}\n  rules: [{if: $CI_COMMIT_TAG}, {if: $CI_COMMIT_BRANCH}]\na: {script: x}\n"
        )
        let output = try await place.slipway("list", "--compare", "main", "--exit-code")
        #expect(output.exitCode == 1)
        #expect(
            output.text.contains(
                """
                the pipeline
                    workflow
                      + auto_cancel:
                      +   on_new_commit: none
                      +   - if: $CI_COMMIT_TAG

                no job is added, removed or altered: 1 job is the same

                """), "\(output.text)")
    }

    @Test func threeDotsAreTheMergeBase() async throws {
        let place = try place("a: {script: x}\n", "a: {script: x}\nb: {script: x}\n")
        try place.repository.commit("Branch")
        try place.repository.git("switch", "-q", "main")
        try place.repository.commit([".gitlab-ci.yml": "a: {script: x}\nc: {script: x}\n"], "Main goes on")
        try place.repository.git("switch", "-q", "change")
        let tip = try await place.slipway("list", "--compare", "main")
        #expect(tip.text.contains("+ b") && tip.text.contains("- c"), "\(tip.text)")
        let base = try await place.slipway("list", "--compare", "main...")
        #expect(base.text.contains("+ b") && !base.text.contains("- c"), "\(base.text)")
    }

    @Test func versionsWithoutAPipeline() async throws {
        let place = try Workplace(nil)
        try place.repository.write(".gitlab-ci.yml", "a: {script: x}\n")
        let new = try await place.slipway("list", "--compare", "HEAD")
        #expect(new.exitCode == 0 && new.text.contains("+ a  test, on_success\n"), "\(new.text)")

        let broken = try self.place("a: {scirpt: x}\n", "a: {script: x}\n")
        let refused = try await broken.slipway("list", "--compare", "main")
        #expect(refused.exitCode == 3 && refused.text.isEmpty)
        #expect(refused.errorText.contains("unknown keys: scirpt"))
        #expect(refused.errorText.hasSuffix("slipway: there is no comparison: the configuration of main is invalid\n"))

        let unknown = try await broken.slipway("list", "--compare", "nope")
        #expect(unknown.exitCode == 2 && unknown.errorText.contains("there is no branch \"nope\""), "\(unknown.errorText)")
    }

    @Test func filteredOutIsNoPipeline() async throws {
        let place = try place(
            "a: {script: x}\n", "workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: x}\n")
        let output = try await place.slipway("list", "--compare", "main")
        #expect(output.text.contains("- a  test, on_success\n"), "\(output.text)")
    }
}
