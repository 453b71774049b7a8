import PipelineLoading
import PipelineModel
import Testing
import YAML

struct InputTests {
    private static let template = """
        spec:
          inputs:
            stage: {default: build}
            name:
            count: {type: number, default: 2}
            flags: {type: array, default: [a, b]}
            tier: {default: low, options: [low, high]}
            version: {default: v1, regex: ^v\\d+$}
        ---
        "$[[ inputs.name ]] job":
          stage: $[[ inputs.stage ]]
          parallel: $[[ inputs.count ]]
          tags: $[[ inputs.flags ]]
          script: echo $[[ inputs.name | truncate(1, 3) ]] "$[[ inputs.tier ]]"-$[[inputs.count]]
        """

    private func include(_ inputs: String) -> LoadResult {
        load("include: {local: t.yml, inputs: {\(inputs)}}\n", ["t.yml": Self.template])
    }

    @Test func valuesTakeTheirPlacesWithTheirTypes() throws {
        let result = include("name: kolla, count: 3, flags: [x], tier: high")
        #expect(result.errorLines.isEmpty)
        let job = try #require(result[job: "kolla job"])
        #expect(job.stage == "build" && job.parallel == .count(3) && job.tags == ["x"])
        #expect(job.script == ["echo oll \"high\"-3"])
    }

    @Test func matrixReferencesStay() throws {
        let template = """
            spec: {inputs: {job: }}
            ---
            b: {stage: build, script: x, parallel: {matrix: [{A: [1, 2]}]}}
            a:
              script: $[[ inputs.job ]]
              parallel: {matrix: [{A: [1, 2]}]}
              needs: [{job: '$[[ inputs.job ]]', parallel: {matrix: [{A: ['$[[ matrix.A ]]']}]}}]
            """
        let result = load("include: {local: t.yml, inputs: {job: b}}\n", ["t.yml": template])
        #expect(result.errorLines.isEmpty)
        #expect(result[job: "a"]?.needs?.first?.matrix == [MatrixRow([.init("A", ["$[[ matrix.A ]]"])])])
    }

    @Test(arguments: [
        ("tier: low", "missing-input `name` input: required value has not been provided"),
        ("name: a, nmae: b", "unknown-input unknown input arguments: nmae"),
        ("name: 1", "invalid-input `name` input: provided value is not a string"),
        ("name: a, count: b", "invalid-input `count` input: provided value is not a number"),
        ("name: a, tier: mid", "invalid-input `tier` input: `mid` cannot be used because it is not in the list of allowed options"),
        ("name: a, version: 1x", "invalid-input `version` input: provided value does not match required RegEx pattern"),
    ])
    func refused(_ inputs: String, _ error: String) {
        #expect(include(inputs).errorLines.first?.hasSuffix(error) == true)
    }

    @Test(arguments: [
        ("$[[ inputs.a | expand_vars ]]", "main"), ("$[[ inputs.b | posix_escape ]]", "a\\ b\\'c"),
        ("x$[[ inputs.b ]]y", "xa b'cy"),
        ("$[[ inputs.b | truncate(2,9) | posix_escape ]]", "b\\'c"),
    ])
    func functions(_ block: String, _ expected: String) {
        let header = "spec: {inputs: {a: {default: $BRANCH}, b: {default: \"a b'c\"}}}\n---\n"
        let context = IncludeContext(variables: ["BRANCH": "main"])
        #expect(load(header + "job: {script: \"\(block)\"}\n", context: context)[job: "job"]?.script == [expected])
    }

    @Test(arguments: [
        ("$[[ inputs.c ]]", "unknown interpolation key: `c`"), ("$[[ outputs.a ]]", "unknown interpolation key: `outputs`"),
        ("$[[ inputs.a | shout ]]", "no function matching `shout`: check that the function name, arguments, and types are correct"),
        (
            "$[[ inputs.a | posix_escape | posix_escape | posix_escape | posix_escape ]]",
            "too many functions in interpolation block"
        ),
    ])
    func badBlocks(_ block: String, _ message: String) {
        let result = load("spec: {inputs: {a: {default: x}}}\n---\njob: {script: \"\(block)\"}\n")
        #expect(result.errorLines == ["3:15 invalid-interpolation \(message)"])
    }

    @Test func theCallerGivesInputsToo() throws {
        let inputs = try #require(Document.parse("{a: given}").first).root
        let text = "spec: {inputs: {a: }}\n---\njob: {script: \"$[[ inputs.a ]]\"}\n"
        #expect(load(text, context: IncludeContext(inputs: inputs))[job: "job"]?.script == ["given"])
        #expect(load(text).errors.map(\.code) == ["missing-input"])
    }
}
