import PipelineLoading
import PipelineModel
import Testing

/// Every keyword of GitLab's configuration with its forms and limits: a text, and what it gives or why it is refused.
/// Reference: https://docs.gitlab.com/ci/yaml/
struct KeywordTableTests {
    /// A text of job keywords, put below `job:` beside a script unless it brings its own.
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var check: @Sendable (Job) -> Bool
        var testDescription: String { text.count > 80 ? text.prefix(80) + "…" : text }
    }

    private static func row(_ text: String, _ check: @escaping @Sendable (Job) -> Bool = { _ in true }) -> Row {
        Row(text: text, check: check)
    }

    private static func job(_ keywords: String) -> String {
        let body = keywords.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
        let hasScript = ["script:", "run:", "trigger:"].contains { keywords.hasPrefix($0) || keywords.contains("\n" + $0) }
        return "job:\n" + (hasScript ? "" : "  script: x\n") + body + "\n"
    }

    private static func list(_ count: Int, _ item: (Int) -> String) -> String {
        "[" + (1...count).map(item).joined(separator: ", ") + "]"
    }

    private static let long = String(repeating: "x", count: 256)
    private static let longest = String(repeating: "x", count: 255)

    // MARK: - Accepted

    static let accepted: [Row] = [
        row("script: [a, [b, [c, [d]]]]") { $0.script == ["a", "b", "c", "d"] },
        row("hooks: {pre_get_sources_script: [a, [b]]}") { $0.preGetSourcesScript == ["a", "b"] },
        row("run: [{name: one, script: make}]") { $0.script == ["make"] && $0.keywordsNotRunLocally.isEmpty },
        row("run: [{name: one, step: ./step, inputs: {a: b}, env: {C: d}}]") { $0.keywordsNotRunLocally == ["run"] },
        row("image: {name: i, entrypoint: [''], pull_policy: [always, never], docker: {platform: arm64, user: '1000'}}") {
            $0.image?.pullPolicies == ["always", "never"] && $0.image?.platform == "arm64" && $0.image?.user == "1000"
        },
        row("image: {name: i, kubernetes: {user: '1001:1001'}}") { $0.image?.user == "1001:1001" },
        row("services: [a, {name: b, alias: c, command: [d], entrypoint: [e], variables: {F: g}, pull_policy: never}]") {
            $0.services.map(\.image.name) == ["a", "b"] && $0.services[1].alias == "c" && $0.services[1].command == ["d"]
        },
        row("rules: [{when: delayed, start_in: 1 week}, {interruptible: true}]") {
            $0.rules?[0].startIn == .seconds(604_800) && $0.rules?[1].interruptible == true
        },
        row("rules: [{exists: {paths: [a], project: g/p, ref: v1}}]") { $0.rules?[0].exists?.ref == "v1" },
        row("when: manual\nmanual_confirmation: Sure?") { $0.manualConfirmation == "Sure?" },
        row("allow_failure: {exit_codes: 137}") { $0.allowFailure == .exitCodes([137]) },
        row("needs: []") { $0.needs == [] },
        row("needs: " + list(5) { "{project: g/p\($0), ref: main, job: a, artifacts: true}" }) { $0.needs?.count == 5 },
        row("needs: [{pipeline: $UP}]") { $0.needs?.first?.pipeline == "$UP" },
        row("parallel: 200") { $0.parallel == .count(200) },
        row("parallel: {matrix: [{A: \(list(20, String.init)), B: \(list(10, String.init))}]}") { $0.parallel != nil },
        row("retry: {max: 2, when: [stuck_or_timeout_failure, data_integrity_failure, secrets_provider_not_found, user_blocked]}") {
            $0.retry.when == [.stuckOrTimeoutFailure, .dataIntegrityFailure, .secretsProviderNotFound]
        },
        row("timeout: 3 hours 30 minutes") { $0.timeout == .seconds(12_600) },
        row("timeout: 1h30m") { $0.timeout == .seconds(5_400) }, row("timeout: 90") { $0.timeout == .seconds(90) },
        row("timeout: 1 month") { $0.timeout != nil },
        row("resource_group: \(longest)") { $0.resourceGroup?.count == 255 },
        row("tags: " + list(50) { "t\($0)" }) { $0.tags.count == 50 },
        row("environment: review/$CI_COMMIT_REF_SLUG") { $0.environment?.name == "review/$CI_COMMIT_REF_SLUG" },
        row(
            "environment: {name: p, url: 'https://x', action: prepare, auto_stop_in: 1 day, deployment_tier: testing, "
                + "kubernetes: {namespace: n, agent: 'g/p:a', flux_resource_path: f, dashboard: {namespace: n}}}"
        ) { $0.environment?.action == .prepare && $0.environment?.deploymentTier == "testing" },
        row("environment: {name: p, action: verify}") { $0.environment?.action == .verify },
        row("environment: {name: p, action: access, auto_stop_in: never}") { $0.environment?.autoStopIn == "never" },
        row("cache: " + list(4) { "{key: k\($0), paths: [a]}" }) { $0.caches.count == 4 },
        row(
            "cache: {key: k, paths: [a], policy: $P, when: always, unprotect: true, untracked: true, fallback_keys: [a, b, c, d, e]}"
        ) {
            $0.caches[0].fallbackKeys.count == 5 && $0.caches[0].policy == .variable("$P") && $0.caches[0].unprotect
        },
        row("cache: {key: {files: [a, b], prefix: p}}") { $0.caches[0].key == .files(["a", "b"], prefix: "p", byCommit: false) },
        row("cache: {key: {files_commits: [a]}}") { $0.caches[0].key == .files(["a"], prefix: nil, byCommit: true) },
        row("artifacts: {paths: [a], expose_as: The report_1-x}") { $0.artifacts?.exposeAs == "The report_1-x" },
        row("artifacts: {paths: [a], access: maintainer, expire_in: never}") {
            $0.artifacts?.access == "maintainer" && $0.artifacts?.expireIn == nil
        },
        row("artifacts: {paths: [a], public: false}") { $0.artifacts?.access == "developer" },
        row("artifacts: {reports: {junit: [a, b], dotenv: c, coverage_report: {coverage_format: jacoco, path: d}}}") {
            $0.artifacts?.reports == ["junit": ["a", "b"], "dotenv": ["c"], "coverage_report": ["d"]]
        },
        row("coverage: '/TOTAL.*? (\\d+%)$/'") { $0.coverage == "TOTAL.*? (\\d+%)$" },
        row(
            "release: {tag_name: v1, tag_message: m, name: n, description: d, ref: r, milestones: [a], "
                + "released_at: '2026-03-15T08:00:00Z', assets: {links: [{name: a, url: 'https://x', filepath: /f, link_type: other}]}}"
        ) { $0.keywordsNotRunLocally == ["release"] },
        row("pages: true") { $0.keywordsNotRunLocally == ["pages"] },
        row("pages: {path_prefix: $P, expire_in: 1 week, publish: site}") { $0.keywordsNotRunLocally == ["pages"] },
        row("publish: site") { $0.keywordsNotRunLocally == ["publish"] },
        row("dast_configuration: {site_profile: a, scanner_profile: b}") { $0.keywordsNotRunLocally == ["dast_configuration"] },
        row("identity: google_cloud") { $0.keywordsNotRunLocally == ["identity"] },
        row("id_tokens: {A: {aud: x}, B: {aud: [y, z]}}") {
            $0.idTokens == [IDToken("A", audiences: ["x"]), IDToken("B", audiences: ["y", "z"])]
                && $0.keywordsNotRunLocally.isEmpty
        },
        row("secrets: {A: {vault: a/b/c@ops, file: false, token: $T}}") { job in
            var secret = Secret("A", .vault, path: "a/b")
            (secret.field, secret.engine, secret.mount) = ("c", "kv-v2", "ops")
            (secret.isFile, secret.token) = (false, "$T")
            return job.secrets == [secret]
        },
        row("secrets: {A: {vault: a/b}}") { $0.secrets[0].mount == "kv-v2" && $0.secrets[0].isFile },
        row("secrets: {A: {vault: {engine: {name: generic, path: m}, path: p, field: f}}}") {
            $0.secrets[0].engine == "generic" && $0.secrets[0].reference == "p/f@m"
        },
        row("secrets: {A: {azure_key_vault: {name: n, version: v}}}") { $0.secrets[0].path == "n" && $0.secrets[0].version == "v" },
        row("secrets: {A: {gcp_secret_manager: {name: n, version: 2}, token: $T}}") { $0.secrets[0].version == "2" },
        row("secrets: {A: {aws_secrets_manager: {secret_id: n, field: f, region: eu-1}}}") { $0.secrets[0].reference == "n/f" },
        row("secrets: {A: {aws_secrets_manager: 'n#f'}}") { $0.secrets[0].path == "n" && $0.secrets[0].field == "f" },
        row("secrets: {A: {gitlab_secrets_manager: {name: n}}}") { $0.secrets[0].provider == .gitlabSecretsManager },
        row("secrets: {A: {akeyless: {name: n, data_key: k}}}") { $0.secrets[0].provider == .akeyless },
        row("inherit: {default: [image, tags], variables: false}") { $0.inheritedVariables == .none },
        row("inherit: {default: false, variables: [A]}") { $0.inheritedVariables == .only(["A"]) },
        row("trigger: g/p") { $0.trigger?.target == .project(path: "g/p", branch: nil) },
        row("trigger: {project: g/p, branch: b, strategy: mirror, forward: {yaml_variables: false, pipeline_variables: true}}") {
            $0.trigger?.strategy == .mirror && $0.trigger?.forwardsYAMLVariables == false
                && $0.trigger?.forwardsPipelineVariables == true
        },
        row("trigger: {include: [{local: a.yml}, {artifact: b.yml, job: j}, {project: g/p, file: c.yml}], strategy: depend}") {
            $0.trigger?.strategy == .depend
        },
        row(
            "inputs: {n: {default: '5'}, l: {type: array, default: [a, 1, {b: true}]}, b: {type: boolean, default: true}}\n"
                + "script: ['echo ${{ job.inputs.n }} ${{job.inputs.l}} ${{ job.inputs.b }} ${{ job.name }}']\n"
                + "after_script: 'x ${{ job.inputs.n }}'\nimage: 'i:${{ job.inputs.n }}'\n"
                + "artifacts: {paths: ['a/${{ job.inputs.n }}']}\ncache: {key: 'k-${{ job.inputs.n }}'}\nvariables: {A: '${{ job.inputs.n }}'}"
        ) {
            $0.script == [#"echo 5 ["a",1,{"b":true}] true ${{ job.name }}"#] && $0.afterScript == ["x 5"]
                && $0.image?.name == "i:5" && $0.artifacts?.paths == ["a/5"] && $0.caches[0].key == .name("k-5")
                && $0.variables == [Variable("A", "${{ job.inputs.n }}")] && $0.keywordsNotRunLocally.isEmpty
        },
    ]

    @Test(arguments: accepted) func isAccepted(_ row: Row) throws {
        let result = load(Self.job(row.text))
        // Jobs that rows need or stop are not there; that is another check.
        #expect(result.errors.filter { $0.code != "undefined-need" }.isEmpty, "\(DiagnosticFormatter().text(result.errors))")
        let job = try #require(result[job: "job"])
        #expect(row.check(job), "\(job)")
    }

    // MARK: - Refused

    static let refused: [(String, String)] = [
        ("script: []", "jobs:job:script config can't be blank"),
        ("script: \(String(repeating: "[", count: 11))a\(String(repeating: "]", count: 11))", "up to 10 levels deep"),
        ("hooks: {post_get_sources_script: a}", "jobs:job:hooks config contains unknown keys: post_get_sources_script"),
        ("run: []", "jobs:job:run config can't be blank"),
        ("run: [{name: a, script: b, step: c}]", "these keys cannot be used together: script, step"),
        ("run: [{script: b}]", "jobs:job:run:step config missing required keys: name"),
        ("run: [{name: a, script: b}]\nscript: x", "jobs:job config these keys cannot be used together: run, script"),
        ("trigger: g/p\nscript: x", "jobs:job config these keys cannot be used together: script, trigger"),
        ("trigger: g/p\nrun: [{name: a, script: b}]", "jobs:job config these keys cannot be used together: run, trigger"),
        ("rules: [{if: '$A == 1 &&'}]", "jobs:job:rules:rule if invalid expression syntax"),
        ("rules: [{changes: " + list(51) { "f\($0)" } + "}]", "has too many entries (maximum 50)"),
        ("rules: [{exists: " + list(51) { "f\($0)" } + "}]", "has too many entries (maximum 50)"),
        ("rules: [{exists: {paths: [a], ref: main}}]", "ref requires project"),
        ("rules: [{changes: {paths: [a], compare_to: [main]}}]", "compare to should be a string"),
        ("rules: [{when: delayed, start_in: 8 days}]", "start in should not exceed the limit"),
        ("rules: [{when: sometimes}]", "when should be one of: on_success, on_failure, always, manual, delayed, never"),
        ("rules: [{needs: [{pipeline: $UP, job: a}]}]", "uses invalid types: cross_dependency"),
        ("rules: []", "jobs:job:rules config can't be blank"),
        ("rules: [{when: always}]\nonly: [main]", "jobs:job config key may not be used with `rules`: only"),
        ("rules: [{when: always}]\nexcept: [main]", "jobs:job config key may not be used with `rules`: except"),
        ("rules: [{when: always}]\nstart_in: 1 hour", "jobs:job config key may not be used with `rules`: start_in"),
        ("when: delayed\nstart_in: 8 days", "jobs:job start in should not exceed the limit"),
        ("when: delayed\nstart_in: soon", "jobs:job start in should be a duration"),
        ("manual_confirmation: 1", "jobs:job manual confirmation should be a string"),
        ("allow_failure: {exit_codes: x}", "allow_failure exit codes should be an array of integers or an integer"),
        ("needs: {}", "jobs:job:needs config can not be an empty Hash"),
        ("needs: " + list(6) { "{project: g/p\($0), ref: main, job: a}" }, "jobs:job:needs config must be less than or equal to 5"),
        ("needs: " + list(6) { "{pipeline: $UP, job: a\($0)}" }, "jobs:job:needs config must be less than or equal to 5"),
        ("needs: [{job: \(long)}]", "name is too long (maximum is 255 characters)"),
        ("needs: [{job: a, parallel: 3}]", "cannot use \"parallel: <number>\"."),
        ("needs: [a]", "job job: undefined need: a"), ("needs: [job]", "circular dependencies"),
        ("dependencies: [a]", "job job: undefined dependency: a"),
        ("needs: [a]\ndependencies: [b]", "jobs:job dependencies the b should be part of needs"),
        ("parallel: 201", "jobs:job:parallel config must be less than or equal to 200"),
        ("parallel: '5'", "jobs:job:parallel should be an integer or a hash"),
        (
            "parallel: {matrix: [{A: \(list(21, String.init)), B: \(list(10, String.init))}]}",
            "generates too many jobs (maximum is 200)"
        ),
        ("retry: 3", "jobs:job:retry config must be less than or equal to 2"),
        ("retry: {max: -1}", "jobs:job:retry max must be greater than or equal to 0"),
        ("retry: {max: 1, when: [script_error]}", "jobs:job:retry when contains unknown values: script_error"),
        ("timeout: 32 days", "jobs:job:timeout config should not exceed the limit"),
        ("timeout: [1]", "jobs:job:timeout config should be a duration"),
        ("resource_group: \(long)", "jobs:job resource group is too long (maximum is 255 characters)"),
        ("tags: " + list(51) { "t\($0)" }, "jobs:job:tags config must be less than the limit of 50 tags"),
        ("environment: {url: 'https://x'}", "jobs:job:environment name can't be blank"),
        ("environment: {name: \(long)}", "jobs:job:environment name is too long (maximum is 255 characters)"),
        ("environment: {name: a!b}", "jobs:job:environment name can contain only letters, digits"),
        ("environment: {name: /a}", "it cannot start or end with '/'"),
        ("environment: {name: a, action: begin}", "should be one of: start, prepare, stop, verify, access"),
        ("environment: {name: a, auto_stop_in: soon}", "jobs:job:environment auto stop in should be a duration"),
        ("environment: {name: a, deployment_tier: live}", "should be one of: production, staging, testing, development, other"),
        ("environment: {name: a, kubernetes: {cluster: c}}", "environment:kubernetes config contains unknown keys: cluster"),
        ("environment: {name: a, on_stop: b}", "job job: on_stop job b is not defined"),
        ("cache: " + list(5) { "{key: k\($0), paths: [a]}" }, "jobs:job:caches config no more than 4 caches can be created"),
        ("cache: {fallback_keys: [a, b, c, d, e, f]}", "has to many entries (maximum 5)"),
        ("cache: {policy: both}", "jobs:job:cache policy should be a variable or one of: pull-push, push, pull"),
        ("cache: {when: never}", "jobs:job:cache when should be one of: on_success, on_failure, always"),
        ("cache: {key: a/b}", "jobs:job:cache:key config cannot contain the \"/\" character"),
        ("cache: {key: ..}", "jobs:job:cache:key config cannot be \".\" or \"..\""),
        ("cache: {key: {files: [a, b, c]}}", "jobs:job:cache:key:files config has too many items (maximum is 2)"),
        ("cache: {key: {prefix: a}}", "jobs:job:cache:key config missing required keys: files"),
        ("cache: {key: {files: [a], files_commits: [b]}}", "cannot be used together: files, files_commits"),
        ("artifacts: {paths: [a], access: all, public: true}", "cannot be used together: access, public"),
        ("artifacts: {access: everybody}", "jobs:job:artifacts access should be one of: none, developer, maintainer, all"),
        ("artifacts: {paths: ['a*'], expose_as: x}", "can't contain '*' when used with 'expose_as'"),
        ("artifacts: {expose_as: x}", "jobs:job:artifacts paths can't be blank"),
        ("artifacts: {paths: [a], expose_as: a/b}", "can contain only letters, digits, '-', '_' and spaces"),
        ("artifacts: {paths: [a], expose_as: \(long)}", "is too long (maximum is 100 characters)"),
        ("artifacts: {when: never}", "jobs:job:artifacts when should be one of: on_success, on_failure, always"),
        ("artifacts: {expire_in: soon}", "jobs:job:artifacts expire in should be a duration"),
        ("artifacts: {reports: {junt: a}}", "jobs:job:artifacts:reports config contains unknown keys: junt"),
        ("artifacts: {reports: {coverage_report: {path: a}}}", "missing required keys: coverage_format"),
        ("artifacts: {reports: {coverage_report: {coverage_format: x, path: a}}}", "should be one of: cobertura, jacoco"),
        ("coverage: 95%", "jobs:job:coverage config must be a regular expression"),
        ("release: {description: d}", "jobs:job:release config missing required keys: tag_name"),
        ("release: {tag_name: v1}", "jobs:job:release config missing required keys: description"),
        ("release: {tag_name: v1, description: d, released_at: tomorrow}", "release released at must be a valid datetime"),
        ("release: {tag_name: v1, description: d, assets: {links: [{name: a}]}}", "missing required keys: url"),
        ("pages: site", "jobs:job:pages config should be a hash or a boolean value"),
        ("pages: {prefix: a}", "jobs:job:pages config contains unknown keys: prefix"),
        ("dast_configuration: {profile: a}", "jobs:job:dast_configuration config contains unknown keys: profile"),
        ("identity: aws", "jobs:job:identity config should be one of: google_cloud"),
        ("id_tokens: {A: {audience: x}}", "jobs:job:id_tokens:A config contains unknown keys: audience"),
        ("id_tokens: {A: {}}", "jobs:job:id_tokens:A config missing required keys: aud"),
        ("id_tokens: {A: {aud: []}}", "jobs:job:id_tokens:A aud can't be blank"),
        ("secrets: {A: {file: true}}", "jobs:job:secrets:A config must use exactly one of these keys: vault, azure_key_vault"),
        ("secrets: {A: {vault: a/b, azure_key_vault: {name: n}}}", "must use exactly one of these keys"),
        ("secrets: {A: {vault: password}}", "jobs:job:secrets:A:vault config should be a hash or a path with a field"),
        ("secrets: {A: {vault: a/b@}}", "should be a hash or a path with a field"),
        ("secrets: {A: {vault: {path: a, field: b}}}", "jobs:job:secrets:A:vault config missing required keys: engine"),
        (
            "secrets: {A: {vault: {engine: {name: a}, path: a, field: b}}}",
            "secrets:A:vault:engine config missing required keys: path"
        ),
        ("secrets: {A: {gcp_secret_manager: {name: n}}}", "token is required with 'gcp_secret_manager'"),
        ("secrets: {A: {azure_key_vault: {version: v}}}", "missing required keys: name"),
        ("secrets: {A: {vault: a/b, file: 1}}", "jobs:job:secrets:A file should be a boolean value"),
        ("secrets: [A]", "jobs:job:secrets config should be a hash"),
        ("inherit: {default: [script]}", "jobs:job:inherit:default config contains unknown values: script"),
        ("inherit: {variables: 1}", "jobs:job:inherit:variables should be a bool or array of strings"),
        ("trigger: {include: a.yml, strategy: wait}", "jobs:job:trigger strategy should be one of: depend, mirror"),
        ("trigger: {project: p}", "should be a project's path"),
        ("trigger: {include: [a.yml, b.yml, c.yml, d.yml]}", "jobs:job:trigger:include config is too long (maximum is 3)"),
        ("trigger: {include: [{artifact: a.yml}]}", "must specify the job where to fetch the artifact from"),
        ("trigger: {include: [{file: a.yml}]}", "must specify the project where to fetch the file from"),
        ("trigger: {project: g/p, forward: {all: true}}", "jobs:job:trigger:forward config contains unknown keys: all"),
        ("trigger: {project: g/p, forward: {yaml_variables: 1}}", "yaml variables should be a boolean value"),
        ("trigger: g/p\nimage: a", "jobs:job config contains unknown keys: image"),
        ("inputs: {a: {type: string}}", "jobs:job:inputs:a config missing required keys: default"),
        ("inputs: {a: {default: 1}}", "default value is not a string"),
        ("inputs: {a: {default: x}}\nscript: 'echo ${{ job.inputs.b }}'", "unknown name used in expression: `b`"),
        ("variables: {A: [b]}", "jobs:job:variables:A config variable definition must be either a string or a hash"),
        ("variables: {A: {value: a, desc: b}}", "jobs:job:variables:A config uses invalid data keys: desc"),
        ("interruptible: 'yes'", "jobs:job:interruptible config should be a boolean value"),
        ("stage: none", "job job: chosen stage none does not exist; available stages are .pre, build, test, deploy, .post"),
        ("extends: .none", "unknown keys in `extends` (.none)"),
    ]

    @Test(arguments: refused) func isRefused(_ text: String, _ message: String) throws {
        let errors = load(Self.job(text)).errors
        #expect(
            errors.contains { $0.message.contains(message) && $0.location?.line ?? 0 > 0 },
            "\(DiagnosticFormatter().text(errors))")
    }

    // MARK: - The document

    static let documents: [(String, String)] = [
        ("", "Please provide content of .gitlab-ci.yml"), ("# only a comment\n", "Please provide content of .gitlab-ci.yml"),
        ("- a\n", "Invalid configuration format"), ("just text\n", "Invalid configuration format"),
        (".hidden: {script: x}\n", "jobs config should contain at least one visible job"),
        ("a: 1\n", "jobs:a config should implement the script:, run:, or trigger: keyword"),
        ("a: {stage: test}\n", "jobs:a config should implement the script:, run:, or trigger: keyword"),
        ("\(long): {script: x}\n", "name is too long (maximum is 255 characters)"),
        ("true: {script: x}\n", "jobs:true name is reserved"), ("~: {script: x}\n", "name is reserved"),
        ("pages:deploy: {script: x}\n", "jobs:pages:deploy name is reserved"),
        ("workflow: {name: \(long)}\na: {script: x}\n", "workflow name is too long (maximum is 255 characters)"),
        ("workflow: {rules: [{when: manual}]}\na: {script: x}\n", "workflow:rules:rule when should be one of: always, never"),
        (
            "workflow: {auto_cancel: {on_new_commit: all}}\na: {script: x}\n",
            "should be one of: conservative, interruptible, none"
        ),
        ("workflow: {auto_cancel: {on_job_failure: some}}\na: {script: x}\n", "should be one of: none, all"),
        ("workflow: {title: a}\na: {script: x}\n", "workflow config contains unknown keys: title"),
        ("default: {script: x}\na: {script: x}\n", "default config contains unknown keys: script"),
        ("default: {image: a}\nimage: b\na: {script: x}\n", "image is defined in top-level and `default:` entry"),
        ("stages: build\na: {script: x}\n", "stages config should be"),
        ("variables: {A: {value: c, options: [a, b]}}\na: {script: x}\n", "variables:A config value must be present in options"),
        ("variables: {A: {value: c, desc: b}}\na: {script: x}\n", "variables:A config uses invalid data keys: desc"),
        ("variables: {A: {value: c, expand: 1}}\na: {script: x}\n", "expand should be a boolean value"),
        ("spec: {description: \(long)x}\n---\na: {script: x}\n", "spec description is too long (maximum is 256 characters)"),
        ("spec: {component: [version, path]}\n---\na: {script: x}\n", "should be one of: name, sha, version, reference"),
        ("spec: {inputs: {a: {type: text}}}\n---\na: {script: x}\n", "should be one of: string, number, boolean, array"),
        (
            "spec: {inputs: {a: {options: \(list(51) { "o\($0)" })}}}\n---\na: {script: x}\n",
            "cannot define more than 50 options"
        ),
        ("spec: {input: {}}\n---\na: {script: x}\n", "spec config contains unknown keys: input"),
        ("spec: {include: [{template: a.yml}]}\n---\na: {script: x}\n", "spec:include config contains unknown keys: template"),
        ("spec: {inputs: {a: {type: number, default: x}}}\n---\na: {script: x}\n", "default value is not a number"),
        (
            "spec: {inputs: {a: {default: x, rules: [{default: y}]}}}\n---\na: {script: x}\n",
            "these keys cannot be used together: rules, default"
        ),
        ("spec: {inputs: {a: {rules: [{if: $A}]}}}\n---\na: {script: x}\n", "missing required keys: default"),
        ("a: {script: x, needs: [b]}\nb: {script: x, needs: [a]}\n", "The pipeline has circular dependencies: a → b → a"),
        ("a: {script: x, needs: [b, b]}\nb: {script: x}\n", "a has the following needs duplicated: b."),
        ("a: {script: x, stage: build, needs: [b]}\nb: {script: x}\n", "a job: need b is not defined in current or prior stages"),
        (
            "a: {script: x, stage: build, dependencies: [b]}\nb: {script: x}\n",
            "a job: dependency b is not defined in current or prior stages"
        ),
        (
            "a: {script: x, needs: \(list(51) { "j\($0)" })}\n" + (1...51).map { "j\($0): {script: x}\n" }.joined(),
            "a: one job can only need 50 others, but you have listed 51. See needs keyword documentation for more details"
        ),
        (
            "a: {script: x, environment: {name: p, on_stop: b}}\nb: {script: x}\n",
            "a job: on_stop job b does not have environment defined"
        ),
        (
            "a: {script: x, environment: {name: p, on_stop: b}}\nb: {script: x, environment: {name: q, action: stop}}\n",
            "a job: on_stop job b have different environment name"
        ),
        (
            "a: {script: x, environment: {name: p, on_stop: b}}\nb: {script: x, environment: {name: p}}\n",
            "a job: on_stop job b needs to have action stop defined"
        ),
    ]

    @Test(arguments: documents) func aDocumentIsRefused(_ text: String, _ message: String) {
        let errors = load(text).errors
        #expect(errors.contains { $0.message.contains(message) && $0.location != nil }, "\(DiagnosticFormatter().text(errors))")
    }

    @Test func defaultsGiveIDTokensAndInputsAreTheJobsOwn() {
        let result = load(
            "default: {id_tokens: {A: {aud: x}}, before_script: ['echo ${{ job.inputs.n }}'], cache: {key: 'k${{ job.inputs.n }}'}}\n"
                + "a: {script: x}\nb: {script: x, id_tokens: {B: {aud: y}}, inputs: {n: {default: '1'}}}\n")
        #expect(result.errors.isEmpty)
        #expect(result[job: "a"]?.idTokens == [IDToken("A", audiences: ["x"])])
        #expect(result[job: "b"]?.idTokens == [IDToken("B", audiences: ["y"])])
        #expect(result[job: "b"]?.beforeScript == ["echo 1"] && result[job: "b"]?.caches[0].key == .name("k1"))
        // The runner would find no such input; a job without inputs is none of its business.
        #expect(result[job: "a"]?.beforeScript == ["echo ${{ job.inputs.n }}"])
    }

    @Test func limitsThemselvesAreAllowed() {
        let needs = Self.list(50) { "j\($0)" }
        let jobs = (1...50).map { "j\($0): {script: x}\n" }.joined()
        for text in [
            "a: {script: x, needs: \(needs)}\n" + jobs, "\(Self.longest): {script: x}\n", "'true': {script: x}\n",
            "workflow: {name: \(Self.longest)}\na: {script: x}\n", "spec: {description: \(Self.long)}\n---\na: {script: x}\n",
        ] {
            #expect(load(text).errors.isEmpty, "\(DiagnosticFormatter().text(load(text).errors))")
        }
    }
}
