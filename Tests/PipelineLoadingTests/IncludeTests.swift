import PipelineLoading
import PipelineModel
import Testing

struct IncludeTests {
    private static let others = [
        "ci/a.yml": "job: {script: from a, tags: [a], variables: {X: a, Y: a}}\n",
        "ci/b.yaml": "job: {script: from b, variables: {X: b}}\nb: {script: b}\n",
        "ci/deep/c.yml": "c: {script: c}\n",
    ]

    @Test func laterFilesWinAndTheFileItselfLast() throws {
        let result = load("include: [ci/a.yml, {local: /ci/b.yaml}]\njob: {variables: {Y: own}}\n", Self.others)
        #expect(result.errors.isEmpty)
        let job = try #require(result[job: "job"])
        #expect(job.script == ["from b"])
        #expect(job.tags == ["a"])
        #expect(job.variables == [Variable("X", "b"), Variable("Y", "own")])
        #expect(result.pipeline?.files == [".gitlab-ci.yml", "ci/a.yml", "ci/b.yaml"])
        #expect(result[job: "b"]?.location == SourceLocation(file: "ci/b.yaml", line: 2, column: 1))
    }

    @Test(arguments: [
        ("ci/*.yml", ["job"]), ("ci/*", ["b", "job"]), ("ci/**.yml", ["c", "job"]), ("ci/**/*.yml", ["c"]),
        ("**.y*ml", ["b", "c", "job"]),
    ])
    func globs(_ pattern: String, _ jobs: [String]) {
        let result = load("include: '\(pattern)'\n", Self.others)
        #expect((result.pipeline?.jobs.map(\.name).sorted() ?? []) == jobs)
    }

    @Test func rulesDecide() {
        let text = """
            include:
              - {local: ci/a.yml, rules: [{if: $WITH_A == "yes"}]}
              - {local: ci/b.yaml, rules: [{if: $WITH_A == "yes", when: never}, {when: always}]}
              - {local: ci/deep/c.yml, rules: [{exists: [ci/*.yaml]}]}
              - {local: not/there.yml, rules: [{exists: not/there.yml}]}
            """
        func jobs(_ variables: [String: String]) -> [String]? {
            load(text, Self.others, context: IncludeContext(variables: variables)).pipeline?.jobs.map(\.name).sorted()
        }
        #expect(jobs(["WITH_A": "yes"]) == ["c", "job"])
        #expect(jobs([:]) == ["b", "c", "job"])
    }

    @Test func changesAreAskedFor() {
        let context = IncludeContext(matchesChanges: { $0.paths == ["x/**"] })
        let text =
            "include:\n  - {local: ci/a.yml, rules: [{changes: [x/**]}]}\n  - {local: ci/deep/c.yml, rules: [{changes: [y]}]}\n"
        #expect(load(text, Self.others, context: context).pipeline?.jobs.map(\.name) == ["job"])
    }

    @Test func variablesInPaths() {
        let context = IncludeContext(variables: ["DIR": "ci"])
        #expect(load("include: $DIR/${DIR}/../a.yml\n", Self.others, context: context).errors.map(\.code) == ["include-not-found"])
        #expect(load("include: $DIR/a.yml\n", Self.others, context: context).pipeline?.jobs.map(\.name) == ["job"])
    }

    @Test(arguments: [
        ("include: ci/aa.yml\n", "1:10 include-not-found Local file `ci/aa.yml` does not exist!"),
        ("include: ci/a.txt\n", "1:10 invalid-include Included file `ci/a.txt` does not have YAML extension!"),
        (
            "include: {remote: 'https://x/y.yml'}\n",
            "1:19 include-not-available include:remote `https://x/y.yml` cannot be read here"
        ),
        ("include: https://x/y.yml\n", "1:10 include-not-available include:remote `https://x/y.yml` cannot be read here"),
        (
            "include: [{template: T.gitlab-ci.yml}]\n",
            "1:22 include-not-available include:template `T.gitlab-ci.yml` cannot be read here"
        ),
        ("include: [{project: g/p, file: f.yml}]\n", "1:21 include-not-available include:project `g/p` cannot be read here"),
        ("include: [{component: h/g/c@1}]\n", "1:23 include-not-found Component 'h/g/c@1' - the component path is not supported"),
        (
            "include: [{component: h/g/p/c@1}]\n",
            "1:23 include-not-available include:component `h/g/p@1` cannot be read here"
        ),
        ("include: [{file: a.yml}]\n", "1:11 invalid-include include config does not have a valid subkey for include"),
        (
            "include: [{local: a.yml, remote: b}]\n",
            "1:11 invalid-include include config these keys cannot be used together: local, remote"
        ),
        ("include: [{locale: a.yml}]\n", "1:12 unknown-keyword include config contains unknown keys: locale"),
        ("include: [7]\n", "1:11 invalid-include include config should be a hash or a string"),
    ])
    func refused(_ text: String, _ error: String) {
        #expect(load(text + "own: {script: x}\n", Self.others).errorLines.first == error)
    }

    @Test func circlesAreNamed() {
        let result = load("include: a.yml\njob: {script: x}\n", ["a.yml": "include: b.yml\n", "b.yml": "include: a.yml\n"])
        #expect(result.errors.map(\.message) == ["include is circular: a.yml → b.yml → a.yml"])
        #expect(result.errors.first?.location == SourceLocation(file: "b.yml", line: 1, column: 10))
        let itself = load("include: .gitlab-ci.yml\njob: {script: x}\n")
        #expect(itself.errors.map(\.code) == ["circular-include"])
    }

    @Test func theSameFileTwiceIsFine() {
        #expect(load("include: [ci/a.yml, ci/a.yml]\n", Self.others).errors.isEmpty)
    }

    @Test func atMost150() {
        func include(_ count: Int) -> LoadResult {
            load("include:\n" + String(repeating: "  - ci/a.yml\n", count: count), Self.others)
        }
        #expect(include(150).errors.isEmpty)
        #expect(include(151).errorLines == ["152:5 too-many-includes Maximum of 150 nested includes are allowed!"])
    }

    @Test func problemsOfIncludedFilesAreTheirs() {
        let result = load(
            "include: [bad.yml, empty.yml, list.yml]\njob: {script: x, needs: [elsewhere]}\n",
            ["bad.yml": "a: [\n", "empty.yml": "# nothing\n", "list.yml": "- a\n"])
        #expect(result.errors.map(\.code) == ["empty-file", "yaml-syntax", "not-a-mapping"])
        // `elsewhere` may be in a file that could not be read.
        #expect(result.errors.map { $0.location?.file } == [".gitlab-ci.yml", "bad.yml", "list.yml"])
    }
}
