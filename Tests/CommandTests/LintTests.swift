import Foundation
import Processes
import TestSupport
import Testing

/// `slipway lint`: formats for editors, the merged view, and what rules come to.
@Suite struct LintTests {
    /// Every problem at once, with a suggestion for each kind of name.
    private static let faulty = """
        stages: [build, deploy]
        include: ci/bsae.yml
        .base: {image: x}
        build:
          stage: biuld
          scirpt: make
          script: [echo "ü", {a: b}]
        deploy:
          stage: deploy
          extends: .baes
          script: x
          needs: [biuld]
          dependencies: [buidl]
          when: manaul
        """

    private func place() throws -> Workplace {
        let place = try Workplace(Self.faulty)
        try place.repository.commit(["ci/base.yml": "x: {script: y}\n"], "Base")
        return place
    }

    private func array(_ value: Any?) throws -> [[String: Any]] { try #require(value as? [[String: Any]]) }

    @Test func allProblemsInOnePass() async throws {
        let place = try place()
        let first = try await place.slipway("lint")
        #expect(first.exitCode == 3)
        for help in ["`ci/base.yml`", "`script`", "`manual`"] {
            #expect(first.text.contains("did you mean \(help)?"), "\(help)\n\(first.text)")
        }
        // What may come from a file that is missing is told as soon as it is there.
        try place.repository.write(
            ".gitlab-ci.yml",
            Self.faulty.replacingOccurrences(of: "bsae", with: "base"))
        let second = try await place.slipway("lint")
        for help in ["`build`", "`script`", "`.base`", "`manual`"] {
            #expect(second.text.contains("did you mean \(help)?"), "\(second.text)")
        }
        #expect(second.text.contains("build job: chosen stage biuld does not exist"))
        #expect(second.text.contains("deploy job: undefined need: biuld"))
        #expect(second.text.contains("deploy job: undefined dependency: buidl"))
    }

    @Test func aBufferIsCheckedWithTheIncludesOfTheRepository() async throws {
        let place = try place()
        try place.repository.write("sub/buffer.yml", "include: /ci/base.yml\ny: {script: x, needs: [xx]}\n")
        let output = try await place.shell("cd sub && $slipway lint --stdin --filename buffer.yml <buffer.yml")
        #expect(output.exitCode == 3)
        #expect(output.text.contains("sub/buffer.yml:2:24: error: y job: undefined need: xx"), "\(output.text)")
        #expect(output.text.contains("did you mean `x`?"))
        let good = try await place.shell("sed s/xx/x/ sub/buffer.yml | $slipway lint --stdin --filename sub/buffer.yml")
        #expect(good.exitCode == 0 && good.text == "sub/buffer.yml: valid, 2 jobs in 2 files\n", "\(good.text)")
    }

    @Test func jsonTellsWhereTextEnds() async throws {
        let place = try place()
        let output = try await place.slipway("lint", "--format", "json")
        let diagnostics = try array(JSONSerialization.jsonObject(with: Data(output.standardOutput)))
        func text(_ code: String) throws -> String {
            let found = try #require(diagnostics.first { $0["code"] as? String == code }, "\(code)")
            let line = Array(try #require(found["sourceLine"] as? String).unicodeScalars)
            let start = try #require((found["location"] as? [String: Any])?["column"] as? Int)
            let end = try #require((found["end"] as? [String: Any])?["column"] as? Int)
            return line[(start - 1)..<(end - 1)].map { String($0) }.joined()
        }
        #expect(try text("unknown-keyword") == "scirpt")
        #expect(try text("include-not-found") == "ci/bsae.yml")
        #expect(try text("invalid-value") == "{a: b}")
    }

    /// What the schema of SARIF 2.1.0 requires, and what code scanners read.
    @Test func sarifHasTheShapeOfItsSchema() async throws {
        let place = try place()
        let output = try await place.slipway("lint", "--format", "sarif")
        #expect(output.exitCode == 3)
        let log = try #require(try JSONSerialization.jsonObject(with: Data(output.standardOutput)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        #expect((log["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
        let run = try #require(try array(log["runs"]).first)
        #expect(run["columnKind"] as? String == "unicodeCodePoints")
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "slipway")
        let rules = try array(driver["rules"]).compactMap { $0["id"] as? String }
        #expect(Set(rules).count == rules.count)
        let results = try array(run["results"])
        #expect(results.count >= 4)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index] == result["ruleId"] as? String)
            #expect(["error", "warning", "note"].contains(result["level"] as? String))
            #expect(((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
            for location in try array(result["locations"]) {
                let place = try #require(location["physicalLocation"] as? [String: Any])
                let artifact = try #require(place["artifactLocation"] as? [String: Any])
                #expect(artifact["uri"] as? String == ".gitlab-ci.yml" && artifact["uriBaseId"] as? String == "%SRCROOT%")
                let region = try #require(place["region"] as? [String: Any])
                let (line, column) = try (#require(region["startLine"] as? Int), #require(region["startColumn"] as? Int))
                #expect(line >= 1 && column >= 1)
                if let end = region["endColumn"] as? Int { #expect(end > column) }
            }
        }
        let unknown = try #require(results.first { $0["ruleId"] as? String == "unknown-keyword" })
        #expect(
            (unknown["message"] as? [String: Any])?["text"] as? String
                == "jobs:build config contains unknown keys: scirpt; did you mean `script`?")
        let empty = try await place.shell("echo 'a: {script: make}' | $slipway lint --stdin --format sarif")
        let none = try #require(try JSONSerialization.jsonObject(with: Data(empty.standardOutput)) as? [String: Any])
        #expect(try array(try array(none["runs"]).first?["results"]).isEmpty && empty.exitCode == 0)
    }

    @Test func namesOfFilesAreURIReferences() async throws {
        let place = try place()
        try place.repository.write("a b/ü%.yml", "x: {scirpt: y}\n")
        let output = try await place.slipway("lint", "a b/ü%.yml", "--format", "sarif")
        #expect(output.text.contains("\"uri\" : \"a%20b/%C3%BC%25.yml\""), "\(output.text)")
    }

    @Test func mergedIsYAMLThatMeansTheSame() async throws {
        let place = try Workplace(
            """
            include: ci/base.yml
            default: {tags: [linux]}
            build: {extends: .base, script: [!reference [.lines, script], "yes"]}
            """)
        try place.repository.commit(
            ["ci/base.yml": ".lines: {script: [one]}\n.base:\n  image: base\n  rules: [{if: $CI_COMMIT_BRANCH}]\n"], "Base")
        let merged = try await place.slipway("lint", "--merged")
        #expect(merged.exitCode == 0 && merged.errorText.isEmpty)
        #expect(
            merged.text.hasSuffix(
                """
                build:
                  image: base
                  rules:
                    - if: $CI_COMMIT_BRANCH
                  script:
                    - one
                    - "yes"
                  tags:
                    - linux

                """), "\(merged.text)")
        let plan = try await place.slipway("list", "--format", "json")
        try place.repository.write("merged.yml", merged.text)
        let again = try await place.slipway("list", "--format", "json", "--file", "merged.yml")
        #expect(again.standardOutput == plan.standardOutput)

        let origin = try await place.slipway("lint", "--merged", "--origin")
        #expect(origin.text.contains("  image: base                                   # ci/base.yml:3\n"), "\(origin.text)")
        #expect(origin.text.contains("  tags:                                         # .gitlab-ci.yml:2\n"))
    }

    /// Which files are included depends on the context.
    @Test func includesAreThoseOfTheContext() async throws {
        let place = try Workplace(
            "include:\n  - local: mr.yml\n    rules: [{if: $CI_MERGE_REQUEST_IID}]\na: {script: x}\n")
        try place.repository.commit(["mr.yml": "b: {script: x}\n"], "Base")
        let branch = try await place.slipway("lint", "--merged")
        #expect(branch.text == "a:\n  script: x\n")
        let merge = try await place.slipway("lint", "--merged", "--target", "main")
        #expect(merge.text == "b:\n  script: x\n\na:\n  script: x\n")
    }

    @Test func brokenConfigurationsHaveNoMergedView() async throws {
        let output = try await place().slipway("lint", "--merged")
        #expect(output.exitCode == 3 && output.text.isEmpty)
        #expect(output.errorText.contains("contains unknown keys: scirpt"))
    }

    @Test func explainsAllJobs() async throws {
        let place = try Workplace(
            "a: {script: x}\nb:\n  script: x\n  rules:\n    - if: $CI_COMMIT_TAG\n    - if: $CI_COMMIT_BRANCH\n      when: manual\n"
        )
        let output = try await place.slipway("lint", "--explain")
        let head = try place.repository.git("rev-parse", "--short=8", "HEAD")
        #expect(
            output.text == """
                push of main, commit \(head)

                a is in the pipeline: on_success
                only
                  yes  .gitlab-ci.yml:1  refs: branches, tags, the default → branches

                b is in the pipeline: manual
                rules
                  no   .gitlab-ci.yml:5  if: $CI_COMMIT_TAG → null
                  yes  .gitlab-ci.yml:6  if: $CI_COMMIT_BRANCH → "main"
                                         sets when: manual

                """)
    }

    @Test(arguments: [
        (["--origin"], "--origin goes with --merged"), (["--merged", "--explain"], "exclude each other"),
        (["--merged", "--format", "json"], "--merged prints YAML"), (["--explain", "--format", "sarif"], "--format text or json"),
    ])
    func wrongUse(_ arguments: [String], _ message: String) async throws {
        let place = try Workplace("a: {script: x}\n")
        let output = try await place.shell("$slipway lint " + arguments.joined(separator: " "))
        #expect(output.exitCode == 2 && output.errorText.contains(message), "\(output.errorText)")
    }
}
