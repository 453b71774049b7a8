import PipelineModel
import Testing

@testable import PipelinePlanning

@Suite struct VariablesTests {
    private func values(_ context: PlanningContext) -> [String: String] {
        Dictionary(PredefinedVariables.pipeline(context).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test func aBranchPipelineKnowsItsCommit() {
        let values = values(context(ref: "Feature/Über_long"))
        let expected = [
            "CI": "true", "CI_SERVER_URL": "https://gitlab.com", "CI_API_V4_URL": "https://gitlab.com/api/v4",
            "CI_SERVER_PORT": "443",
            "CI_PROJECT_NAME": "kayobe-config", "CI_PROJECT_NAMESPACE": "Cloud/Team", "CI_PROJECT_ROOT_NAMESPACE": "Cloud",
            "CI_PROJECT_PATH_SLUG": "cloud-team-kayobe-config", "CI_PROJECT_URL": "https://gitlab.com/Cloud/Team/kayobe-config",
            "CI_COMMIT_SHORT_SHA": "01234567", "CI_COMMIT_BRANCH": "Feature/Über_long", "CI_COMMIT_REF_SLUG": "feature--ber-long",
            "CI_COMMIT_TITLE": "Raise the limit", "CI_COMMIT_DESCRIPTION": "\nBecause $USERS asked.",
            "CI_COMMIT_AUTHOR": "Ada <ada@example.org>", "CI_COMMIT_BEFORE_SHA": "fedcba9876543210fedcba9876543210fedcba98",
            "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_REF_PROTECTED": "false", "CI_DEFAULT_BRANCH": "main",
        ]
        for (key, value) in expected { #expect(values[key] == value, "\(key)") }
        #expect(values["CI_COMMIT_TAG"] == nil && values["CI_MERGE_REQUEST_IID"] == nil && values["CI_REGISTRY"] == nil)
    }

    @Test func aTagPipelineHasNoBranch() {
        let values = values(context(ref: "v1.0", isTag: true))
        #expect(values["CI_COMMIT_TAG"] == "v1.0" && values["CI_COMMIT_BRANCH"] == nil && values["CI_COMMIT_REF_NAME"] == "v1.0")
    }

    @Test func aMergeRequestPipelineKnowsItsTarget() {
        var context = mergeRequestContext()
        context.mergeRequest?.labels = ["a", "b"]
        var values = values(context)
        let expected = [
            "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature/x", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc",
            "CI_MERGE_REQUEST_LABELS": "a,b", "CI_MERGE_REQUEST_EVENT_TYPE": "detached", "CI_COMMIT_REF_NAME": "feature/x",
            "CI_MERGE_REQUEST_REF_PATH": "refs/merge-requests/7/head", "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED": "false",
            "CI_COMMIT_BEFORE_SHA": CommitFacts.zeroSHA, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "",
        ]
        for (key, value) in expected { #expect(values[key] == value, "\(key)") }
        #expect(values["CI_COMMIT_BRANCH"] == nil && values["CI_MERGE_REQUEST_MILESTONE"] == nil)

        context.mergeRequest?.text = String(repeating: "x", count: 2701)
        context.mergeRequest?.eventType = .mergedResult
        context.mergeRequest?.sourceBranchSHA = "s"
        values = self.values(context)
        #expect(values["CI_MERGE_REQUEST_DESCRIPTION"]?.count == 2700)
        #expect(values["CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED"] == "true")
        #expect(values["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] == "s")
    }

    @Test func whatPeopleWroteIsRaw() {
        let result = Planner.plan(pipeline([job("a")], variables: [Variable("SAID", "<$CI_COMMIT_DESCRIPTION>")]), in: context())
        #expect(result.job("a")?.value("SAID") == "<\nBecause $USERS asked.>")
    }

    @Test func environmentsAreExpanded() throws {
        let deploy = job("deploy") {
            $0.environment = Environment(
                name: "review/$CI_COMMIT_REF_NAME", url: "https://$CI_ENVIRONMENT_SLUG.$HOST/$LATER", action: .stop)
            $0.resourceGroup = "cloud-$HOST"
            $0.tags = ["runner-$HOST", "$NOBODY"]
            $0.variables = [Variable("HOST", "example.org")]
            $0.timeout = .seconds(90)
        }
        let planned = try #require(Planner.plan(pipeline([deploy]), in: context(ref: "Fix/a_b")).job("deploy"))
        #expect(planned.environment?.name == "review/Fix/a_b")
        #expect(planned.resourceGroup == "cloud-example.org")
        #expect(planned.tags == ["runner-example.org", ""])
        #expect(planned.value("CI_ENVIRONMENT_NAME") == "review/Fix/a_b")
        #expect(planned.value("CI_ENVIRONMENT_ACTION") == "stop")
        #expect(planned.value("CI_ENVIRONMENT_TIER") == "development")
        #expect(planned.value("CI_JOB_TIMEOUT") == "90")
        let slug = try #require(planned.value("CI_ENVIRONMENT_SLUG"))
        #expect(slug.hasPrefix("review-fix-a-b-") && slug.utf8.count == 21)
        #expect(planned.value("CI_ENVIRONMENT_URL") == "https://\(slug).example.org/")
    }

    @Test func precedence() {
        var context = context()
        context.projectVariables = [Variable("B", "project"), Variable("C", "project")]
        context.pipelineVariables = [Variable("C", "run")]
        let subject = job("a") {
            $0.variables = [Variable("A", "job"), Variable("B", "job"), Variable("CI_COMMIT_BRANCH", "mine")]
        }
        let planned = Planner.plan(pipeline([subject], variables: [Variable("A", "global"), Variable("G", "global")]), in: context)
            .job("a")
        #expect(planned?.value("A") == "job" && planned?.value("B") == "project" && planned?.value("C") == "run")
        #expect(planned?.value("G") == "global" && planned?.value("CI_COMMIT_BRANCH") == "mine")
    }

    @Test(arguments: [
        (VariableInheritance.all, ["A", "B"]), (.none, []), (.only(["B", "X"]), ["B"]),
    ])
    func inheritance(_ inheritance: VariableInheritance, _ expected: [String]) {
        let subject = job("a") { $0.inheritedVariables = inheritance }
        let planned = Planner.plan(pipeline([subject], variables: [Variable("A", "1"), Variable("B", "2")]), in: context()).job("a")
        #expect(planned?.variables.globalYAML.map(\.key) == expected)
    }

    @Test func circlesOfVariablesAreErrors() {
        let subject = job("a", line: 4) { $0.variables = [Variable("A", "$B"), Variable("B", "x${A}"), Variable("C", "$A")] }
        #expect(
            Planner.plan(pipeline([subject]), in: context()).messages == [
                #"ci.yml:4:1: a: circular variable reference detected: ["A", "B"]"#
            ])
    }

    @Test func circlesOfTopLevelVariablesAreErrorsOfEachJobThatTakesThem() {
        let free = job("free") { $0.inheritedVariables = .none }
        let variables = [Variable("A", "$B"), Variable("B", "$A")]
        #expect(
            Planner.plan(pipeline([job("a"), free], variables: variables), in: context()).messages == [
                #"ci.yml:1:1: a: circular variable reference detected: ["A", "B"]"#
            ])
        let through = job("a") { $0.variables = [Variable("B", "$A")] }
        #expect(
            Planner.plan(pipeline([through], variables: [Variable("A", "$B"), Variable("B", "b")]), in: context()).messages == [
                #"ci.yml:1:1: a: circular variable reference detected: ["A", "B"]"#
            ])
    }

    @Test(arguments: [
        ("main", "main"), ("Feature/X_1", "feature-x-1"), ("--a--", "a"), ("", ""), ("ü", ""),
        (String(repeating: "a", count: 70), String(repeating: "a", count: 63)),
        (String(repeating: "a", count: 62) + "/b", String(repeating: "a", count: 62)),
    ])
    func slugs(_ name: String, _ slug: String) { #expect(Slug.name(name) == slug) }

    /// Expectations of GitLab's own documentation and, for suffixes, of SHA-256 by other means.
    @Test(arguments: [
        ("production", "production"), ("staging-1", "staging-1"), ("a", "a"), ("ends-", "ends"),
        ("staging.example", "staging-example-SUFFIX"),
        ("1-foo", "env-1-foo-SUFFIX"), ("review/a--b", "review-a-b-SUFFIX"),
        ("a-name-of-25-characters-x", "a-name-of-25-char-SUFFIX"),
        ("Production", "production-SUFFIX"),
    ])
    func environmentSlugs(_ name: String, _ slug: String) throws {
        let suffixes = [
            "staging.example": "lpb8kf",
            "1-foo": "1k46wz",
            "review/a--b": "ts8onk",
            "a-name-of-25-characters-x": "yssrv7",
            "Production": "iis43c",
        ]
        #expect(Slug.environment(name) == slug.replacing("SUFFIX", with: suffixes[name] ?? ""))
        #expect(Slug.environment(name).utf8.count <= 24)
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256(_ text: String, _ digest: String) {
        let hexadecimal = SHA256.digest(text.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hexadecimal == digest)
    }

    @Test(arguments: [
        ("production", "production"), ("prd", "production"), ("staging", "staging"), ("ci-aio", "other"),
        ("Review/x", "development"),
        ("qa", "testing"), ("pre-prod", "staging"), ("integration", "testing"),
    ])
    func tiers(_ name: String, _ tier: String) { #expect(DeploymentTier.guess(name) == tier) }
}
