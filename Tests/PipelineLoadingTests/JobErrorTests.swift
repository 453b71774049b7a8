import PipelineLoading
import PipelineModel
import Testing

/// Bad forms of the keywords of a job: the place and the words of the problem.
struct JobErrorTests {
    @Test(arguments: [
        ("scirpt: x", "3:3 unknown-keyword jobs:job config contains unknown keys: scirpt"),
        (
            "before_script: 1",
            "3:18 invalid-value jobs:job:before_script config should be a string or a nested array of strings up to 10 levels deep"
        ),
        (
            "after_script: [a, {b: c}]",
            "3:21 invalid-value jobs:job:after_script config should be a string or a nested array of strings up to 10 levels deep"
        ),
        (
            "before_script: [[[[[[[[[[[a]]]]]]]]]]]",
            "3:28 invalid-value jobs:job:before_script config should be a string or a nested array of strings up to 10 levels deep"
        ),
        ("stage: [a]", "3:10 invalid-value jobs:job:stage config should be a string"),
        ("when: sometimes", "3:9 invalid-value jobs:job when should be one of: on_success, on_failure, always, manual, delayed"),
        ("when: never", "3:9 invalid-value jobs:job when should be one of: on_success, on_failure, always, manual, delayed"),
        ("when: delayed", "3:9 missing-keyword jobs:job start in should be a duration"),
        ("start_in: 1 hour", "3:3 conflicting-keywords jobs:job start in must be blank"),
        ("allow_failure: maybe", "3:18 invalid-value jobs:job:allow_failure config should be a hash or a boolean value"),
        (
            "allow_failure: {exit_codes: [1, x]}",
            "3:35 invalid-value jobs:job:allow_failure exit codes should be an array of integers or an integer"
        ),
        (
            "allow_failure: {codes: 1, exit_codes: 1}",
            "3:19 unknown-keyword jobs:job:allow_failure config contains unknown keys: codes"
        ),
        ("timeout: soon", "3:12 invalid-value jobs:job:timeout config should be a duration"),
        ("interruptible: 1", "3:18 invalid-value jobs:job:interruptible config should be a boolean value"),
        ("resource_group: [a]", "3:19 invalid-value jobs:job resource group should be a string"),
        (
            "tags: a",
            "3:9 invalid-value jobs:job:tags config should be an array of strings or a nested array of strings up to 10 levels deep"
        ),
        ("coverage: 100", "3:13 invalid-value jobs:job:coverage config must be a regular expression"),
        ("coverage: '/(/'", "3:13 invalid-value jobs:job:coverage config must be a regular expression"),
        ("retry: 3", "3:10 invalid-value jobs:job:retry config must be less than or equal to 2"),
        ("retry: '1'", "3:10 invalid-value jobs:job:retry config has to be either an integer or a hash"),
        ("retry: {max: 1, when: script_failed}", "3:25 invalid-value jobs:job:retry when unknown value: script_failed"),
        ("retry: {max: 1, exit_codes: [1, 1]}", "3:35 invalid-value jobs:job:retry exit codes should not have duplicate values: 1"),
        ("parallel: 0", "3:13 invalid-value jobs:job:parallel config must be greater than or equal to 1"),
        ("parallel: 201", "3:13 invalid-value jobs:job:parallel config must be less than or equal to 200"),
        (
            "parallel: {matrix: [{A: [1, 2, 3]}, 7]}",
            "3:39 invalid-value jobs:job:parallel:matrix config should be an array of hashes"
        ),
        ("parallel: {matrix: []}", "3:22 blank jobs:job:parallel:matrix config can't be blank"),
        ("needs: build", "3:10 invalid-value jobs:job:needs config can only be a Hash or an Array"),
        ("needs: [{artifacts: true}]", "3:11 missing-keyword jobs:job:needs:need config missing required keys: job"),
        ("needs: [{job: a, optional: 1}]", "3:30 invalid-value jobs:job:needs:need optional should be a boolean value"),
        ("needs: [{project: g/p, job: a}]", "3:11 missing-keyword jobs:job:needs:need config missing required keys: ref"),
        (
            "dependencies: a",
            "3:17 invalid-value jobs:job dependencies should be an array of strings or a nested array of strings up to 10 levels deep"
        ),
        ("rules: {if: $A}", "3:10 invalid-value jobs:job:rules should be an array containing hashes and arrays of hashes"),
        ("rules: []", "3:10 blank jobs:job:rules config can't be blank"),
        ("rules: [{if: $A =}]", "3:16 invalid-expression jobs:job:rules:rule if invalid expression syntax"),
        (
            "rules: [{when: nevr}]",
            "3:18 invalid-value jobs:job:rules:rule when should be one of: on_success, on_failure, always, manual, delayed, never"
        ),
        ("rules: [{when: delayed}]", "3:18 blank jobs:job:rules:rule start in can't be blank"),
        ("rules: [{if: $A, start_in: 1 day}]", "3:20 invalid-value jobs:job:rules:rule config contains disallowed keys: start_in"),
        (
            "rules: [{if: $A, when: delayed, start_in: 8 days}]",
            "3:45 invalid-value jobs:job:rules:rule start in should not exceed the limit"
        ),
        (
            "rules: [{changes: {compare_to: x}}]",
            "3:21 missing-keyword jobs:job:rules:rule:changes config missing required keys: paths"
        ),
        ("rules: [{exists: a}]", "3:20 invalid-value jobs:job:rules:rule:exists config should be an array or a hash"),
        ("rules: [{if: $A}]\n  only: [main]", "4:3 conflicting-keywords jobs:job config key may not be used with `rules`: only"),
        ("only: main", "3:9 invalid-value jobs:job:only has to be either an array of conditions or a hash"),
        (
            "only: ['/[/']",
            "3:10 invalid-value jobs:job:only config should be an array of strings or regular expressions using re2 syntax"
        ),
        ("except: {ref: [a]}", "3:12 unknown-keyword jobs:job:except config contains unknown keys: ref"),
        ("variables: [A]", "3:14 invalid-value jobs:job:variables config should be a hash of key value pairs"),
        (
            "variables: {A: [b]}",
            "3:18 invalid-value jobs:job:variables:A config variable definition must be either a string or a hash"
        ),
        (
            "retry: {max: 1, when: [runner_interupted]}",
            "3:26 invalid-value jobs:job:retry when contains unknown values: runner_interupted"
        ),
        (
            "needs: [{job: a, parallel: {matrix: [{A: [1, 2, 3], B: [1, 2, 3, 4, 5, 6, 7], C: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]}]}}]",
            "3:39 invalid-value jobs:job:needs:need:parallel:matrix config generates too many jobs (maximum is 200)"
        ),
        (
            "variables: {A: {value: b, description: c}}",
            "3:29 unknown-keyword jobs:job:variables:A config uses invalid data keys: description"
        ),
        ("cache: {key: a/b, paths: [x]}", "3:16 invalid-value jobs:job:cache:key config cannot contain the \"/\" character"),
        ("cache: {path: [x]}", "3:11 unknown-keyword jobs:job:cache config contains unknown keys: path"),
        (
            "cache: {key: {files: [a, b, c]}}",
            "3:24 invalid-value jobs:job:cache:key:files config has too many items (maximum is 2)"
        ),
        ("cache: [{}, {}, {}, {}, {}]", "3:27 invalid-value jobs:job:caches config no more than 4 caches can be created"),
        (
            "cache: {fallback_keys: [a, b, c, d, e, f]}",
            "3:26 invalid-value jobs:job:cache fallback keys has to many entries (maximum 5)"
        ),
        ("artifacts: [a]", "3:14 invalid-value jobs:job:artifacts config should be a hash"),
        (
            "artifacts: {paths: a}",
            "3:22 invalid-value jobs:job:artifacts paths should be an array of strings or a nested array of strings up to 10 levels deep"
        ),
        (
            "artifacts: {when: on_sucess}",
            "3:21 invalid-value jobs:job:artifacts when should be one of: on_success, on_failure, always"
        ),
        ("artifacts: {expire_in: later}", "3:26 invalid-value jobs:job:artifacts expire in should be a duration"),
        (
            "artifacts: {expose_as: a!, paths: [b]}",
            "3:26 invalid-value jobs:job:artifacts expose as can contain only letters, digits, '-', '_' and spaces"
        ),
        (
            "artifacts: {reports: {junitt: a}}",
            "3:25 unknown-keyword jobs:job:artifacts:reports config contains unknown keys: junitt"
        ),
        ("environment: 1", "3:16 invalid-value jobs:job:environment config should be a hash or a string"),
        ("environment: {url: x}", "3:16 blank jobs:job:environment name can't be blank"),
        (
            "environment: {name: a, action: halt}",
            "3:34 invalid-value jobs:job:environment action should be one of: start, prepare, stop, verify, access"
        ),
        (
            "environment: a!",
            "3:16 invalid-value jobs:job:environment name can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
        ),
        ("image: [a]", "3:10 invalid-value jobs:job:image config should be a hash or a string"),
        ("services: a", "3:13 invalid-value jobs:job:services config should be an array"),
        ("inherit: {defaults: false}", "3:13 unknown-keyword jobs:job:inherit config contains unknown keys: defaults"),
        ("trigger: g/p", "2:3 conflicting-keywords jobs:job config these keys cannot be used together: script, trigger"),
        ("run: [{name: a, script: b}]", "2:3 conflicting-keywords jobs:job config these keys cannot be used together: run, script"),
        ("release: {tag_name: a}", "3:12 missing-keyword jobs:job:release config missing required keys: description"),
    ])
    func refused(_ keyword: String, _ error: String) {
        let result = load("job:\n  script: x\n  \(keyword)\na: {script: y, stage: build}\n")
        #expect(result.errorLines == [error])
    }

    @Test(arguments: [
        ("trigger: {include: [a, b, c, d]}", "2:32 invalid-value jobs:job:trigger:include config is too long (maximum is 3)"),
        (
            "trigger: {include: [{artifact: a.yml}]}",
            "2:34 missing-keyword jobs:job:trigger:include config must specify the job where to fetch the artifact from"
        ),
        ("trigger: {project: p}", "2:22 invalid-value jobs:job:trigger project should be a project's path"),
        ("trigger: {strategy: depend}", "2:12 missing-keyword jobs:job:trigger config must specify either project or include"),
        ("trigger: {include: a, strategy: wait}", "2:35 invalid-value jobs:job:trigger strategy should be one of: depend, mirror"),
        ("trigger: {include: a}\n  image: b", "3:3 conflicting-keywords jobs:job config contains unknown keys: image"),
        ("script: ''", "2:11 blank jobs:job:script config can't be blank"),
        ("script: []", "2:11 blank jobs:job:script config can't be blank"),
        ("stage: test", "1:1 missing-script jobs:job config should implement the script:, run:, or trigger: keyword"),
    ])
    func refusedInPlaceOfAScript(_ keywords: String, _ error: String) {
        #expect(load("job:\n  \(keywords)\n").errorLines == [error])
    }

    @Test(arguments: [
        ("scirpt: x", "did you mean `script`?"), ("artifacts: {path: [a]}", "did you mean `paths`?"),
        ("when: on_sucess", "did you mean `on_success`?"), ("timeout: soon", "for example: 1h 30m"),
        ("rules: [{if: $A =}]", "at character 4: unexpected `=`; compare with `==` or `=~`"),
        ("interruptible: 'true'", "write true or false, without quotes"),
        ("before_script: [echo a: b]", "is this a line with a colon in it? Put the whole line in single quotes"),
    ])
    func helps(_ keyword: String, _ help: String) {
        let result = load("job:\n  script: x\n  \(keyword)\n")
        #expect(result.errors.map(\.help) == [help])
    }

    @Test func allProblemsInOnePassInOrder() {
        let result = load("b: {script: 1}\na: {script: x, retry: 9, wen: y}\nvariables: {X: [1]}\n")
        #expect(result.errors.map { $0.location?.line } == [1, 2, 2, 3])
        #expect(result.errors.first?.sourceLine == "b: {script: 1}")
    }

    @Test func namesAreLimited() {
        let name = String(repeating: "n", count: 256)
        #expect(load("\(name): {script: x}\n").errors.map(\.code) == ["name-too-long"])
        #expect(load("\(name.dropLast()): {script: x}\n").errors.isEmpty)
    }

    @Test(arguments: [
        ("", "1:1 empty-file Please provide content of .gitlab-ci.yml"),
        ("# only a comment\n", "1:1 empty-file Please provide content of .gitlab-ci.yml"),
        ("- a\n", "1:1 not-a-mapping Invalid configuration format"),
        (".hidden: {script: x}\n", "1:1 no-visible-jobs jobs config should contain at least one visible job"),
        ("job: text\n", "1:1 not-a-job jobs:job config should implement the script:, run:, or trigger: keyword"),
        ("job: {script: [}\n", "1:16 yaml-syntax did not find expected node content while parsing a flow node"),
        (
            "stages: [1]\njob: {script: x}\n",
            "1:10 invalid-value stages config should be an array of strings or a nested array of strings up to 10 levels deep"
        ),
        ("workflow: {rule: []}\njob: {script: x}\n", "1:12 unknown-keyword workflow config contains unknown keys: rule"),
    ])
    func wholeFile(_ text: String, _ error: String) {
        #expect(load(text).errorLines == [error])
    }

    @Test(arguments: [
        ("job: {script: x, script: y}\n", "1:18 duplicate-key"), ("job: {script: x, image: }\n", "1:18 empty-keyword"),
        ("job: {script: x, rules: [{when: always}]}\n", "1:25 duplicate-pipelines"),
        ("job: {script: x, retry: {when: always}}\n", "1:25 no-effect"),
    ])
    func warns(_ text: String, _ expected: String) {
        let warnings = load(text).diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)" }
        #expect(warnings == [expected])
        #expect(!load(text).diagnostics.hasErrors)
    }
}
