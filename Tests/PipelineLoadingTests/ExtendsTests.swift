import PipelineLoading
import PipelineModel
import Testing

struct ExtendsTests {
    @Test func mergesMappingsAndReplacesLists() throws {
        let result = load(
            """
            .a: {variables: {ONE: "1", TWO: "2"}, tags: [a, b], script: [one]}
            .b: {variables: {TWO: two}, tags: [c], retry: {max: 1}}
            job:
              extends: [.a, .b]
              variables: {THREE: "3"}
              retry: {when: script_failure}
            """)
        #expect(result.diagnostics.isEmpty)
        let job = try #require(result[job: "job"])
        #expect(job.variables == [Variable("ONE", "1"), Variable("TWO", "two"), Variable("THREE", "3")])
        #expect(job.tags == ["c"])
        #expect(job.script == ["one"])
        #expect(job.retry == Retry(max: 1, when: [.scriptFailure]))
    }

    @Test func nullTakesAKeywordBack() throws {
        let result = load(
            "default: {image: alpine}\n.a: {image: debian, script: x, tags: [a]}\njob: {extends: .a, tags: null, image: null}\n")
        #expect(result.diagnostics.isEmpty)
        let job = try #require(result[job: "job"])
        #expect(job.tags.isEmpty)
        #expect(job.image?.name == "alpine")
    }

    @Test func visibleJobsAreBasesToo() throws {
        let result = load("base: {script: x, stage: build}\njob: {extends: base, script: y}\n")
        #expect(result[job: "job"]?.stage == "build")
        #expect(result[job: "job"]?.script == ["y"])
    }

    @Test func elevenAncestorsAreTooMany() throws {
        func chain(_ length: Int) -> String {
            var text = ".j0: {script: x}\n"
            for index in 1..<length { text += ".j\(index): {extends: .j\(index - 1)}\n" }
            return text + "job: {extends: .j\(length - 1)}\n"
        }
        #expect(load(chain(10)).errors.isEmpty)
        let result = load(chain(11))
        #expect(result.errorLines == ["12:16 extends-too-deep job: nesting too deep in `extends`"])
    }

    @Test(arguments: [
        (
            ".a: {extends: .b}\n.b: {extends: .a}\njob: {extends: .a, script: x}\n",
            "2:15 circular-extends .b: circular dependency detected in `extends`"
        ),
        ("job: {extends: job, script: x}\n", "1:16 circular-extends job: circular dependency detected in `extends`"),
        ("job: {extends: [.bas], script: x}\n.base: {}\n", "1:17 unknown-base job: unknown keys in `extends` (.bas)"),
        (".base: text\njob: {extends: .base, script: x}\n", "2:16 invalid-base job: invalid base hashes in `extends` (.base)"),
        ("job: {extends: [1], script: x}\n", "1:17 invalid-value jobs:job extends should be an array of strings or a string"),
    ])
    func refused(_ text: String, _ error: String) {
        #expect(load(text).errorLines == [error])
    }

    @Test func spellingHelpsWithBases() {
        let result = load(".templates: {script: x}\njob: {extends: .template}\n")
        #expect(result.errors.map(\.help) == ["did you mean `.templates`?"])
    }

    @Test func longChainsAndWideFansStayLinear() {
        var text = ".j0: {script: x}\n"
        for index in 1..<3000 { text += ".j\(index): {extends: .j\(index - 1)}\n" }
        let result = load(text + "job: {script: x}\n")
        #expect(result.errors.map(\.code) == ["extends-too-deep"])
        var fan = ""
        for level in 0..<11 {
            for index in 0..<20 {
                let bases = level == 0 ? "" : "extends: [" + (0..<20).map { ".l\(level - 1)_\($0)" }.joined(separator: ", ") + "]"
                fan += ".l\(level)_\(index): {\(bases)}\n"
            }
        }
        #expect(load(fan + "job: {script: x}\n").errors.isEmpty)
    }

    @Test func mistakesOfABaseAreToldOnce() {
        var text = ".base: {script: x, retry: 7, scirpt: y}\n"
        for index in 0..<50 { text += "job\(index): {extends: .base}\n" }
        #expect(load(text).errorLines.map { $0.prefix(4) } == ["1:27", "1:30"])
    }
}
