import PipelineLoading
import PipelineModel
import Testing

/// Includes of other projects, components, remote files and templates.
struct ForeignIncludeTests {
    private static let remote = ForeignPlace.remote(url: "https://host/ci.yml")
    private static let foreign = FakeForeignSource(
        trees: [
            .project(path: "group/base", ref: "v1"): [
                "ci/build.yml": "include: ci/common.yml\nbuild: {extends: .common, script: build}\n",
                "ci/common.yml": ".common: {tags: [theirs]}\n", "bad.yml": "job: {scirpt: x}\n",
            ],
            .project(path: "group/base", ref: nil): ["head.yml": "head: {script: head}\n"],
            .component(host: "host", project: "group/parts", version: "1"): [
                "templates/lint.yml": """
                spec:
                  component: [name, sha, version, reference]
                  inputs: {stage: {default: test}}
                ---
                include: {local: /shared.yml}
                "lint $[[ component.name ]]@$[[ component.version ]]": {script: "$[[ component.sha ]] $[[ component.reference ]]"}
                """,
                "templates/deep/template.yml": "deep: {script: deep}\n", "shared.yml": "shared: {script: shared}\n",
            ],
        ],
        files: [
            remote: "far: {script: far}\n", .remote(url: "https://host/local.yml"): "include: near.yml\nfar: {script: x}\n",
            .remote(url: "https://host/rules.yml"):
                "include: [{remote: 'https://host/ci.yml', rules: [{if: $BRANCH}]}]\nother: {script: x}\n",
            .template("Jobs/Build.gitlab-ci.yml"): "templated: {script: x}\n",
        ],
        absent: [.project(path: "group/base", ref: "v2"), .remote(url: "https://host/later.yml")])

    private func load(_ text: String, variables: [String: String] = [:], masked: Set<String> = []) -> LoadResult {
        PipelineLoadingTests.load(
            text, ["near.yml": "near: {script: x}\n"],
            context: IncludeContext(variables: variables, maskedVariables: masked), foreign: Self.foreign)
    }

    @Test func localIncludesOfAnotherProjectAreThatProjects() throws {
        let result = load("include: {project: Group/Base, file: /ci/build.yml, ref: v1}\n")
        #expect(result.errorLines.isEmpty)
        #expect(result[job: "build"]?.tags == ["theirs"])
        #expect(result[job: "build"]?.location == SourceLocation(file: "group/base@v1:ci/build.yml", line: 2, column: 1))
        #expect(
            result.foreignFiles.map(\.name) == ["group/base@v1:ci/build.yml", "group/base@v1:ci/common.yml"])
        #expect(result.foreignFiles.allSatisfy { $0.commit == FakeForeignSource.commit && $0.origin == "/elsewhere" })
    }

    @Test func severalFilesAndVariables() {
        let result = load(
            "include: [{project: $GROUP/base, file: [ci/common.yml, ci/build.yml], ref: $REF}, {project: group/base, file: head.yml}]\n",
            variables: ["GROUP": "group", "REF": "v1"])
        #expect(result.errorLines.isEmpty)
        #expect(result.pipeline?.jobs.map(\.name).sorted() == ["build", "head"])
    }

    @Test func problemsAreAtTheInclude() {
        #expect(
            load("include: [{project: group/base, file: ci/biuld.yml, ref: v1}]\na: {script: x}\n").errors.map(\.help)
                == ["did you mean `ci/build.yml`?"])
        #expect(
            load("include: [{project: group/base, file: [ci/biuld.yml], ref: v1}]\na: {script: x}\n").errorLines
                == ["1:40 include-not-found Project `group/base` file `ci/biuld.yml` does not exist!"])
        let absent = load("include: [{project: group/base, file: x.yml, ref: v2}, https://host/later.yml]\na: {script: x}\n")
        #expect(absent.errorLines == ["1:51 include-not-fetched not here", "1:56 include-not-fetched not here"])
        #expect(absent.absent == [.project(path: "group/base", ref: "v2"), .remote(url: "https://host/later.yml")])
        // A problem in a file is the file's.
        let bad = load("include: {project: group/base, file: bad.yml, ref: v1}\n")
        #expect(bad.errors.map(\.message).contains("jobs:job config contains unknown keys: scirpt"))
        #expect(bad.errors.allSatisfy { $0.location?.file == "group/base@v1:bad.yml" })
    }

    @Test func aComponentKnowsItself() throws {
        let result = load("include: {component: $CI_SERVER_FQDN/group/parts/lint@1}\n", variables: ["CI_SERVER_FQDN": "host"])
        #expect(result.errorLines.isEmpty)
        #expect(result[job: "lint lint@1.2.0"]?.script == ["\(FakeForeignSource.commit) 1"])
        #expect(result[job: "shared"] != nil)
        #expect(load("include: {component: host/group/parts/deep@1}\n")[job: "deep"] != nil)
        let missing = load("include: {component: host/group/parts/lnit@1}\na: {script: x}\n").errors
        #expect(missing.map(\.message) == ["Component 'host/group/parts/lnit@1' - content not found"])
        #expect(missing.map(\.help) == ["did you mean `lint`?"])
    }

    @Test func remoteFilesHaveNoContext() {
        #expect(load("include: https://host/ci.yml\n")[job: "far"] != nil)
        #expect(
            load("include: https://host/local.yml\n").errorLines
                == ["1:10 invalid-include Local file `near.yml` does not have project!"])
        let jobs = load("include: https://host/rules.yml\n", variables: ["BRANCH": "main"]).pipeline?.jobs.map(\.name)
        #expect(jobs == ["other"])
    }

    @Test func integrity() {
        // openssl dgst -sha256 -binary | openssl base64 -A
        let right = "sha256-iRCT9YNOlUcSIlGkdFWxbm0kBHf8UYqH+V26uwrUXa4="
        #expect(load("include: {remote: https://host/ci.yml, integrity: \(right)}\n").errorLines.isEmpty)
        let wrong = load(
            "include: {remote: https://host/ci.yml, integrity: \(right.replacing("iR", with: "7Y"))}\na: {script: x}\n")
        #expect(wrong.errorLines == ["1:51 integrity Remote file `https://host/ci.yml` failed integrity check!"])
        #expect(wrong.errors.first?.help?.contains(right) == true)
        #expect(
            load("include: {remote: https://host/ci.yml, integrity: md5-x}\n").errorLines
                == ["1:51 invalid-value include integrity hash must start with 'sha256-'"])
    }

    @Test func templates() {
        #expect(load("include: {template: Jobs/Build.gitlab-ci.yml}\n")[job: "templated"] != nil)
        #expect(
            load("include: {template: Jobs/Build.yml}\na: {script: x}\n").errorLines
                == ["1:21 invalid-include Template file `Jobs/Build.yml` is not a valid location!"])
    }

    @Test func existsLooksIntoTheOtherProject() {
        func jobs(_ path: String) -> [String]? {
            load(
                "include: [{local: near.yml, rules: [{exists: {paths: [\(path)], project: group/base, ref: v1}}]}]\na: {script: x}\n"
            ).pipeline?.jobs.map(\.name)
        }
        #expect(jobs("ci/*.yml") == ["near", "a"])
        #expect(jobs("near.yml") == ["a"])
    }

    @Test func whatIsMaskedStaysHidden() {
        let result = load(
            "include: ['https://host/$TOKEN/ci.yml', {project: $TOKEN/p, file: a.yml}, {component: $TOKEN}]\na: {script: x}\n",
            variables: ["TOKEN": "hunter22"], masked: ["TOKEN"])
        #expect(result.errors.count == 3)
        #expect(!"\(result.diagnostics)".contains("hunter22"))
        #expect("\(result.diagnostics)".contains("[MASKED]"))
        let credentials = load("include: ['https://ada:hunter22@host/x.yml?private_token=hunter22']\na: {script: x}\n")
        #expect(credentials.errorLines.first?.contains("hunter22") == false)
    }

    @Test func foreignFilesCountToo() {
        let text = "include:\n" + String(repeating: "  - https://host/ci.yml\n", count: 151)
        #expect(load(text).errorLines == ["152:5 too-many-includes Maximum of 150 nested includes are allowed!"])
        let circle = FakeForeignSource(trees: [.project(path: "g/p", ref: nil): ["a.yml": "include: {project: g/p, file: a.yml}\n"]]
        )
        let result = PipelineLoadingTests.load("include: {project: g/p, file: a.yml}\nj: {script: x}\n", foreign: circle)
        #expect(result.errors.map(\.message) == ["include is circular: g/p:a.yml → g/p:a.yml"])
    }
}
