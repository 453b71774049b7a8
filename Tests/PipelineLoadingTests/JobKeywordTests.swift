import PipelineLoading
import PipelineModel
import Testing

/// The values that good forms of the keywords give.
struct JobKeywordTests {
    /// The job of a text that holds its keywords.
    private func job(_ keywords: String, _ others: String = "") throws -> Job {
        let body = keywords.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let result = load("job:\n  script: x\n\(body)\n\(others)")
        #expect(result.errors.isEmpty, "\(DiagnosticFormatter().text(result.errors))")
        return try #require(result[job: "job"])
    }

    @Test func scripts() throws {
        let job = try job("before_script: [a, [b, [c]]]\nafter_script: |\n  d\n  e\nhooks: {pre_get_sources_script: f}")
        #expect(job.script == ["x"])
        #expect(job.beforeScript == ["a", "b", "c"])
        #expect(job.afterScript == ["d\ne\n"])
        #expect(job.preGetSourcesScript == ["f"])
    }

    @Test func variablesAreAsRubyPrintsThem() throws {
        let job = try job(
            "variables: {A: 0644, B: 1.10, C: yes, D: 1.0e+20, E: '007', F: {value: $X, expand: false}, G: 1:30, H: -0.5, 12: x, N: }"
        )
        #expect(
            job.variables == [
                Variable("A", "420"), Variable("B", "1.1"), Variable("C", "true"), Variable("D", "1.0e+20"), Variable("E", "007"),
                Variable("F", "$X", isRaw: true), Variable("G", "5400"), Variable("H", "-0.5"), Variable("12", "x"),
                Variable("N", ""),
            ])
    }

    @Test func rules() throws {
        let job = try job(
            """
            rules:
              - if: $CI_COMMIT_TAG
                when: delayed
                start_in: 1 hour
                allow_failure: true
                variables: {A: b}
                needs: [build]
                interruptible: true
              - changes: [a, b]
              - changes: {paths: [a], compare_to: main}
              - exists: {paths: [a], project: g/p, ref: main}
                when: never
            """, "build: {script: x, stage: build}\n")
        let rules = try #require(job.rules)
        #expect(rules.count == 4)
        #expect(rules[0].condition?.text == "$CI_COMMIT_TAG")
        #expect(rules[0].when == .delayed && rules[0].startIn == .seconds(3600) && rules[0].allowFailure == true)
        #expect(rules[0].variables == [Variable("A", "b")] && rules[0].interruptible == true)
        #expect(rules[0].needs?.map(\.job) == ["build"])
        #expect(rules[0].location == SourceLocation(file: ".gitlab-ci.yml", line: 4, column: 7))
        #expect(rules[1].changes == PathChanges(paths: ["a", "b"]))
        #expect(rules[2].changes == PathChanges(paths: ["a"], compareTo: "main"))
        #expect(rules[3].exists == PathExistence(paths: ["a"], project: "g/p", ref: "main"))
        #expect(rules[3].when == .never)
    }

    @Test func policies() throws {
        let job = try job(
            "only: [main, /^v\\d+$/i]\nexcept: {refs: [tags], variables: [$X == \"1\"], changes: [a], kubernetes: active}")
        let place = SourceLocation(file: ".gitlab-ci.yml", line: 3, column: 9)
        #expect(job.only == RefPolicy(refs: ["main", "/^v\\d+$/i"], location: place))
        #expect(job.except?.refs == ["tags"])
        #expect(job.except?.variables?.map(\.text) == ["$X == \"1\""])
        #expect(job.except?.changes == ["a"])
        #expect(job.except?.kubernetes == true)
    }

    @Test func needs() throws {
        let job = try job(
            """
            needs:
              - a
              - {job: b, artifacts: false, optional: true}
              - {job: a, parallel: {matrix: [{X: [1, 2], Y: z}]}}
              - {pipeline: $UP, job: c}
              - {project: g/p, ref: main, job: d, artifacts: true}
            """, "a: {script: x}\n")
        let needs = try #require(job.needs)
        #expect(needs.map(\.job) == ["a", "b", "a", "c", "d"])
        #expect(!needs[1].artifacts && needs[1].optional)
        #expect(needs[2].matrix == [MatrixRow([.init("X", ["1", "2"]), .init("Y", ["z"])])])
        #expect(needs[3].pipeline == "$UP")
        #expect(needs[4].project == "g/p" && needs[4].ref == "main")
        #expect(needs[0].location == SourceLocation(file: ".gitlab-ci.yml", line: 4, column: 7))
    }

    @Test(arguments: [
        ("retry: 2", Retry(max: 2)), ("retry: {max: 1, when: always}", Retry(max: 1)),
        (
            "retry: {max: 1, when: [script_failure, api_failure], exit_codes: 3}",
            Retry(max: 1, when: [.scriptFailure, .apiFailure], exitCodes: [3])
        ),
        ("retry: {max: 1, when: [runner_interrupted, api_failure]}", Retry(max: 1, when: [.apiFailure])),
        ("retry: {max: 2, exit_codes: [1, 137]}", Retry(max: 2, exitCodes: [1, 137])),
    ])
    func retry(_ text: String, _ expected: Retry) throws {
        #expect(try job(text).retry == expected)
    }

    @Test func durationsFlagsAndNames() throws {
        let job = try job(
            """
            when: delayed
            start_in: 30 minutes
            allow_failure: {exit_codes: [1, 2]}
            timeout: 1h 30m
            interruptible: true
            resource_group: $CI_ENVIRONMENT_NAME
            tags: [a, [b]]
            coverage: '/\\d+%/i'
            parallel: 3
            dependencies: []
            stage: deploy
            """)
        #expect(job.when == .delayed && job.startIn == .seconds(1800))
        #expect(job.allowFailure == .exitCodes([1, 2]))
        #expect(job.timeout == .seconds(5400))
        #expect(job.interruptible && job.resourceGroup == "$CI_ENVIRONMENT_NAME")
        #expect(job.tags == ["a", "b"])
        #expect(job.coverage == "(?i)\\d+%")
        #expect(job.parallel == .count(3))
        #expect(job.dependencies == [])
        #expect(job.stage == "deploy")
    }

    @Test func matrix() throws {
        let job = try job("parallel: {matrix: [{A: [1, b], B: c}, {A: d}]}")
        #expect(
            job.parallel == .matrix([MatrixRow([.init("A", ["1", "b"]), .init("B", ["c"])]), MatrixRow([.init("A", ["d"])])]))
    }

    @Test func artifacts() throws {
        let artifacts = try #require(
            try job(
                """
                artifacts:
                  name: $CI_JOB_NAME
                  paths: [out/, '*.log']
                  exclude: [out/tmp]
                  untracked: true
                  when: always
                  expire_in: 1 week
                  reports: {junit: [a.xml, b.xml], annotations: [a.json, b.json], dotenv: vars.env, coverage_report: {coverage_format: cobertura, path: c.xml}}
                """
            ).artifacts)
        #expect(artifacts.name == "$CI_JOB_NAME" && artifacts.paths == ["out/", "*.log"] && artifacts.exclude == ["out/tmp"])
        #expect(artifacts.untracked && artifacts.when == .always && artifacts.expireIn == .seconds(604_800))
        #expect(
            artifacts.reports == [
                "junit": ["a.xml", "b.xml"], "annotations": ["a.json", "b.json"], "dotenv": ["vars.env"],
                "coverage_report": ["c.xml"],
            ])
        #expect(try job("artifacts: {paths: [a], expire_in: never}").artifacts?.expireIn == nil)
        #expect(try job("artifacts: {paths: [a]}").artifacts?.expireIn == .seconds(30 * 86_400))
    }

    @Test func caches() throws {
        let caches = try job(
            """
            cache:
              - {key: a, paths: [p], policy: pull, when: always, untracked: true, fallback_keys: [b, c], unprotect: true}
              - {key: {files: [x.lock], prefix: $P}, paths: [q], policy: $POLICY}
              - {key: {files_commits: [y.lock]}, paths: [r]}
              - {paths: [s]}
            """
        ).caches
        #expect(caches.map(\.paths) == [["p"], ["q"], ["r"], ["s"]])
        #expect(
            caches.map(\.key) == [
                .name("a"), .files(["x.lock"], prefix: "$P", byCommit: false), .files(["y.lock"], prefix: nil, byCommit: true),
                .name("default"),
            ])
        #expect(caches.map(\.policy) == [.pull, .variable("$POLICY"), .pullPush, .pullPush])
        #expect(caches[0].when == .always && caches[0].untracked && caches[0].unprotect && caches[0].fallbackKeys == ["b", "c"])
    }

    @Test func environments() throws {
        #expect(try job("environment: production").environment == Environment(name: "production"))
        let whole = try job(
            "environment: {name: review/$CI_COMMIT_REF_SLUG, url: https://x, action: prepare, auto_stop_in: 1 day, deployment_tier: testing}"
        )
        #expect(
            whole.environment
                == Environment(
                    name: "review/$CI_COMMIT_REF_SLUG", url: "https://x", action: .prepare, autoStopIn: "1 day",
                    deploymentTier: "testing"))
    }

    @Test func imagesAndServices() throws {
        let job = try job(
            """
            image: {name: a:1, entrypoint: [sh, -c], pull_policy: [always, if-not-present], docker: {platform: linux/arm64, user: dave}}
            services: [b:2, {name: c:3, alias: db, command: [run], variables: {K: v}, docker: {user: 1000}}]
            """)
        #expect(
            job.image
                == Image(
                    name: "a:1", entrypoint: ["sh", "-c"], pullPolicies: ["always", "if-not-present"], platform: "linux/arm64",
                    user: "dave"))
        #expect(
            job.services == [
                Service(image: Image(name: "b:2")),
                Service(image: Image(name: "c:3", user: "1000"), alias: "db", command: ["run"], variables: [Variable("K", "v")]),
            ])
    }

    @Test(arguments: [
        ("trigger: g/p", Trigger(target: .project(path: "g/p", branch: nil))),
        (
            "trigger: {project: g/p, branch: main, strategy: depend}",
            Trigger(target: .project(path: "g/p", branch: "main"), strategy: .depend)
        ),
        ("trigger: {include: a.yml}", Trigger(target: .child([.local("a.yml")]))),
        (
            "trigger: {include: [{local: a.yml}, {artifact: b.yml, job: gen}], strategy: mirror, forward: {pipeline_variables: true, yaml_variables: false}}",
            Trigger(
                target: .child([.local("a.yml"), .artifact(path: "b.yml", job: "gen")]), strategy: .mirror,
                forwardsYAMLVariables: false, forwardsPipelineVariables: true)
        ),
        (
            "trigger: {include: [{project: g/p, file: [a.yml, b.yml], ref: v1}]}",
            Trigger(target: .child([.project(path: "g/p", files: ["a.yml", "b.yml"], ref: "v1")]))
        ),
        (
            "trigger: {include: [{local: a.yml, inputs: {a: b, n: 4, l: [x, true]}}]}",
            Trigger(target: .child([.local("a.yml")]), includeInputs: [["a": "\"b\"", "n": "4", "l": "[\"x\", true]"]])
        ),
    ])
    func triggers(_ text: String, _ expected: Trigger) {
        let result = load("job:\n  \(text)\ngen: {script: x}\n")
        #expect(result.errors.isEmpty)
        #expect(result[job: "job"]?.trigger == expected)
        #expect(result[job: "job"]?.script == nil)
    }

    @Test func stepsThatAreScriptsRun() {
        let result = load("job: {run: [{name: a, script: one}, {name: b, script: two}]}\n")
        #expect(result.diagnostics.isEmpty)
        #expect(result[job: "job"]?.script == ["one", "two"])
        let foreign = load("job: {run: [{name: a, step: ./x}]}\n")
        #expect(foreign.diagnostics.map(\.code) == ["not-run-locally"])
        #expect(foreign[job: "job"]?.keywordsNotRunLocally == ["run"])
    }

    @Test func serverKeywordsAreNoted() {
        let result = load(
            "job:\n  script: x\n  release: {tag_name: v1, description: d}\n  pages: true\n  id_tokens: {T: {aud: a}}\n  identity: google_cloud\n"
        )
        #expect(result[job: "job"]?.keywordsNotRunLocally == ["release", "pages", "identity"])
        #expect(
            result.diagnostics.map { "\($0.location?.line ?? 0) \($0.severity) \($0.code)" }
                == [3, 4, 6].map { "\($0) note not-run-locally" })
        let elsewhere = load(
            "job:\n  script: x\n  needs:\n    - {pipeline: g/p}\n    - {pipeline: $UP, job: c}\n    - {project: g/p, ref: main, job: d}\n"
        )
        #expect(elsewhere.diagnostics.map(\.message) == ["`needs:pipeline` has no effect in a local run"])
    }
}
