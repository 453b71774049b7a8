import PipelineLoading
import PipelineModel
import Testing

/// What is checked between jobs.
struct PipelineChecksTests {
    @Test(arguments: [
        (
            "a: {script: x, stage: tests}\n",
            "1:23 unknown-stage a job: chosen stage tests does not exist; available stages are .pre, build, test, deploy, .post"
        ),
        ("a: {script: x, needs: [b]}\n", "1:24 undefined-need a job: undefined need: b"),
        ("a: {script: x, rules: [{needs: [b]}]}\n", "1:33 undefined-need a job: undefined need: b"),
        ("a: {script: x, needs: [.b]}\n.b: {script: x}\n", "1:24 undefined-need a job: undefined need: .b"),
        (
            "a: {script: x, stage: build, needs: [b]}\nb: {script: x}\n",
            "1:38 need-of-later-stage a job: need b is not defined in current or prior stages"
        ),
        ("a: {script: x, needs: [b, b]}\nb: {script: x}\n", "1:27 duplicate-need a has the following needs duplicated: b."),
        ("a: {script: x, dependencies: [b]}\n", "1:31 undefined-dependency a job: undefined dependency: b"),
        (
            "a: {script: x, dependencies: [b]}\nb: {script: x, stage: deploy}\n",
            "1:31 dependency-of-later-stage a job: dependency b is not defined in current or prior stages"
        ),
        (
            "a: {script: x, needs: [b], dependencies: [b, c]}\nb: {script: x}\nc: {script: x, stage: build}\n",
            "1:42 dependency-not-needed jobs:a dependencies the c should be part of needs"
        ),
        ("a: {script: x, environment: {name: e, on_stop: s}}\n", "1:48 undefined-on-stop a job: on_stop job s is not defined"),
        (
            "a: {script: x, environment: {name: e, on_stop: s}}\ns: {script: x}\n",
            "1:48 invalid-on-stop a job: on_stop job s does not have environment defined"
        ),
        (
            "a: {script: x, environment: {name: e, on_stop: s}}\ns: {script: x, environment: {name: f, action: stop}}\n",
            "1:48 invalid-on-stop a job: on_stop job s have different environment name"
        ),
        (
            "a: {script: x, environment: {name: e, on_stop: s}}\ns: {script: x, environment: {name: e}}\n",
            "1:48 invalid-on-stop a job: on_stop job s needs to have action stop defined"
        ),
        ("a: {script: x, needs: [a]}\n", "1:24 circular-needs The pipeline has circular dependencies: a → a"),
        (
            "a: {script: x, needs: [b]}\nb: {script: x, needs: [c]}\nc: {script: x, needs: [b]}\n",
            "2:24 circular-needs The pipeline has circular dependencies: b → c → b"
        ),
    ])
    func refused(_ text: String, _ error: String) {
        #expect(load(text).errorLines == [error])
    }

    @Test(arguments: [
        "a: {script: x, needs: [{job: b, optional: true}]}\n",
        "a: {script: x, needs: [{pipeline: $P, job: b}]}\n",
        "a: {script: x, needs: []}\n",
        "a: {script: x, needs: [b]}\nb: {script: x}\n",
        "a: {script: x, stage: .post, dependencies: [b]}\nb: {script: x, stage: .pre}\n",
        "a: {script: x, dependencies: [b], needs: [b]}\nb: {script: x}\n",
        "a: {script: x, needs: [b 1/2]}\nb: {script: x, parallel: 2}\n",
        "a: {script: x, dependencies: ['b: [v, 1/2]']}\nb: {script: x, stage: build, parallel: {matrix: [{A: v, B: 1/2}]}}\n",
        "a: {script: x, environment: {name: e, on_stop: s}}\ns: {script: x, environment: {name: e, action: stop}}\n",
    ])
    func accepted(_ text: String) {
        #expect(load(text).errorLines.isEmpty)
    }

    @Test func aDependencyInTheSameStageIsAWarning() {
        let result = load("a: {script: x, dependencies: [b]}\nb: {script: x}\n")
        #expect(result.errorLines.isEmpty)
        #expect(
            result.diagnostics.filter { $0.severity == .warning }.map(\.message) == [
                "a job: dependency b is in the same stage, so its artifacts are not there yet"
            ])
    }

    /// The rest of `b`, its stage among it, can be in the file that is not there.
    @Test func stagesAreNotJudgedWhileAFileIsMissing() {
        let text = "include: absent.yml\nb: {variables: {A: x}}\na: {stage: .pre, needs: [b], dependencies: [b], script: x}\n"
        #expect(load(text).errorLines == ["1:10 include-not-found Local file `absent.yml` does not exist!"])
    }

    @Test func fiftyNeedsAreTheLimit() {
        func text(_ count: Int) -> String {
            let names = (0..<count).map { "n\($0)" }
            return "a: {script: x, needs: [\(names.joined(separator: ", "))]}\n" + names.map { "\($0): {script: x}\n" }.joined()
        }
        #expect(load(text(50)).errors.isEmpty)
        #expect(
            load(text(51)).errorLines == [
                "1:23 too-many-needs a: one job can only need 50 others, but you have listed 51. See needs keyword documentation for more details"
            ])
    }

    @Test func circleOfTenThousandIsFound() {
        let text = (0..<10_000).map { "j\($0): {script: x, needs: [j\(($0 + 1) % 10_000)]}\n" }.joined()
        let errors = load(text).errors
        #expect(errors.map(\.code) == ["circular-needs"])
        #expect(errors.first?.message.hasSuffix("j9999 → j0") == true)
    }
}
