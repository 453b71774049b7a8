import PipelineModel
import Testing

@Suite struct ScopedVariableTests {
    @Test(arguments: [
        ("*", "production", true), ("production", "production", true), ("production", "Production", false),
        ("production", "production/eu", false), ("production/*", "production/eu", true), ("production/*", "production", false),
        ("production/*", "production/eu/1", true), ("*/eu", "production/eu", true), ("review/*/web", "review/a/b/web", true),
        ("review/*/web", "review/web", false), ("re*w*", "review", true), ("**", "x", true), ("a*", "", false), ("*", "", true),
        ("a_c", "abc", false), ("a%", "abc", false), ("a?c", "abc", false), ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
    ])
    func aScopeIsANameWithStars(_ scope: String, _ environment: String, _ matches: Bool) {
        #expect(EnvironmentScope(scope).matches(environment) == matches)
    }

    static let scopes = ["review/app", "*", "review/*", "rev*", "production"]

    @Test(arguments: [
        ("review/app", "review/app"), ("review/other", "review/*"), ("revue", "rev*"), ("staging", "*"), (nil, "*"),
        ("production", "production"),
    ])
    func theMostSpecificScopeCounts(_ environment: String?, _ value: String) {
        // In any order: what is written last does not matter among scopes.
        for scopes in [Self.scopes, Self.scopes.reversed()] {
            let variables = ScopedVariables(
                levels: [scopes.map { ScopedVariable(Variable("A", $0), scope: EnvironmentScope($0)) }])
            #expect(variables.variables(environment: environment) == [Variable("A", value)])
        }
    }

    @Test func aHigherLevelHidesALowerOneWhateverTheScope() {
        let group = ScopedVariable(Variable("A", "group"), scope: EnvironmentScope("production"))
        let project = ScopedVariable(Variable("A", "project"))
        let other = ScopedVariable(Variable("B", "other"), scope: EnvironmentScope("staging"))
        let variables = ScopedVariables(levels: [[group, other], [project]])
        #expect(variables.variables(environment: "production") == [Variable("A", "project")])
        #expect(variables.variables(environment: "staging") == [Variable("B", "other"), Variable("A", "project")])
    }

    @Test func protectedVariablesCanBeLeftOut() {
        let variables = ScopedVariables(levels: [
            [ScopedVariable(Variable("A", "1"), isProtected: true), ScopedVariable(Variable("B", "2"))]
        ])
        #expect(variables.unprotected.variables(environment: nil) == [Variable("B", "2")])
    }
}
