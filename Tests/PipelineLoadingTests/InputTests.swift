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

    @Test(
        arguments: [
            ("environment: dev", "small", nil), ("environment: prod", "large", nil),
            ("environment: prod, fast: true", "xlarge", nil),
            ("environment: test", "small", nil), ("environment: prod, tier: large", "large", nil),
            (
                "environment: dev, tier: large", nil,
                "`tier` input: `large` cannot be used because it is not in the list of allowed options"
            ),
        ] as [(String, String?, String?)])
    func rulesOfInputs(_ inputs: String, _ tier: String?, _ error: String?) {
        let template = """
            spec:
              inputs:
                tier:
                  rules:
                    - {if: '$[[ inputs.environment ]] == "prod" && $[[ inputs.fast ]] == true', options: [large, xlarge], default: xlarge}
                    - {if: '$[[ inputs.environment ]] == "prod"', options: [large, xlarge], default: large}
                    - {options: [small, medium], default: small}
                environment: {default: dev}
                fast: {type: boolean, default: false}
            ---
            job: {script: "$[[ inputs.tier ]]"}
            """
        let result = load("include: {local: t.yml, inputs: {\(inputs)}}\n", ["t.yml": template])
        #expect(result[job: "job"]?.script?.first == tier ?? "$[[ inputs.tier ]]")
        #expect(result.errors.map(\.message) == (error.map { [$0] } ?? []))
    }

    @Test(arguments: [
        ("", "string", "<>"), ("tier: given", "string", "<given>"), ("tier: 3", "number", "<3>"), ("", "number", nil),
    ])
    func noRuleOfAnInputMatches(_ inputs: String, _ type: String, _ script: String?) {
        let template = """
            spec:
              inputs:
                fast: {default: "no"}
                tier: {type: \(type), rules: [{if: '$[[ inputs.fast ]] == "yes"', default: 1}]}
            ---
            job: {script: "<$[[ inputs.tier ]]>"}
            """
        let result = load("include: {local: t.yml, inputs: {\(inputs)}}\n", ["t.yml": template])
        #expect(result.errors.map(\.code) == (script == nil ? ["missing-input"] : []))
        if let script { #expect(result[job: "job"]?.script == [script]) }
    }

    @Test func rulesThatDependOnEachOther() {
        let rule = { (name: String) in "{rules: [{if: '$[[ inputs.\(name) ]]', default: x}, {default: y}]}" }
        let result = load("spec: {inputs: {a: \(rule("b")), b: \(rule("a"))}}\n---\njob: {script: x}\n")
        #expect(result.errors.map(\.message) == ["the rules of inputs depend on each other: a → b → a"])
    }

    @Test func declarationsCanBeShared() {
        let shared = ["shared.yml": "inputs: {stage: {default: build}, name: }\n", "bad.yml": "inputs: {}\njob: {script: x}\n"]
        let text =
            "spec: {include: [shared.yml], inputs: {own: {default: o}}}\n---\n"
            + "\"$[[ inputs.name ]]\": {stage: '$[[ inputs.stage ]]', script: '$[[ inputs.own ]]'}\n"
        let files = shared.merging(["t.yml": text]) { $1 }
        let result = load("include: {local: t.yml, inputs: {name: n}}\n", files)
        #expect(result.errorLines.isEmpty)
        #expect(result[job: "n"]?.stage == "build" && result[job: "n"]?.script == ["o"])
        let twice = load(
            "spec: {include: [shared.yml], inputs: {stage: {default: x}, name: {default: x}}}\n---\nj: {script: x}\n", shared)
        #expect(
            twice.errors.map(\.message)
                == ["stage", "name"].map {
                    "Duplicate input keys found: \($0). Input keys must be unique across all included files and inline specifications."
                })
        let bad = load("spec: {include: [bad.yml]}\n---\nj: {script: x}\n", shared)
        #expect(bad.errors.map(\.message) == ["Header include file `bad.yml` contains unknown keys: job"])
    }

    @Test(arguments: [
        ("$[[ inputs.list | split(',') ]]", ["a", "b c"]), ("$[[ inputs.list | truncate(0, 1) ]]", ["a"]),
        ("$[[ matrix.X ]]", ["$[[ matrix.X ]]"]),
    ])
    func moreFunctions(_ block: String, _ expected: [String]) {
        let header = "spec: {inputs: {list: {default: 'a, b c,'}}}\n---\n"
        #expect(load(header + "job: {script: \"\(block)\"}\n")[job: "job"]?.script == expected)
    }

    @Test(arguments: [
        ("$[[ inputs.t | expand_vars ]]", "variable expansion error: masked variables cannot be expanded"),
        ("$[[ inputs.n | truncate(0,1) ]]", "invalid input type: truncate can only be used with string inputs"),
        ("$[[ inputs ]]", "invalid interpolation access pattern"), ("$[[ component.name ]]", "unknown interpolation key: `name`"),
        ("$[[ inputs.t | split('') ]]", "invalid argument: separator cannot be empty"),
        ("$[[ inputs.\(String(repeating: "a", count: 1030)) ]]", "maximum interpolation expression size exceeded"),
    ])
    func refusedBlocks(_ block: String, _ message: String) {
        let header = "spec: {inputs: {t: {default: $TOKEN}, n: {type: number, default: 4}}}\n---\n"
        let context = IncludeContext(variables: ["TOKEN": "hunter22"], maskedVariables: ["TOKEN"])
        #expect(load(header + "job: {script: \"\(block)\"}\n", context: context).errors.map(\.message) == [message])
    }

    @Test func interpolationIsBounded() {
        let header = "spec: {inputs: {a: {default: \(String(repeating: "x", count: 100_000))}}}\n---\n"
        let many = load(header + "job: {script: [\(String(repeating: "\"-$[[ inputs.a ]]\",", count: 10_000))]}\n")
        #expect(many.errors.first?.message == "the interpolated configuration is too big")
    }

    @Test(arguments: [
        ("{type: number, regex: x, default: 1}", "spec:inputs:a RegEx validation can only be used with string inputs"),
        ("{type: boolean, options: [true], default: true}", "spec:inputs:a Options can only be used with string and number inputs"),
        ("{regex: '(', default: x}", "spec:inputs:a invalid regular expression"),
        ("{regex: ^v, default: x}", "spec:inputs:a default value does not match required RegEx pattern"),
        ("{options: [b], default: x}", "`a` input: `x` cannot be used because it is not in the list of allowed options"),
        (
            "{type: number, options: [1], default: 2}",
            "`a` input: `2` cannot be used because it is not in the list of the allowed options"
        ),
    ])
    func badDeclarations(_ definition: String, _ message: String) {
        #expect(load("spec: {inputs: {a: \(definition)}}\n---\nj: {script: x}\n").errors.map(\.message) == [message])
    }
}
