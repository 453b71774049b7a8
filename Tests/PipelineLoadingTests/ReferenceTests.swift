import PipelineLoading
import PipelineModel
import Testing

struct ReferenceTests {
    @Test func scriptsRulesNeedsAndVariables() throws {
        let result = load(
            """
            include: other.yml
            .rules:
              rules:
                - if: $CI_COMMIT_TAG
            job:
              script:
                - !reference [.setup, script]
                - make
              rules:
                - !reference [.rules, rules]
                - when: never
              variables:
                URL: !reference [.vars, variables, URL]
              needs: [!reference [.vars, needs]]
            build: {script: x, stage: build}
            """,
            ["other.yml": ".setup:\n  script:\n    - one\n    - [two, three]\n.vars:\n  variables: {URL: u}\n  needs: [build]\n"])
        #expect(result.errors.isEmpty)
        let job = try #require(result[job: "job"])
        #expect(job.script == ["one", "two", "three", "make"])
        #expect(job.rules?.map(\.when) == [nil, .never])
        #expect(job.variables == [Variable("URL", "u")])
        #expect(job.needs?.map(\.job) == ["build"])
    }

    @Test func seesWhatExtendsBrought() throws {
        let result = load(".a: {script: [a]}\n.b: {extends: .a}\njob: {script: !reference [.b, script]}\n")
        #expect(result.errors.isEmpty)
        #expect(result[job: "job"]?.script == ["a"])
    }

    @Test func referencesToReferences() throws {
        let result = load(
            ".a: {script: [a]}\n.b: {script: [!reference [.a, script], b]}\njob: {script: [!reference [.b, script], c]}\n")
        #expect(result[job: "job"]?.script == ["a", "b", "c"])
    }

    @Test func tenLevelsAreAllowed() {
        func chain(_ length: Int) -> String {
            var text = ".r0: {v: [x]}\n"
            for index in 1..<length { text += ".r\(index): {v: !reference [.r\(index - 1), v]}\n" }
            // The last first, so that nothing is resolved yet.
            return "job: {script: !reference [.r\(length - 1), v]}\n" + text
        }
        #expect(load(chain(10)).errors.isEmpty)
        #expect(load(chain(11)).errors.map(\.code) == ["reference-too-deep"])
    }

    @Test(arguments: [
        (
            "job: {script: !reference [.nowhere, script]}\n",
            "1:27 unknown-reference !reference [\".nowhere\", \"script\"] could not be found"
        ),
        (
            "job: {script: !reference [.a, scripts]}\n.a: {script: x}\n",
            "1:31 unknown-reference !reference [\".a\", \"scripts\"] could not be found"
        ),
        (
            "job: {script: [!reference [job, script]]}\n",
            "1:16 circular-reference !reference [\"job\", \"script\"] is part of a circular chain"
        ),
        ("job: {script: !reference []}\n", "1:15 invalid-reference !reference is not valid"),
        ("job: {script: !reference .a}\n", "1:15 invalid-reference !reference is not valid"),
    ])
    func refused(_ text: String, _ error: String) {
        #expect(load(text).errorLines == [error])
    }

    @Test func referenceBombIsCountedNotExpanded() {
        var text = ".r0: {v: [x]}\n"
        for index in 1..<10 {
            let items = Array(repeating: "!reference [.r\(index - 1), v]", count: 10).joined(separator: ", ")
            text += ".r\(index): {v: [\(items)]}\n"
        }
        #expect(load(text + "job: {script: !reference [.r9, v]}\n").errors.map(\.code) == ["too-big"])
    }
}
