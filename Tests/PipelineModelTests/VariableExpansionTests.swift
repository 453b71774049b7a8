import Testing

@testable import PipelineModel

@Suite struct VariableExpansionTests {
    /// A=1, EMPTY="": text, GitLab's reading with undefined kept, the runner's reading.
    @Test(arguments: [
        ("plain", "plain", "plain"),
        ("$A", "1", "1"),
        ("${A}", "1", "1"),
        ("x$A-y", "x1-y", "x1-y"),
        ("$AB", "$AB", ""),
        ("${A}B", "1B", "1B"),
        ("$A$A", "11", "11"),
        ("$EMPTY.", ".", "."),
        ("$UNKNOWN.", "$UNKNOWN.", "."),
        ("${UNKNOWN}.", "${UNKNOWN}.", "."),
        ("%A%", "1", "%A%"),
        ("%UNKNOWN%", "%UNKNOWN%", "%UNKNOWN%"),
        ("100%", "100%", "100%"),
        ("%%A%%", "%%A%%", "%%A%%"),
        ("$$A", "$$A", "$A"),
        ("$$$A", "$$1", "$1"),
        ("$$", "$$", "$"),
        ("$", "$", "$"),
        ("a$ b", "a$ b", "a$ b"),
        ("$/x", "$/x", "$/x"),
        ("$1x", "$1x", "x"),
        ("$@", "$@", ""),
        ("${A:-x}", "${A:-x}", ""),
        ("${", "${", ""),
        ("${}", "${}", ""),
        ("${A", "${A", "A"),
        ("ü$A€", "ü1€", "ü1€"),
    ])
    func readings(_ text: String, _ gitLab: String, _ runner: String) {
        let values = ["A": "1", "EMPTY": ""]
        #expect(VariableExpansion.expandReferences(in: text) { values[$0] } == gitLab)
        #expect(VariableExpansion.expandAtRunner(text) { values[$0] ?? "" } == runner)
    }

    private func resolved(_ variables: [Variable], project: [Variable] = [], predefined: [Variable] = []) -> ResolvedVariables {
        var layers = VariableLayers()
        layers.pipelinePredefined = predefined
        layers.jobYAML = variables
        layers.project = project
        return ResolvedVariables(layers: layers)
    }

    @Test func expandsInOrderOfDependence() {
        let variables = resolved([Variable("C", "$B!"), Variable("B", "${A}2"), Variable("A", "1")])
        #expect(variables.value("C") == "12!")
        #expect(variables.variables.map(\.key) == ["C", "B", "A"])
    }

    @Test func higherLayersWin() {
        let variables = resolved(
            [Variable("A", "job"), Variable("B", "$A")], project: [Variable("A", "project", isMasked: true)],
            predefined: [Variable("A", "predefined")])
        #expect(variables["A"] == Variable("A", "project", isMasked: true))
        #expect(variables.value("B") == "project")
        #expect(variables.variables.count == 2)
    }

    @Test func theLastOfALayerWins() {
        #expect(resolved([Variable("A", "1"), Variable("A", "2")]).value("A") == "2")
    }

    @Test func aVariableMayExtendALowerLayer() {
        #expect(resolved([Variable("CI_X", "$CI_X/y")], predefined: [Variable("CI_X", "x")]).value("CI_X") == "x/y")
    }

    @Test func jobAndPipelineVariablesAreOneLayer() {
        var layers = VariableLayers()
        layers.globalYAML = [Variable("A", "global")]
        layers.jobYAML = [Variable("A", "[$A]")]
        let scope = VariableScope(layers: layers)
        #expect(scope.value("A") == "[]")
    }

    @Test func circlesStay() {
        let variables = resolved([Variable("A", "$B"), Variable("B", "$A"), Variable("C", "c$A")])
        #expect(variables.value("A") == "$A")
        var layers = VariableLayers()
        layers.jobYAML = [Variable("A", "$B"), Variable("B", "$A"), Variable("C", "c$A")]
        let scope = VariableScope(layers: layers)
        #expect(scope.value("C") == "c$B")
        #expect(scope.value("A") == "$B")
        #expect(scope.circularKeys == ["A", "B"])
    }

    @Test func rawVariablesStay() {
        let variables = resolved([Variable("A", "1"), Variable("RAW", "$A $$", isRaw: true), Variable("C", "<$RAW>")])
        #expect(variables.value("RAW") == "$A $$")
        #expect(variables.value("C") == "<$A $$>")
    }

    @Test func fileVariablesBecomePaths() {
        var layers = VariableLayers()
        layers.project = [Variable("KEY", "secret $A", isFile: true)]
        layers.jobYAML = [Variable("A", "1"), Variable("OPTION", "--key=$KEY")]
        #expect(ResolvedVariables(layers: layers) { "/tmp/\($0)" }.value("OPTION") == "--key=/tmp/KEY")
        #expect(VariableScope(layers: layers).value("OPTION") == "--key=secret 1")
    }

    @Test func escapesAreTheRunners() {
        var layers = VariableLayers()
        layers.jobYAML = [Variable("A", "1"), Variable("PRICE", "$$A"), Variable("TEXT", "$PRICE")]
        #expect(VariableScope(layers: layers).value("TEXT") == "$$A")
        let variables = ResolvedVariables(layers: layers)
        #expect(variables.value("PRICE") == "$A")
        #expect(variables.value("TEXT") == "$A")
        #expect(variables.expand("$PRICE $$x ${UNDEFINED}") == "$A $x ")
    }

    @Test func undefinedIsEmpty() {
        #expect(resolved([Variable("A", "x${NOBODY}y")]).value("A") == "xy")
        let scope = VariableScope(layers: VariableLayers())
        #expect(scope.expand("x${NOBODY}y") == "xy")
        #expect(scope.expand("x${NOBODY}y", keepsUndefined: true) == "x${NOBODY}y")
        #expect(scope.value("NOBODY") == nil)
    }

    @Test func variablesThatMultiplyStopGrowing() {
        var layers = VariableLayers()
        layers.globalYAML = [Variable("A0", "xxxxxxxxxx")]
        for level in 1...20 {
            layers.globalYAML.append(Variable("A\(level)", String(repeating: "$A\(level - 1)", count: 10)))
        }
        let value = VariableScope(layers: layers).value("A20") ?? ""
        #expect(value.utf8.count >= VariableExpansion.maximumBytes)
        #expect(value.utf8.count <= 3 * VariableExpansion.maximumBytes)
        let atRunner = VariableExpansion.expandAtRunner(String(repeating: "$A", count: 100)) { _ in value }
        #expect(atRunner.utf8.count <= 4 * VariableExpansion.maximumBytes)
    }

    @Test func anIndexChangesNothing() {
        var layers = VariableLayers()
        layers.pipelinePredefined = [Variable("A", "1"), Variable("B", "2"), Variable("A", "3")]
        layers.globalYAML = [Variable("C", "$A$B")]
        let scope = VariableScope(layers: layers, index: VariableIndex(layers.pipelinePredefined))
        #expect(scope.value("C") == "32")
        #expect(scope.value("D") == nil)
    }
}
